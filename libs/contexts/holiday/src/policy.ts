import { ROLES, type PolicyTable } from '@gongkai/kernel';

/** The calendar of working days moves due days everywhere: only the platform's own may change it. */
export const holidayPolicy: PolicyTable = {
  'holiday.change': {
    zh: '录入、更正、撤回放假通知',
    en: 'Load, correct and take back holiday notices',
    roles: ['administrator'],
    article: '全国年节及纪念日放假办法第二条',
  },
  'holiday.readChanges': {
    zh: '查看日历变动对在办件的影响',
    en: 'See what changes of the calendar did to open cases',
    roles: [...ROLES],
  },
};
