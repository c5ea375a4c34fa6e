import type { PolicyTable } from '@gongkai/kernel';

export const retentionPolicy: PolicyTable = {
  'retention.schedule': {
    zh: '规定各类案件的保管期限',
    en: 'Adopt retention schedules',
    roles: ['disclosureHead'],
    article: '条例第四十五条',
  },
  'retention.hold': {
    zh: '冻结案件、解除冻结',
    en: 'Place and lift legal holds',
    roles: ['legalOfficer', 'disclosureHead'],
  },
  'retention.restrict': {
    zh: '限制处理个人信息、解除限制',
    en: 'Restrict the data of a person to storage, and end it',
    roles: ['archivist', 'legalOfficer', 'disclosureHead'],
    article: '个人信息保护法第四十七条',
  },
  'retention.ask': {
    zh: '申请删除个人信息、撤回申请',
    en: 'Ask for the erasure of a person, or take it back',
    roles: ['archivist', 'legalOfficer', 'disclosureHead'],
    article: '个人信息保护法第四十七条',
  },
  'retention.decide': {
    zh: '批准、不批准删除个人信息',
    en: 'Approve or refuse the erasure of a person',
    roles: ['legalOfficer', 'disclosureHead'],
    article: '个人信息保护法第四十七条',
  },
  'retention.read': {
    zh: '查看到期清单、冻结、限制和删除记录',
    en: 'See what is due, holds, restrictions and erasures',
    roles: ['archivist', 'legalOfficer', 'disclosureHead', 'auditor'],
  },
};
