import { rejections } from '@gongkai/kernel';

export const { texts: reconsiderationErrors, reject } = rejections({
  'reconsideration.notFound': { zh: '没有此复议案件。', en: 'There is no such reconsideration.' },
  'reconsideration.exists': {
    zh: '此复议案件已登记。',
    en: 'This reconsideration is registered already.',
  },
  'reconsideration.requestUnknown': {
    zh: '没有此申请,无从对其提出复议。',
    en: 'There is no such request to be reconsidered.',
  },
  'reconsideration.documentUnknown': {
    zh: '没有此公开信息,无从对其提出复议。',
    en: 'There is no such document to be reconsidered.',
  },
  'reconsideration.replyUnknown': {
    zh: '该申请没有这份答复。',
    en: 'The request has no such reply.',
  },
  'reconsideration.beforeDecision': {
    zh: '所复议的行为于 {actOn} 才作出,申请日 {filedOn} 早于该日。',
    en: 'What is challenged was done on {actOn}; the application of {filedOn} is earlier.',
    article: '行政复议法(2023)第二十条',
  },
  'reconsideration.noDecision': {
    zh: '所复议的行为尚未作出。',
    en: 'What is challenged has not been done yet.',
    article: '行政复议法(2023)第十一条',
  },
  'reconsideration.periodNotOver': {
    zh: '答复期限至 {dueOn} 才届满,期限内不能以逾期不答复提出复议。',
    en: 'The period to reply ends on {dueOn}; until then there is no silence to challenge.',
    article: '行政复议法实施条例第十六条',
  },
  'reconsideration.answeredInTime': {
    zh: '该申请已于 {givenOn} 按期答复,应就答复提出复议。',
    en: 'The request was answered in time, on {givenOn}; the reply is what can be challenged.',
  },
  'reconsideration.editionReason': {
    zh: '按申请日应适用{edition}年版,改用另一版须说明理由。',
    en: 'By the day of filing the edition of {edition} applies; another one needs a reason.',
  },
  'reconsideration.bodyReason': {
    zh: '依法由 {bodies} 管辖;复议机关不在其中的,须说明理由。',
    en: 'By law {bodies} decides; another body needs a reason.',
  },
  'reconsideration.bodyUnknown': {
    zh: '无法确定复议机关,请写明。',
    en: 'The deciding body cannot be told; name it.',
  },
  'reconsideration.dayImpossible': {
    zh: '日期 {on} 不可能:须在 {notBefore} 至 {notAfter} 之间。',
    en: 'The day {on} cannot be: it must lie between {notBefore} and {notAfter}.',
  },
  'reconsideration.procedureUnknown': {
    zh: '{edition}年版没有这种审理程序。',
    en: 'The edition of {edition} knows no such procedure.',
  },
  'reconsideration.alreadyAccepted': {
    zh: '已经受理。',
    en: 'It has been accepted already.',
  },
  'reconsideration.notAccepted': {
    zh: '尚未受理,不能有此一步;请先登记受理。',
    en: 'It has not been accepted, so this cannot be; record the acceptance first.',
  },
  'reconsideration.notCorrecting': {
    zh: '没有尚未补正的补正通知。',
    en: 'No correction is being waited for.',
  },
  'reconsideration.copyServedAlready': {
    zh: '申请书副本已登记送达。',
    en: 'The copy is on record as served already.',
  },
  'reconsideration.copyNotServed': {
    zh: '尚未收到申请书副本,答复无从谈起;请先登记收到副本。',
    en: 'The copy has not been served, so there is nothing to answer; record it first.',
  },
  'reconsideration.alreadyAnswered': {
    zh: '答复书已提交;补充的材料另行登记。',
    en: 'The answer has been handed in; further material is recorded by itself.',
  },
  'reconsideration.sameProcedure': {
    zh: '已适用该程序。',
    en: 'That procedure applies already.',
  },
  'reconsideration.suspended': {
    zh: '案件中止中,恢复之前不能有此一步。',
    en: 'The case is suspended; this cannot be before it is resumed.',
  },
  'reconsideration.notSuspended': {
    zh: '案件没有中止。',
    en: 'The case is not suspended.',
  },
  'reconsideration.outcomeUnknown': {
    zh: '{edition}年版没有这种结果。',
    en: 'The edition of {edition} knows no such outcome.',
  },
  'reconsideration.outcomeDoesNotFit': {
    zh: '“{outcome}”不适用于{challenge}。',
    en: '“{outcomeEn}” does not fit a challenge of {challengeEn}.',
  },
  'reconsideration.noMediation': {
    zh: '没有达成调解的记录,不能以调解结案。',
    en: 'No mediation that led to an agreement is on record.',
  },
  'reconsideration.orderDoesNotFit': {
    zh: '此结果不能附带重新答复的责令。',
    en: 'An order to answer anew does not go with this outcome.',
  },
  'reconsideration.notWithdrawn': {
    zh: '没有申请人撤回的记录,不能以撤回终止。',
    en: 'No withdrawal is on record to end it by.',
  },
  'reconsideration.withdrawnAlready': {
    zh: '已登记撤回。',
    en: 'It is on record as withdrawn already.',
  },
  'reconsideration.notDecided': {
    zh: '尚无复议决定可以送达。',
    en: 'There is no decision to serve.',
  },
  'reconsideration.servedAlready': {
    zh: '已登记送达。',
    en: 'It is on record as served already.',
  },
  'reconsideration.ended': {
    zh: '案件已于 {on} 结束。',
    en: 'The case ended on {on}.',
  },
  'reconsideration.fileUnknown': {
    zh: '没有此文件,请重新上传。',
    en: 'There is no such file; upload it again.',
  },
  'reconsideration.noRole': {
    zh: '您的职责不包括此操作。',
    en: 'Your role does not include this.',
  },
});
