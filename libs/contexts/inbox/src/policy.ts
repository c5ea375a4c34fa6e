import { ROLES, type PolicyTable } from '@gongkai/kernel';

export const inboxPolicy: PolicyTable = {
  'inbox.read': {
    zh: '查看发给自己的消息',
    en: 'Read the messages addressed to oneself',
    roles: ROLES,
  },
  'inbox.settings': {
    zh: '设定提醒天数和单位邮箱',
    en: 'Set the days of reminders and the mailboxes of offices',
    roles: ['disclosureHead', 'administrator'],
  },
};
