import { agenciesFor, rolesFor, type Officer, type PolicyTable, type Role } from '@gongkai/kernel';

const desk: readonly Role[] = ['complaintHandler', 'disclosureOfficer', 'disclosureHead'];
const intake: readonly Role[] = ['clerk', ...desk];
const heads: readonly Role[] = ['complaintHandler', 'disclosureHead'];
const by = (zh: string, en: string, roles: readonly Role[], article?: string) => ({
  zh,
  en,
  roles,
  ...(article === undefined ? {} : { article }),
});

/** Operation → roles. The operation of a command is `complaint.<type>`. */
export const complaintPolicy: PolicyTable = {
  'complaint.read': by('查看投诉举报', 'Read complaints of the office', [
    ...intake,
    'legalOfficer',
    'signer',
    'auditor',
  ]),
  'complaint.open': by(
    '查看投诉人和投诉内容',
    'Open what is sealed: who complains, and of what',
    desk,
  ),
  'complaint.supervise': by(
    '查看下级报来的投诉举报',
    'See complaints governments below have shown',
    ['supervisor', 'disclosureHead'],
    '条例第四十七条',
  ),
  'complaint.receive': by('登记投诉举报', 'Enter a complaint', intake, '条例第五十一条'),
  'complaint.assign': by('交办', 'Assign to an agency', desk),
  'complaint.transfer': by('移送', 'Transfer elsewhere', desk),
  'complaint.answer': by('答复', 'Answer', desk, '条例第五十一条'),
  'complaint.reopen': by('重新办理', 'Take up again', desk),
  'complaint.close': by('办结', 'Close', desk),
  'complaint.show': by('报上级', 'Show to the superior', heads),
  'complaint.void': by('作废误登', 'Void an entry made by mistake', heads),
  'complaint.adoptRules': by('确定办理期限', 'Adopt how long each kind may take', [
    'disclosureHead',
  ]),
};

const may = (operation: string, officer: Officer, agency: string | null): boolean =>
  rolesFor(complaintPolicy, operation, officer, agency).length > 0;

/** Whether an officer may see the complaints of any of these agencies; null is the own office. */
export const mayRead = (officer: Officer, agencies: readonly (string | null)[]): boolean =>
  agencies.some((agency) => may('complaint.read', officer, agency));

/** Whether an officer may have sealed fields opened; each opening is audited. */
export const mayOpen = (officer: Officer, agencies: readonly (string | null)[]): boolean =>
  agencies.some((agency) => may('complaint.open', officer, agency));

/** The agencies whose complaints an officer may see. */
export const readableAgencies = (officer: Officer): 'all' | string[] =>
  agenciesFor(complaintPolicy, 'complaint.read', officer);

export const maySupervise = (officer: Officer): boolean =>
  may('complaint.supervise', officer, null);
