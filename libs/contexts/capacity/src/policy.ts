import type { PolicyTable } from '@gongkai/kernel';

export const capacityPolicy: PolicyTable = {
  'capacity.enter': {
    zh: '登记机构、人员、经费、会议、培训、宣传和组织领导',
    en: 'Enter offices, people, funds, meetings, training, publicity and leadership',
    roles: ['clerk', 'disclosureOfficer', 'disclosureHead'],
  },
  'capacity.correct': {
    zh: '更正、撤销上述登记',
    en: 'Correct or take back such entries',
    roles: ['disclosureOfficer', 'disclosureHead'],
  },
};
