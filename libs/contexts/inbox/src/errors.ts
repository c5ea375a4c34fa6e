import { rejections } from '@gongkai/kernel';

export const { texts: inboxErrors, reject: rejectInbox } = rejections({
  'inbox.addressWrong': {
    zh: '“{address}”不是有效的电子邮箱地址。',
    en: '"{address}" is not an e-mail address.',
  },
  'inbox.mailboxUnknown': {
    zh: '该机构没有登记邮箱。',
    en: 'No mailbox is on record for this agency.',
  },
  'inbox.agencyUnknown': {
    zh: '没有编号为“{agency}”的机构。',
    en: 'There is no agency "{agency}".',
  },
});
