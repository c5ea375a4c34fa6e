import type { Role } from '@gongkai/kernel';
import { z } from 'zod';

/** What a message is about. */
export const MessageSubject = z.enum([
  'requestReceived',
  'requestRouted',
  'clarificationReceived',
  'reasonsGiven',
  'consultationAnswered',
  'consultationSilent',
  'consultationReturned',
  'secrecyReviewWaiting',
  'secrecyReviewRefused',
  'replyToApprove',
  'replyToIssue',
  'replyReturned',
  'feePaid',
  'dueSoon',
  'overdue',
  'deadlineMoved',
  'roundOpened',
  'requestAbandoned',
  'requestWithdrawn',
  'publicationSuggested',
  'appealServed',
  'appealAnswerDueSoon',
  'appealAnswerOverdue',
  'appealDecided',
  'suitServed',
  'suitAnswerDueSoon',
  'suitEvidenceMissed',
  'suitConcluded',
  'complaintReceived',
  'complaintDueSoon',
  'complaintOverdue',
  'retentionDue',
  'erasureToDecide',
  'paperReviewWaiting',
  'paperReviewRefused',
  'paperToSign',
  'paperToPublish',
  'paperReturned',
  'coordinationAsked',
  'coordinationAnswered',
  'publicationOverdue',
  'reevaluationDue',
]);
export type MessageSubject = z.infer<typeof MessageSubject>;

type SubjectRule = {
  zh: string;
  en: string;
  /** Who is told, in the agency of the case; empty: one officer by name. */
  roles: readonly Role[];
  /** Only news: nothing waits for an answer, and the end of the case does not settle it. */
  news: boolean;
  /** Goes to the mailbox of the office, too. */
  mail: boolean;
};

const writers: readonly Role[] = ['drafter', 'sectionHead'];
const desk: readonly Role[] = ['clerk', 'disclosureOfficer'];
const office: readonly Role[] = [...desk, 'disclosureHead'];
const counsel: readonly Role[] = ['legalOfficer', 'disclosureHead'];
const complaints: readonly Role[] = ['complaintHandler', 'disclosureOfficer'];
const work = (zh: string, en: string, roles: readonly Role[], mail = true): SubjectRule => ({
  zh,
  en,
  roles,
  news: false,
  mail,
});
const news = (zh: string, en: string, roles: readonly Role[]): SubjectRule => ({
  zh,
  en,
  roles,
  news: true,
  mail: false,
});

/** Subjects as data: their words, who is told, whether something waits. */
export const subjects: Readonly<Record<MessageSubject, SubjectRule>> = {
  requestReceived: work('收到新的申请', 'A new request has arrived', desk),
  requestRouted: work('有申请分办给您', 'A request was routed to you', [], false),
  clarificationReceived: work('申请人已补正', 'The applicant has clarified', desk),
  reasonsGiven: work('申请人已说明理由', 'The applicant has given reasons', office),
  consultationAnswered: work('被征求意见方已答复', 'A consultation was answered', desk),
  consultationSilent: work(
    '被征求意见方逾期未答复',
    'A consultation ran out without an answer',
    desk,
  ),
  consultationReturned: work('征求意见书被退回', 'A letter of consultation came back', desk),
  secrecyReviewWaiting: work('有答复待保密审查', 'A reply waits for its secrecy review', [
    'secrecyReviewer',
  ]),
  secrecyReviewRefused: work('答复未通过保密审查', 'A reply did not pass its secrecy review', desk),
  replyToApprove: work('有答复待签发', 'A reply waits for approval', ['signer', 'disclosureHead']),
  replyToIssue: work('答复已签发,待作出', 'A reply is approved and waits to be issued', desk),
  replyReturned: work('答复被退回', 'A reply came back', desk),
  feePaid: work('申请人已缴费', 'The fee was paid', desk),
  dueSoon: work('答复期限将至', 'The reply is due soon', desk),
  overdue: work('答复已逾期', 'The reply is overdue', office),
  deadlineMoved: news(
    '放假安排变动,答复期限已重新计算',
    'Due days moved with the calendar',
    office,
  ),
  roundOpened: work('须重新作出答复', 'A new reply must be made', office),
  requestAbandoned: news('申请视为放弃', 'A request is deemed abandoned', desk),
  requestWithdrawn: news('申请人已撤回申请', 'A request was withdrawn', desk),
  publicationSuggested: work(
    '申请人建议主动公开',
    'An applicant suggests publication',
    ['disclosureOfficer', 'disclosureHead'],
    false,
  ),
  appealServed: work('收到复议申请书副本,须提交答复书', 'An appeal must be answered', counsel),
  appealAnswerDueSoon: work('复议答复期限将至', 'The answer to an appeal is due soon', counsel),
  appealAnswerOverdue: work('未按期提交复议答复书', 'The answer to an appeal is overdue', counsel),
  appealDecided: news('复议案件已有结果', 'An appeal has come to its end', [
    ...counsel,
    'disclosureOfficer',
  ]),
  suitServed: work('收到起诉状或者上诉状副本,须答辩、举证', 'A suit must be answered', counsel),
  suitAnswerDueSoon: work('答辩、举证期限将至', 'The answer to a suit is due soon', counsel),
  suitEvidenceMissed: work('未按期举证', 'No evidence was handed in in time', counsel),
  suitConcluded: news('行政诉讼已有生效裁判', 'A suit has come to its end', [
    ...counsel,
    'disclosureOfficer',
  ]),
  complaintReceived: work('收到投诉举报', 'A complaint has arrived', complaints),
  complaintDueSoon: work('投诉举报办理期限将至', 'A complaint is due soon', complaints),
  complaintOverdue: work('投诉举报超过办理期限', 'A complaint is overdue', complaints),
  retentionDue: news('有案件保管期限届满', 'Cases have been kept long enough', [
    'archivist',
    'disclosureHead',
  ]),
  erasureToDecide: work('有删除个人信息的申请待决定', 'An erasure waits for its decision', counsel),
  paperReviewWaiting: work('有文稿待保密审查', 'A paper waits for its secrecy review', [
    'secrecyReviewer',
  ]),
  paperReviewRefused: work(
    '文稿未通过保密审查',
    'A paper did not pass its secrecy review',
    writers,
  ),
  paperToSign: work('有文稿待确定公开属性并签发', 'A paper waits for the signer', ['signer']),
  paperToPublish: work('文稿已签发,待公开', 'A paper is approved and waits to be published', desk),
  paperReturned: work('文稿被退回修改', 'A paper was returned', writers),
  coordinationAsked: {
    ...news('有机关就拟公开内容征询意见', 'An agency asks for your word on a paper', [
      'sectionHead',
      'disclosureOfficer',
      'disclosureHead',
    ]),
    mail: true,
  },
  coordinationAnswered: news('被征询机关已有结果', 'A coordination has come to an answer', [
    ...writers,
    'disclosureOfficer',
  ]),
  publicationOverdue: work('主动公开已逾期', 'A publication is overdue', office),
  reevaluationDue: work('不予公开的信息应予评估', 'What is withheld is due to be looked at again', [
    'signer',
    'disclosureHead',
  ]),
};
