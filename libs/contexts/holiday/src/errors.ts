import { rejections } from '@gongkai/kernel';

export const { texts: holidayErrors, reject: rejectHoliday } = rejections({
  'holiday.alreadyLoaded': {
    zh: '{year} 年的放假安排已有;如有变动请作更正并说明理由。',
    en: 'The notice of {year} is known; correct it, with the reason.',
  },
  'holiday.notLoaded': {
    zh: '{year} 年没有已录入的放假通知。',
    en: 'No notice of {year} has been loaded.',
  },
  'holiday.noDays': {
    zh: '放假通知没有列出任何放假日期。',
    en: 'The notice names no day off.',
  },
  'holiday.dayOutsideYear': {
    zh: '{day} 不属于 {year} 年的放假通知({first} 至 {last})。',
    en: '{day} is no day of the notice of {year} ({first} to {last}).',
  },
  'holiday.dayTwice': {
    zh: '{day} 在通知中出现了两次。',
    en: '{day} is named twice in the notice.',
  },
  'holiday.makeUpNotWeekend': {
    zh: '{day} 本是工作日,不能列为调休上班日。',
    en: '{day} is a working day anyway and cannot make up for another.',
  },
  'holiday.issuedInFuture': {
    zh: '发布日期 {issuedOn} 晚于今天。',
    en: 'Issued on {issuedOn}, which is after today.',
  },
  'holiday.adoptedTooLate': {
    zh: '该日历已有通知,不能再更改其基础。',
    en: 'This calendar has notices; what it stands on cannot be changed any more.',
  },
  'holiday.nationalIsFixed': {
    zh: '全国日历的基础不能更改。',
    en: 'What the national calendar stands on cannot be changed.',
  },
  'holiday.unknownGovernment': {
    zh: '没有编号为“{government}”的政府。',
    en: 'There is no government with the id “{government}”.',
  },
});
