import type { PolicyTable } from '@gongkai/kernel';

const operations: PolicyTable = {
  requestSecrecy: {
    zh: '提请保密审查',
    en: 'Request a secrecy review',
    roles: ['drafter', 'sectionHead', 'clerk', 'disclosureOfficer'],
    article: '条例第十七条',
  },
  askSecrecyGuidance: {
    zh: '报有关部门确定能否公开',
    en: 'Ask a department when unsure',
    roles: ['secrecyReviewer'],
    article: '条例第十七条',
  },
  answerSecrecyGuidance: {
    zh: '登记有关部门的答复',
    en: 'Record the answer of the department',
    roles: ['secrecyReviewer'],
    article: '条例第十七条',
  },
  passSecrecy: {
    zh: '保密审查通过',
    en: 'Pass the secrecy review',
    roles: ['secrecyReviewer'],
    article: '条例第十七条',
  },
  refuseSecrecy: {
    zh: '保密审查不通过',
    en: 'Refuse in the secrecy review',
    roles: ['secrecyReviewer'],
    article: '条例第十七条',
  },
};

/** Who may do what in a secrecy review, as operations of the thing reviewed. */
export const secrecyPolicyFor = (thing: string): PolicyTable =>
  Object.fromEntries(
    Object.entries(operations).map(([type, permission]) => [`${thing}.${type}`, permission]),
  );
