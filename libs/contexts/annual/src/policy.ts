import type { Officer, PolicyTable, Role } from '@gongkai/kernel';
import type { AnnualCommandData } from './commands.js';

const desk: readonly Role[] = ['clerk', 'disclosureOfficer', 'disclosureHead'];
const approvers: readonly Role[] = ['signer', 'disclosureHead'];
const collectors: readonly Role[] = ['supervisor', 'disclosureOfficer', 'disclosureHead'];

export const annualPolicy: PolicyTable = {
  'annual.draft': {
    zh: '编制年度报告和统计报表:开报、撰写、定数、标记单元格、处理核对问题',
    en: 'Draw up annual reports and statistics: open, write, freeze, mark cells, decide findings',
    roles: desk,
    article: '条例第五十条',
  },
  'annual.handIn': {
    zh: '提交年度报告和统计报表',
    en: 'Hand in annual reports and statistics',
    roles: desk,
    article: '条例第四十九条',
  },
  'annual.return': {
    zh: '退回本级单位的报告',
    en: 'Return a report of one’s own government',
    roles: [...approvers, 'disclosureOfficer'],
  },
  'annual.approve': {
    zh: '批准本级单位的报告',
    en: 'Approve a report of one’s own government',
    roles: approvers,
  },
  'annual.publish': {
    zh: '登记年度报告的公布',
    en: 'Record that an annual report is published',
    roles: desk,
    article: '条例第四十九条',
  },
  'annual.correct': {
    zh: '更正已批准、已公布的报告',
    en: 'Correct an approved or published report',
    roles: ['disclosureOfficer', 'disclosureHead'],
  },
  'annual.addFormat': {
    zh: '添加报告格式',
    en: 'Add a report form',
    roles: ['disclosureHead', 'administrator'],
  },
  'annual.collect': {
    zh: '收集下级政府的报告:退回、批准、处理核对问题、看收报情况',
    en: 'Collect reports of governments below: return, approve, decide findings, see the board',
    roles: collectors,
    article: '条例第四十九条',
  },
};

/** Which line of the table a command falls under; `below`: the report of a government below. */
export const annualOperation = (type: AnnualCommandData['type'], below = false): string => {
  if (below) return 'annual.collect';
  switch (type) {
    case 'handIn':
    case 'return':
    case 'approve':
    case 'publish':
    case 'correct':
      return `annual.${type}`;
    case 'restate':
      return 'annual.correct';
    default:
      return 'annual.draft';
  }
};

/** Who may see what governments below have handed in. */
export const mayCollect = ({ grants }: Officer): boolean =>
  grants.some(({ role, agency }) => agency === null && collectors.includes(role));
