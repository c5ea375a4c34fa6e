import { agenciesFor, rolesFor, type Officer, type PolicyTable, type Role } from '@gongkai/kernel';
import { secrecyPolicyFor } from '@gongkai/secrecy';

const desk: readonly Role[] = ['clerk', 'disclosureOfficer'];
const office: readonly Role[] = [...desk, 'disclosureHead'];
const heads: readonly Role[] = ['disclosureHead'];
const writers: readonly Role[] = ['drafter', 'sectionHead', ...desk];
const approvers: readonly Role[] = ['signer', 'disclosureHead'];
const everybody: readonly Role[] = [
  'drafter',
  'sectionHead',
  'secrecyReviewer',
  'signer',
  'legalOfficer',
  'archivist',
  'auditor',
  ...office,
];
const by = (zh: string, en: string, roles: readonly Role[], article?: string) => ({
  zh,
  en,
  roles,
  ...(article === undefined ? {} : { article }),
});

const intake: PolicyTable = {
  'request.receive': by('登记申请', 'Register a request', office, '条例第二十九条'),
  'request.attest': by('登记在别处办理的申请', 'Take over a case handled elsewhere', office),
  'request.confirmReceipt': by('确认收到', 'Confirm the receipt', office, '条例第三十一条'),
  'request.correctReceipt': by('更正收件登记', 'Correct the register of receipt', office),
  'request.overrideEdition': by('个案适用另一版条例', 'Apply the other edition', heads),
  'request.accept': by('受理', 'Accept', office),
  'request.setSubject': by('拟定事由', 'Word the neutral subject', office),
  'request.route': by('分办', 'Route to a unit', office),
  'request.transfer': by('移送', 'Transfer', office),
  'request.split': by('分案', 'Split', office),
  'request.join': by('并案', 'Join to another request', office),
  'request.requestClarification': by('通知补正', 'Ask for clarification', office, '条例第三十条'),
  'request.receiveClarification': by(
    '登记补正',
    'Record the clarification',
    office,
    '条例第三十条',
  ),
  'request.withdraw': by('登记撤回', 'Record a withdrawal', office),
};

const handling: PolicyTable = {
  'request.grantExtension': by('批准延期', 'Consent to an extension', heads, '条例第三十三条'),
  'request.askExcessReasons': by(
    '要求说明理由',
    'Ask for the reasons of an excessive request',
    office,
    '条例第三十五条',
  ),
  'request.receiveExcessReasons': by('登记理由', 'Record those reasons', office, '条例第三十五条'),
  'request.decideExcess': by('认定理由是否合理', 'Judge those reasons', heads, '条例第三十五条'),
  'request.sendConsultation': by('征求意见', 'Consult', office, '条例第三十二条'),
  'request.recordConsultationDelivery': by('登记送达', 'Record that the letter arrived', office),
  'request.recordConsultationReturn': by('登记退回', 'Record that the letter came back', office),
  'request.answerConsultation': by('登记意见', 'Record the answer', office, '条例第三十二条'),
  'request.noticeOverride': by(
    '公共利益决定公开并告知第三方',
    'Disclose in the public interest and tell the third party',
    heads,
    '条例第三十二条',
  ),
};

const replying: PolicyTable = {
  'request.draftReply': by('拟写答复', 'Draft a reply', writers, '条例第三十六条'),
  ...secrecyPolicyFor('request'),
  'request.approveReply': by('签发答复', 'Approve a reply', approvers),
  'request.issueReply': by('作出答复', 'Issue a reply', office, '条例第三十六条'),
  'request.recordDelivery': by('登记送达', 'Record the delivery', office),
  'request.recordReturnedMail': by('登记退件', 'Record returned mail', office),
  'request.noticeFee': by('通知收费', 'Give notice of a fee', office, '条例第四十二条'),
  'request.recordPayment': by('登记缴费', 'Record a payment', office, '条例第四十二条'),
  'request.reduceFee': by('减免费用', 'Reduce or waive a fee', heads),
  'request.undoReply': by('登记撤销答复', 'Record that a reply is undone', [
    ...heads,
    'legalOfficer',
  ]),
  'request.suggestPublication': by(
    '登记主动公开建议',
    'Record a suggestion to publish',
    office,
    '条例第四十四条',
  ),
  'request.decideSuggestion': by(
    '审核主动公开建议',
    'Decide on a suggestion to publish',
    [...approvers, 'disclosureOfficer'],
    '条例第四十四条',
  ),
  'request.archive': by('归档', 'Archive', ['archivist', ...office], '条例第四十五条'),
};

/** Operation → roles. The operation of a command is `request.<type>`. */
export const requestPolicy: PolicyTable = {
  'request.read': by('查看申请', 'Read requests of the office', everybody),
  'request.open': by(
    '查看申请人与申请内容',
    'Open what is sealed: applicant, contact, text, letters',
    [...desk, ...approvers, 'drafter', 'sectionHead', 'secrecyReviewer', 'legalOfficer'],
  ),
  'request.settings': by('设定登记编号模板', 'Set how requests are numbered', [
    'administrator',
    ...heads,
  ]),
  'request.supervise': by('监督办理进度', 'See counts, lateness and stages', ['supervisor']),
  ...intake,
  ...handling,
  ...replying,
};

/** What only the watch, a split and the keeper of the calendar give; no role is enough. */
export const PROCESS_ONLY: readonly string[] = [
  'receivePart',
  'noteAbandonment',
  'noteConsultationSilence',
  'noteMissedDeadline',
  'recalculate',
];

/** What an applicant may do about a request by number and secret, or anybody with the online form. */
export const APPLICANT_ONLY_ONLINE: readonly string[] = [
  'receive',
  'receiveClarification',
  'withdraw',
  'suggestPublication',
];

const may = (operation: string, officer: Officer, agency: string | null): boolean =>
  rolesFor(requestPolicy, operation, officer, agency).length > 0;

/** Whether an officer may see the requests of an agency; null is the government's own office. */
export const mayRead = (officer: Officer, agency: string | null): boolean =>
  may('request.read', officer, agency);

/** Whether an officer may have sealed fields opened; each opening is audited. */
export const mayOpen = (officer: Officer, agency: string | null): boolean =>
  may('request.open', officer, agency);

/** The agencies whose requests an officer may see. */
export const readableAgencies = (officer: Officer): 'all' | string[] =>
  agenciesFor(requestPolicy, 'request.read', officer);
