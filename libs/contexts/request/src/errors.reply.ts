import { rejections } from '@gongkai/kernel';

/** Refusals about replies, delivery, fees, later rounds, suggestions and the archive. */
export const { texts: replyErrors, reject: rejectReply } = rejections({
  'request.roundClosed': {
    zh: '本轮办理已于 {concludedOn} 办结,不能再答复。',
    en: 'This round was concluded on {concludedOn}; there is nothing more to reply to.',
    article: '条例第三十六条',
  },
  'request.roundOpen': {
    zh: '本轮办理尚未办结。',
    en: 'This round has not been concluded.',
  },
  'request.replyBeforeReceipt': {
    zh: '日期 {on} 早于收到申请之日 {receivedOn}。',
    en: 'The day {on} is before the request was received on {receivedOn}.',
    article: '条例第三十一条',
  },
  'request.replyKindNotInEdition': {
    zh: '{edition} 年版条例没有“{kind}”这一答复类型。',
    en: 'The edition of {edition} knows no reply of the kind “{kindEn}”.',
  },
  'request.replyOwnRecordOnly': {
    zh: '“{kind}”只用于要求更正自身信息记录的申请。',
    en: 'A reply “{kindEn}” answers only a demand to correct one’s own record.',
    article: '条例第四十一条',
  },
  'request.replyDisclosureOnly': {
    zh: '“{kind}”不用于要求更正自身信息记录的申请。',
    en: 'A reply “{kindEn}” does not answer a demand to correct one’s own record.',
    article: '条例第四十一条',
  },
  'request.groundMissing': {
    zh: '“{kind}”须指明法定依据。',
    en: 'A reply “{kindEn}” must name its legal ground.',
    article: '条例第三十六条',
  },
  'request.groundNotOfKind': {
    zh: '“{ground}”不是“{kind}”的依据。',
    en: '“{groundEn}” is no ground of a reply “{kindEn}”.',
    article: '条例第三十六条',
  },
  'request.groundNotInEdition': {
    zh: '{edition} 年版条例没有“{ground}”这一依据。',
    en: 'The edition of {edition} has no ground “{groundEn}”.',
  },
  'request.articleOfOther': {
    zh: '所填条款不是该答复或者依据所在的条款,应为 {right}。',
    en: 'This is not the article of this reply or ground; it is {right}.',
  },
  'request.statementMissing': {
    zh: '“{kind}”须写明{statement}。',
    en: 'A reply “{kindEn}” must state {statementEn}.',
    article: '条例第三十六条',
  },
  'request.consultationOpen': {
    zh: '征求意见尚未有结果,不能作出此答复。',
    en: 'A consultation is still open; this reply must wait for it.',
    article: '条例第三十二条',
  },
  'request.thirdPartyNotConsulted': {
    zh: '以第三方合法权益为由的,须先书面征求第三方意见。',
    en: 'A third party must be consulted in writing before its rights are a ground.',
    article: '条例第三十二条',
  },
  'request.thirdPartyConsents': {
    zh: '第三方同意公开,不得以其权益为由不予公开。',
    en: 'The third party consents; its rights are no ground any more.',
    article: '条例第十五条',
  },
  'request.thirdPartyObjects': {
    zh: '第三方不同意且有合理理由;决定公开须先书面告知第三方。',
    en: 'The third party objects with good reason; to disclose all the same, tell it first in writing.',
    article: '条例第三十二条',
  },
  'request.clarificationMissing': {
    zh: '未经补正,不能以补正后仍不明确答复。',
    en: 'No clarification was given, so the request cannot be still unclear after one.',
    article: '条例第三十条',
  },
  'request.needNotAsked': {
    zh: '未要求申请人说明特殊需要,不能以此为由。',
    en: 'The applicant was not asked to show a special need.',
  },
  'request.excessNotFound': {
    zh: '未要求说明理由并认定理由不合理,不能以此不予处理。',
    en: 'Reasons must be asked and found not to be reasonable first.',
    article: '条例第三十五条',
  },
  'request.replyUnknown': {
    zh: '没有这份答复,或者它不属于本轮办理。',
    en: 'There is no such reply in this round.',
  },
  'request.replyAlreadyExists': { zh: '这份答复已存在。', en: 'This reply exists already.' },
  'request.replyAlreadyIssued': {
    zh: '答复已作出,不能再改。',
    en: 'The reply has been issued and cannot be changed.',
  },
  'request.replyAuthorless': {
    zh: '答复须由具名人员拟写、签发、作出。',
    en: 'A reply is drafted, approved and issued by named officers.',
  },
  'request.secrecyNotNeeded': {
    zh: '这份答复不提供内容,无须保密审查。',
    en: 'No contents leave with this reply; it needs no secrecy review.',
  },
  'request.secrecyMissing': {
    zh: '拟提供的内容未经他人保密审查通过。',
    en: 'What is to be given has not passed a secrecy review by another person.',
    article: '条例第十七条',
  },
  'request.separationOfDuties': {
    zh: '签发答复须由拟稿人以外的人员进行。',
    en: 'A reply must be approved by another person than those who wrote it.',
  },
  'request.replyNotApproved': {
    zh: '答复现有内容尚未签发。',
    en: 'This content of the reply has not been approved.',
  },
  'request.replyAlreadyApproved': {
    zh: '答复现有内容已签发。',
    en: 'This content of the reply is approved.',
  },
  'request.replyInForce': {
    zh: '本轮办理已作出一份答复。',
    en: 'A reply of this round is in force already.',
    article: '条例第三十六条',
  },
  'request.replyNotIssued': {
    zh: '答复尚未作出。',
    en: 'The reply has not been issued.',
  },
  'request.replyAlreadyGiven': {
    zh: '答复已于 {givenOn} 送达。',
    en: 'The reply was given on {givenOn}.',
  },
  'request.signatureMissing': {
    zh: '以“{route}”送达的,以签收之日为准,请填写签收日期。',
    en: 'By “{routeEn}” it counts from the day of signing; give that day.',
  },
  'request.nothingToReturn': {
    zh: '没有可退回的送达。',
    en: 'Nothing was delivered that could come back.',
  },
  'request.feeNotInForce': {
    zh: '{on} 没有可以收取的费用。',
    en: 'No fee may be asked on {on}.',
    article: '条例第四十二条',
  },
  'request.feeBasisNotInForce': {
    zh: '{on} 不得“{basis}”收费。',
    en: 'On {on} a fee cannot be reckoned by {basisEn}.',
    article: '条例第四十二条',
  },
  'request.feeAlreadyNoticed': {
    zh: '本申请已发收费通知(“{basis}”);一件申请只能按一种方式收费一次。',
    en: 'A fee by {basisEn} was noticed already; one request is charged once, in one way.',
    article: '条例第四十二条',
  },
  'request.feeNothingToPay': {
    zh: '按标准应收费用为零,不必发收费通知。',
    en: 'The fee comes to nothing; there is nothing to give notice of.',
    article: '条例第四十二条',
  },
  'request.feeUnknown': { zh: '没有这笔费用。', en: 'There is no such fee.' },
  'request.feeSettled': {
    zh: '这笔费用已缴清或者已免。',
    en: 'The fee is paid or waived.',
  },
  'request.feeReductionTooLarge': {
    zh: '减免额超过应缴金额。',
    en: 'The reduction is more than what is to be paid.',
  },
  'request.feePaymentDiffers': {
    zh: '缴费额 {paidFen} 分与应缴额 {dueFen} 分不符。',
    en: 'The {paidFen} fen paid are not the {dueFen} fen due.',
  },
  'request.nothingToUndo': {
    zh: '本轮没有已送达且有效的这份答复。',
    en: 'There is no such reply given and in force.',
  },
  'request.suggestionUnknown': {
    zh: '没有待审核的主动公开建议。',
    en: 'No suggestion to publish waits for a decision.',
    article: '条例第四十四条',
  },
  'request.suggestionOpen': {
    zh: '已有一份待审核的主动公开建议。',
    en: 'A suggestion to publish waits for a decision already.',
    article: '条例第四十四条',
  },
  'request.nothingToSuggest': {
    zh: '尚未向申请人公开任何信息,不能建议主动公开。',
    en: 'Nothing has been given to the applicant that could be published.',
    article: '条例第四十四条',
  },
  'request.notConcluded': {
    zh: '尚未办结,不能归档。',
    en: 'The case is not concluded and cannot be archived.',
    article: '条例第四十五条',
  },
  'request.alreadyArchived': { zh: '已归档。', en: 'It is archived already.' },
});
