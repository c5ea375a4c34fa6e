import type { PolicyTable } from '@gongkai/kernel';

/** Divisions and governments are the platform's; agencies are each government's own. */
export const directoryPolicy: PolicyTable = {
  'division.change': {
    zh: '维护行政区划',
    en: 'Keep the national tree',
    roles: ['administrator'],
  },
  'government.join': {
    zh: '政府加入平台',
    en: 'Let a government join',
    roles: ['administrator'],
  },
  'agency.change': {
    zh: '维护机构名录',
    en: 'Keep the register of agencies',
    roles: ['administrator', 'disclosureHead'],
  },
  'agency.fillPost': {
    zh: '登记负责人、信息员及交接',
    en: 'Name the responsible leader and the clerk, hand over',
    roles: ['administrator', 'disclosureHead'],
  },
  'agency.readRegister': {
    zh: '查看本级机构名录',
    en: 'Read the register of agencies',
    roles: [
      'drafter',
      'sectionHead',
      'secrecyReviewer',
      'signer',
      'clerk',
      'disclosureOfficer',
      'disclosureHead',
      'legalOfficer',
      'complaintHandler',
      'archivist',
      'supervisor',
      'auditor',
      'administrator',
    ],
  },
};
