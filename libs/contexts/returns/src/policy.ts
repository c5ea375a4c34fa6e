import type { PolicyTable } from '@gongkai/kernel';

export const returnsPolicy: PolicyTable = {
  'returns.report': {
    zh: '上报统计数',
    en: 'Report numbers in bulk',
    roles: ['clerk', 'disclosureOfficer', 'disclosureHead'],
  },
  'returns.correct': {
    zh: '更正、作废上报的统计数',
    en: 'Correct or void numbers reported',
    roles: ['disclosureOfficer', 'disclosureHead'],
  },
};
