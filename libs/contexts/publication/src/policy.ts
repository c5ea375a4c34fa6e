import { rolesFor, type Officer, type PolicyTable, type Role } from '@gongkai/kernel';
import { secrecyPolicyFor } from '@gongkai/secrecy';
import type { Document } from './decider.state.js';

const writers: readonly Role[] = ['drafter', 'sectionHead', 'clerk'];
const releasers: readonly Role[] = ['clerk', 'disclosureOfficer'];
const heads: readonly Role[] = ['signer', 'disclosureHead'];
/** Those who answer for what is on record, which is more than to write or release. */
const answerable: readonly Role[] = ['disclosureOfficer', 'disclosureHead'];
const everybody: readonly Role[] = [
  'drafter',
  'sectionHead',
  'secrecyReviewer',
  'signer',
  'clerk',
  'disclosureOfficer',
  'disclosureHead',
  'legalOfficer',
  'archivist',
  'auditor',
];
const by = (zh: string, en: string, roles: readonly Role[], article?: string) => ({
  zh,
  en,
  roles,
  ...(article === undefined ? {} : { article }),
});

/** Operation → roles. The operation of a command is `document.<type>` or `gazetteIssue.<type>`. */
export const publicationPolicy: PolicyTable = {
  'document.supervise': by('监督公开进度', 'See counts, lateness and stages', ['supervisor']),
  'document.read': by('查看文稿', 'Read papers of the office', everybody),
  'document.draft': by('起草', 'Draft', writers),
  'document.revise': by('修改内容', 'Revise the content', writers),
  'document.assignColumn': by('调整栏目', 'Assign to a column', [...writers, 'disclosureOfficer']),
  'document.setLimit': by(
    '更正公开期限',
    'Set the limit that a law names',
    [...writers, 'disclosureOfficer'],
    '条例第二十六条',
  ),
  'document.abandon': by('放弃文稿', 'Abandon a draft', writers),
  'document.proposeAttribute': by('拟定公开属性', 'Propose the attribute', writers),
  ...secrecyPolicyFor('document'),
  'document.askCoordination': by(
    '征询有关机关',
    'Ask another agency concerned',
    [...writers, 'disclosureOfficer'],
    '条例第十一条',
  ),
  'document.confirmCoordination': by(
    '确认发布内容',
    'Confirm what is to be published',
    ['sectionHead', 'disclosureOfficer', ...heads],
    '条例第十一条',
  ),
  'document.objectCoordination': by(
    '对发布内容提出异议',
    'Object to what is to be published',
    ['sectionHead', 'disclosureOfficer', ...heads],
    '条例第十一条',
  ),
  'document.settleCoordination': by('协调决定', 'Settle an objection', heads, '条例第十一条'),
  'document.decideAttribute': by('确定公开属性', 'Decide the attribute', ['signer']),
  'document.approve': by('签发', 'Approve', ['signer']),
  'document.returnDraft': by('退回修改', 'Return for revision', ['sectionHead', 'signer']),
  'document.publish': by('公开', 'Publish', releasers, '条例第二十三条'),
  'document.submit': by('报送上级网站', 'Submit to a superior’s site', releasers),
  'document.recordTaken': by('登记采用', 'Record that it was taken', releasers),
  'document.recordReturned': by('登记退回', 'Record that it was returned', releasers),
  'document.recordInspection': by('日常检查', 'Inspect', answerable),
  'document.correct': by('更正', 'Correct what is public', releasers),
  'document.withdraw': by('撤回', 'Withdraw', ['disclosureOfficer', ...heads]),
  'document.replace': by('替代', 'Mark as replaced', ['disclosureOfficer', ...heads]),
  'document.repeal': by('废止', 'Mark as repealed', heads),
  'document.moveAttribute': by('变更公开属性', 'Move to another attribute', ['signer']),
  'document.reevaluate': by('定期评估', 'Re-evaluate what is withheld', heads, '条例第十八条'),
  'document.deliver': by(
    '移送档案馆、图书馆',
    'Deliver to archive or library',
    ['archivist', ...releasers],
    '条例第二十五条',
  ),
  // It shows an item to the public without a review, so who drafts or releases is not enough.
  'document.attest': by('登记历史信息', 'Attest an item already public', answerable),
  'document.noteHandledOutside': by(
    '登记线下办理的涉密文件',
    'Note a classified paper as handled outside',
    [...writers, 'secrecyReviewer'],
    '保密法实施条例第四十一条',
  ),
  'document.voidPublication': by(
    '撤销错登的公开',
    'Take back a mistaken record of publication',
    answerable,
  ),
  'document.correctPublication': by(
    '更正公开登记',
    'Put a record of publication right',
    answerable,
  ),
  'document.voidSubmission': by(
    '撤销错登的报送',
    'Take back a mistaken record of submission',
    answerable,
  ),
  'document.voidEnding': by(
    '撤销错登的废止、替代',
    'Take back a mistaken repeal or replacement',
    heads,
  ),
  'document.voidHandledOutside': by('撤销线下办理登记', 'Take back a note of a classified paper', [
    'secrecyReviewer',
    'disclosureOfficer',
    'disclosureHead',
  ]),
  'gazetteIssue.plan': by('编排公报', 'Plan a gazette issue', releasers),
  'gazetteIssue.addPickUpPoint': by('增加领取点', 'Add a pick-up point', releasers),
  'gazetteIssue.removePickUpPoint': by('撤销领取点', 'Remove a pick-up point', releasers),
  'gazetteIssue.release': by('发行公报', 'Release a gazette issue', releasers),
  'gazetteIssue.correct': by('更正公报登记', 'Put the record of a gazette issue right', answerable),
  'gazetteIssue.voidRelease': by('撤销错登的发行', 'Take back a mistaken release', answerable),
};

/** What only the program gives; no role of an officer is enough. */
export const PROCESS_ONLY: readonly string[] = [
  'noteCoordinationSilence',
  'noteLate',
  'noteReevaluationDue',
  'recalculate',
];

/**
 * Whether an officer may see a paper as it is: of an agency granted, or of one that was asked about this
 * very content; of what was before, or is written after, an agency asked sees nothing.
 */
export const mayReadPaper = (
  officer: Officer,
  {
    agency,
    coordination,
    contentDigest,
  }: Pick<Document, 'agency' | 'coordination' | 'contentDigest'>,
): boolean =>
  mayRead(officer, agency) ||
  Object.entries(coordination).some(
    ([party, asked]) =>
      !asked.external && asked.contentDigest === contentDigest && mayRead(officer, party),
  );

/** Whether an officer may see the papers of an agency; null is the government's own office. */
export const mayRead = (officer: Officer, agency: string | null): boolean =>
  rolesFor(publicationPolicy, 'document.read', officer, agency).length > 0;
