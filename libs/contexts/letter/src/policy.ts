import type { PolicyTable } from '@gongkai/kernel';

export const letterPolicy: PolicyTable = {
  'letter.template': {
    zh: '设定或者撤回文书模板',
    en: 'Set or withdraw a letter template',
    roles: ['disclosureHead'],
    article: '条例第四条',
  },
  'letter.readTemplates': {
    zh: '查看、检查和预览文书模板',
    en: 'Read, check and preview letter templates',
    roles: ['clerk', 'disclosureOfficer', 'disclosureHead', 'legalOfficer'],
  },
};
