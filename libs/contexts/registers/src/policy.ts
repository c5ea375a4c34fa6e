import type { PolicyTable } from '@gongkai/kernel';

export const registersPolicy: PolicyTable = {
  'registers.enter': {
    zh: '登记制度、新闻发言人',
    en: 'Enter rules and spokespersons, and their end',
    roles: ['clerk', 'disclosureOfficer', 'disclosureHead'],
  },
  'registers.correct': {
    zh: '更正、撤销制度和新闻发言人登记',
    en: 'Correct or take back entries of rules and spokespersons',
    roles: ['disclosureOfficer', 'disclosureHead'],
  },
  'registers.adoptList': {
    zh: '确定制度清单',
    en: 'Adopt the list of rules every agency should have',
    roles: ['disclosureHead'],
  },
};
