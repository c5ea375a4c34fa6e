import type { PolicyTable } from '@gongkai/kernel';

/** Who may do what in a secrecy review, wherever it takes place. */
export const secrecyPolicy: PolicyTable = {
  'secrecy.requestSecrecy': {
    zh: '提请保密审查',
    en: 'Request a secrecy review',
    roles: ['drafter', 'sectionHead', 'clerk', 'disclosureOfficer'],
    article: '条例第十七条',
  },
  'secrecy.askSecrecyGuidance': {
    zh: '报有关部门确定能否公开',
    en: 'Ask a department when unsure',
    roles: ['secrecyReviewer'],
    article: '条例第十七条',
  },
  'secrecy.answerSecrecyGuidance': {
    zh: '登记有关部门的答复',
    en: 'Record the answer of the department',
    roles: ['secrecyReviewer'],
    article: '条例第十七条',
  },
  'secrecy.passSecrecy': {
    zh: '保密审查通过',
    en: 'Pass the secrecy review',
    roles: ['secrecyReviewer'],
    article: '条例第十七条',
  },
  'secrecy.refuseSecrecy': {
    zh: '保密审查不通过',
    en: 'Refuse in the secrecy review',
    roles: ['secrecyReviewer'],
    article: '条例第十七条',
  },
};
