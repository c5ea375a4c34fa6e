import type { PolicyTable } from '@gongkai/kernel';

export const registersPolicy: PolicyTable = {
  'registers.enter': {
    zh: '登记制度、新闻发言人、公开网站和必设链接检查',
    en: 'Enter rules, spokespersons and sites, their end, and checks of the compulsory link',
    roles: ['clerk', 'disclosureOfficer', 'disclosureHead'],
  },
  'registers.correct': {
    zh: '更正、撤销制度、新闻发言人、公开网站和必设链接检查登记',
    en: 'Correct or take back entries of rules, spokespersons, sites and checks of the link',
    roles: ['disclosureOfficer', 'disclosureHead'],
  },
  'registers.adoptList': {
    zh: '确定制度清单',
    en: 'Adopt the list of rules every agency should have',
    roles: ['disclosureHead'],
  },
};
