import { rolesFor, type Officer, type PolicyTable, type Role } from '@gongkai/kernel';

const legal: readonly Role[] = ['legalOfficer'];
const office: readonly Role[] = ['legalOfficer', 'disclosureOfficer', 'disclosureHead'];
const heads: readonly Role[] = ['legalOfficer', 'disclosureHead'];
const readers: readonly Role[] = [...office, 'clerk', 'archivist', 'auditor', 'signer'];
const by = (zh: string, en: string, roles: readonly Role[], article?: string) => ({
  zh,
  en,
  roles,
  ...(article === undefined ? {} : { article }),
});

/** Operation → roles. The operation of a command is `reconsideration.<type>`. */
export const reconsiderationPolicy: PolicyTable = {
  'reconsideration.read': by('查看复议案件', 'Read cases of reconsideration', readers),
  'reconsideration.open': by(
    '查看复议申请人、理由和材料',
    'Open what is sealed: applicant, grounds, material',
    office,
  ),
  'reconsideration.supervise': by('监督复议应诉', 'See counts and lateness', ['supervisor']),
  'reconsideration.file': by('登记复议申请', 'Register a reconsideration', office),
  'reconsideration.void': by('注销误登', 'Void what was registered by mistake', heads),
  'reconsideration.requestCorrection': by('登记补正通知', 'Record a notice to correct', office),
  'reconsideration.correct': by('登记补正', 'Record the correction', office),
  'reconsideration.accept': by('登记受理', 'Record the acceptance', office),
  'reconsideration.refuse': by('登记不予受理', 'Record the refusal to accept', office),
  'reconsideration.serveCopy': by('登记收到副本', 'Record the copy as served', office),
  'reconsideration.convertProcedure': by('登记程序转换', 'Record a change of procedure', office),
  'reconsideration.submitAnswer': by(
    '提交答复书',
    'Hand in the answer',
    legal,
    '行政复议法(2023)第四十八条',
  ),
  'reconsideration.submitMaterial': by(
    '提交证据、依据和其他材料',
    'Hand in material',
    office,
    '行政复议法(2023)第四十八条',
  ),
  'reconsideration.extend': by('登记延长审理期限', 'Record an extension', office),
  'reconsideration.suspend': by('登记中止', 'Record a suspension', office),
  'reconsideration.resume': by('登记恢复审理', 'Record that it was resumed', office),
  'reconsideration.holdMediation': by('登记调解', 'Record a mediation', office),
  'reconsideration.decide': by('登记复议决定', 'Record the decision', heads),
  'reconsideration.serveDecision': by('登记决定送达', 'Record the service of a decision', office),
  'reconsideration.withdraw': by('登记撤回', 'Record a withdrawal', office),
  'reconsideration.end': by('登记终止', 'Record that it ended', heads),
};

/** What only the watch and the keeper of the calendar give; no role is enough. */
export const PROCESS_ONLY: readonly string[] = [
  'noteAcceptance',
  'noteMissedAnswer',
  'noteMissedDecision',
  'recalculate',
];

const may = (operation: string, officer: Officer, agency: string | null): boolean =>
  rolesFor(reconsiderationPolicy, operation, officer, agency).length > 0;

/** Whether an officer may see the cases against an agency; null is the government's own office. */
export const mayRead = (officer: Officer, agency: string | null): boolean =>
  may('reconsideration.read', officer, agency);

/** Whether an officer may have sealed fields opened; each opening is audited. */
export const mayOpen = (officer: Officer, agency: string | null): boolean =>
  may('reconsideration.open', officer, agency);
