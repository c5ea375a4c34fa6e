import type { PolicyTable } from '@gongkai/kernel';
import type { CatalogueCommandData, GuideCommandData } from './commands.js';

export const cataloguePolicy: PolicyTable = {
  'catalogue.adopt': {
    zh: '建立公开目录、规定索引号',
    en: 'Adopt the catalogue and its index numbers',
    roles: ['disclosureHead'],
    article: '条例第四条',
  },
  'catalogue.columns': {
    zh: '维护公开目录的栏目',
    en: 'Keep the columns of the catalogue',
    roles: ['disclosureOfficer', 'disclosureHead'],
    article: '条例第四条',
  },
  'guide.draft': {
    zh: '起草公开指南、核对现行指南',
    en: 'Draft the guide, check the one in force',
    roles: ['disclosureOfficer', 'disclosureHead'],
    article: '条例第十二条',
  },
  'guide.publish': {
    zh: '发布公开指南',
    en: 'Publish the guide',
    roles: ['disclosureHead'],
    article: '条例第十二条',
  },
};

/** Which line of the table a command falls under. */
export const catalogueOperation = (type: CatalogueCommandData['type']): string =>
  type === 'adopt' || type === 'replaceTemplate' ? 'catalogue.adopt' : 'catalogue.columns';

export const guideOperation = (type: GuideCommandData['type']): string =>
  type === 'publish' ? 'guide.publish' : 'guide.draft';
