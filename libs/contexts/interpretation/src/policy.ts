import type { PolicyTable } from '@gongkai/kernel';

export const interpretationPolicy: PolicyTable = {
  'interpretation.enter': {
    zh: '登记新闻发布会、在线访谈、解读稿件,登记和回应公众关注事项',
    en: 'Enter press conferences, interviews and articles; note and answer matters of public concern',
    roles: ['clerk', 'disclosureOfficer', 'disclosureHead'],
  },
  'interpretation.correct': {
    zh: '更正、撤销解读和回应记录',
    en: 'Correct or take back records of interpretation and response',
    roles: ['disclosureOfficer', 'disclosureHead'],
  },
};
