import { rejections } from '@gongkai/kernel';
import { replyErrors } from './errors.reply.js';

const intake = rejections({
  'request.notFound': { zh: '没有这件申请。', en: 'There is no such request.' },
  'request.alreadyReceived': { zh: '申请已登记。', en: 'The request is on record already.' },
  'request.closed': {
    zh: '本轮办理已于 {on} 结束({outcome}),不能再办理。',
    en: 'This round ended on {on} ({outcome}); nothing more can be done in it.',
  },
  'request.archived': {
    zh: '申请已归档。',
    en: 'The request has been archived.',
    article: '条例第四十五条',
  },
  'request.agencyUnknown': {
    zh: '没有这个机构,或者它已撤销。',
    en: 'There is no such agency, or it is no longer active.',
  },
  'request.fileUnknown': {
    zh: '有附件尚未上传。',
    en: 'A file has not been uploaded.',
  },
  'request.dayImpossible': {
    zh: '日期 {on} 不可能:须在 {notBefore} 至 {notAfter} 之间。',
    en: 'The day {on} is impossible: it must lie between {notBefore} and {notAfter}.',
  },
  'request.editionReasonMissing': {
    zh: '不按收到之日施行的条例办理的,须说明理由。',
    en: 'To apply another edition than that of the day of receipt needs a reason.',
    article: '条例第五十六条',
  },
  'request.editionSame': {
    zh: '已适用 {edition} 年版条例。',
    en: 'The edition of {edition} applies already.',
  },
  'request.confirmationNotNeeded': {
    zh: '当面、签收邮寄和口头申请以提交、签收之日为收到之日,不需确认。',
    en: 'In person, by signed post and orally a request counts from its arrival; nothing to confirm.',
    article: '条例第三十一条',
  },
  'request.alreadyConfirmed': {
    zh: '已于 {on} 确认收到。',
    en: 'The receipt was confirmed on {on}.',
    article: '条例第三十一条',
  },
  'request.nothingToCorrect': {
    zh: '登记内容没有变化。',
    en: 'The register says so already.',
  },
  'request.alreadyAccepted': { zh: '已于 {on} 受理。', en: 'It was accepted on {on}.' },
  'request.personNeeded': {
    zh: '此事项须由具名人员办理,不得由程序代行。',
    en: 'This is done by a named officer, never by a program.',
  },
  'request.routeEmpty': {
    zh: '请写明承办科室或者承办人。',
    en: 'Name the unit or the officer it goes to.',
  },
  'request.transferToSelf': {
    zh: '申请已在该机构办理。',
    en: 'The request is with that agency already.',
  },
  'request.transferUnclear': {
    zh: '外部机关与本级机构不能同时填写。',
    en: 'Name an agency of this government or one outside, not both.',
  },
  'request.replyIssued': {
    zh: '本轮答复已作出,不能再办理此事项。',
    en: 'The reply of this round has been issued; this can no longer be done.',
  },
  'request.partsRepeat': {
    zh: '各分案的编号不得重复。',
    en: 'The parts must have ids and numbers of their own.',
  },
  'request.partUnknown': {
    zh: '原申请没有这个分案。',
    en: 'The request it is said to be a part of has no such part.',
  },
  'request.joinTargetUnknown': {
    zh: '没有可以并入的在办申请。',
    en: 'There is no open request to join it to.',
  },
  'request.joinToSelf': {
    zh: '不能并入自身。',
    en: 'A request cannot be joined to itself.',
  },
  'request.joinOtherApplicant': {
    zh: '只有同一申请人的申请才可并案。',
    en: 'Only requests of one applicant can be joined.',
  },
});
const course = rejections({
  'request.alreadyClarified': {
    zh: '补正应当一次性告知;本件已于 {on} 通知补正。',
    en: 'Clarification is asked for once and in full; it was on {on}.',
    article: '条例第三十条',
  },
  'request.respondByImpossible': {
    zh: '补正期限 {respondBy} 须晚于通知之日 {sentOn}。',
    en: 'The last day to answer, {respondBy}, must be after the day of the notice, {sentOn}.',
    article: '条例第三十条',
  },
  'request.clarificationNotAwaited': {
    zh: '没有待补正的事项。',
    en: 'No clarification is awaited.',
    article: '条例第三十条',
  },
  'request.clockNotRunning': {
    zh: '答复期限尚未起算。',
    en: 'The reply period has not begun.',
    article: '条例第三十一条',
  },
  'request.alreadyExtended': {
    zh: '本轮已于 {on} 延期。',
    en: 'This round was extended on {on}.',
    article: '条例第三十三条',
  },
  'request.extensionTooLong': {
    zh: '延长不得超过 {most} 个工作日。',
    en: 'An extension is {most} working days at most.',
    article: '条例第三十三条',
  },
  'request.excessNotInEdition': {
    zh: '本件适用的 2007 年版条例没有此程序。',
    en: 'The edition of 2007, which applies here, has no such procedure.',
    article: '条例第三十五条',
  },
  'request.excessAlreadyAsked': {
    zh: '已于 {on} 要求说明理由。',
    en: 'The reasons were asked for on {on}.',
    article: '条例第三十五条',
  },
  'request.excessNotAsked': {
    zh: '尚未要求申请人说明理由,或者已经认定。',
    en: 'No reasons have been asked for, or they have been judged.',
    article: '条例第三十五条',
  },
  'request.answerByImpossible': {
    zh: '说明理由的期限 {answerBy} 须晚于要求之日 {askedOn}。',
    en: 'The last day to give reasons, {answerBy}, must be after the day they are asked, {askedOn}.',
    article: '条例第三十五条',
  },
  'request.excessReasonsGiven': {
    zh: '申请人的理由已登记。',
    en: 'The reasons are on record.',
    article: '条例第三十五条',
  },
  'request.excessReasonsAwaited': {
    zh: '尚未收到申请人的理由,期限为 {answerBy}。',
    en: 'The reasons have not come in; they may until {answerBy}.',
    article: '条例第三十五条',
  },
  'request.delayNeedsReason': {
    zh: '只有理由合理的,才可确定延迟答复的期限。',
    en: 'Only when the reasons are reasonable is there a delayed period.',
    article: '条例第三十五条',
  },
  'request.delayImpossible': {
    zh: '延迟答复的期限 {delayedTo} 须晚于认定之日。',
    en: 'The delayed period must end after the day it is decided, not on {delayedTo}.',
    article: '条例第三十五条',
  },
});

export const requestErrors = { ...intake.texts, ...course.texts, ...replyErrors };
type Code = keyof typeof intake.texts | keyof typeof course.texts;

/** A refusal of the intake and the course of a request; replies have theirs in errors.reply.ts. */
export const reject = (
  code: Code,
  details: Readonly<Record<string, unknown>> = {},
  field: string | null = null,
) =>
  code in intake.texts
    ? intake.reject(code as keyof typeof intake.texts, details, field)
    : course.reject(code as keyof typeof course.texts, details, field);
