import type { PolicyTable } from '@gongkai/kernel';

export const enquiryPolicy: PolicyTable = {
  'enquiry.log': {
    zh: '登记、答复咨询,按日登记咨询次数',
    en: 'Log and answer enquiries, count those of a day',
    roles: ['clerk', 'disclosureOfficer', 'disclosureHead'],
  },
  'enquiry.correct': {
    zh: '更正、作废咨询记录',
    en: 'Correct or void records of enquiries',
    roles: ['disclosureOfficer', 'disclosureHead'],
  },
};

/** Which line of the table a command falls under. */
export const enquiryOperation = (
  type: 'log' | 'answer' | 'correct' | 'void' | 'count' | 'voidCount',
): string =>
  type === 'log' || type === 'answer' || type === 'count' ? 'enquiry.log' : 'enquiry.correct';
