import { rejections } from '@gongkai/kernel';

export const { texts: publicationErrors, reject } = rejections({
  'publication.noRole': {
    zh: '本人没有办理此事项的职责。',
    en: 'You do not hold a role for this.',
  },
  'publication.notFound': { zh: '没有这份文稿。', en: 'There is no such document.' },
  'publication.alreadyExists': { zh: '文稿已存在。', en: 'The document exists already.' },
  'publication.closed': {
    zh: '文稿已终结(放弃、撤销或线下办理),不能再办理。',
    en: 'The document is closed (abandoned, taken back or handled outside).',
  },
  'publication.agencyUnknown': {
    zh: '没有这个机构,或者它已撤销:{agency}',
    en: 'There is no such agency, or it is no longer active: {agency}',
  },
  'publication.attachmentUnknown': {
    zh: '附件尚未上传:{digest}',
    en: 'The attachment has not been uploaded: {digest}',
  },
  'publication.attachmentKind': {
    zh: '附件名与可接受的文件种类不符:{name}',
    en: 'The name of an attachment does not go with a kind of file that is accepted: {name}',
  },
  'publication.chartMissing': {
    zh: '流程图须是附件之一。',
    en: 'The chart must be one of the attachments.',
  },
  'publication.classifiedMark': {
    zh: '标有密级的文件不得进入本平台,请登记为线下办理。',
    en: 'A paper with a secrecy mark has no place here; note it as handled outside.',
    article: '保密法实施条例第四十一条',
  },
  'publication.formationMark': {
    zh: '成文日期与其标注不一致:有日期须标“已知”或“推定”,无日期须标“不详”。',
    en: 'The day of formation and its mark disagree: known or assumed with a day, unknown without.',
  },
  'publication.dayImpossible': {
    zh: '日期 {on} 不可能:{why}',
    en: 'The day {on} is impossible: {whyEn}',
  },
  'publication.beforeFormation': {
    zh: '公开日期 {publishedOn} 早于成文日期 {formedOn}。',
    en: 'Published on {publishedOn}, before it was formed on {formedOn}.',
  },
  'publication.separationOfDuties': {
    zh: '签发、确定公开属性须由起草人以外的人员进行。',
    en: 'The signer must be another person than the drafter.',
  },
  'publication.personNeeded': {
    zh: '此事项须由具名人员办理,不得由程序代行。',
    en: 'This is done by a named officer, never by a program.',
  },
  'publication.attributeNeeded': {
    zh: '该文种没有默认公开属性,请选定属性并说明理由。',
    en: 'This genre has no default attribute; choose one and give the reason.',
  },
  'publication.groundNeeded': {
    zh: '不予公开须有法定依据。',
    en: 'Withholding needs a legal ground.',
    article: '条例第十四条、第十五条、第十六条',
  },
  'publication.groundNotInForce': {
    zh: '当日施行的条例中没有这一依据:{ground}',
    en: 'The edition then in force has no such ground: {ground}',
  },
  'publication.reasonNeeded': {
    zh: '依申请公开或者不予公开须说明理由。',
    en: 'Disclosure on request and withholding need a reason.',
  },
  'publication.attributeNotProposed': {
    zh: '尚未拟定公开属性。',
    en: 'No attribute has been proposed.',
  },
  'publication.attributeUndecided': {
    zh: '现有内容的公开属性尚未确定。',
    en: 'The attribute of this content has not been decided.',
  },
  'publication.attributeAlreadyDecided': {
    zh: '公开属性已确定;如需变更请办理属性变更。',
    en: 'The attribute is decided; move it to another if it must change.',
  },
  'publication.attributeSame': { zh: '属性没有变化。', en: 'It has this attribute already.' },
  'publication.notForThePublic': {
    zh: '公开属性不是主动公开。',
    en: 'Its attribute is not disclosure on initiative.',
    article: '条例第十九条',
  },
  'publication.secrecyMissing': {
    zh: '现有内容未经他人保密审查通过。',
    en: 'This content has not passed a secrecy review by another person.',
    article: '条例第十七条',
  },
  'publication.secrecyRefused': {
    zh: '保密审查未通过,不得主动公开。',
    en: 'The secrecy review refused it; it may not be disclosed.',
    article: '条例第十七条',
  },
  'publication.coordinationOpen': {
    zh: '与“{party}”的发布协调尚未完成。',
    en: 'Coordination with “{party}” is not settled.',
    article: '条例第十一条',
  },
  'publication.coordinationAlreadyAsked': {
    zh: '已征询“{party}”,尚未答复或已有结论。',
    en: '“{party}” has been asked about this content already.',
  },
  'publication.coordinationNotAsked': {
    zh: '没有就现有内容征询过“{party}”,或者已有结论。',
    en: '“{party}” has no open question about this content.',
  },
  'publication.coordinationWithSelf': {
    zh: '不必征询本机关。',
    en: 'An agency does not coordinate with itself.',
  },
  'publication.notApproved': { zh: '现有内容尚未签发。', en: 'This content is not approved.' },
  'publication.alreadyApproved': { zh: '现有内容已签发。', en: 'This content is approved.' },
  'publication.alreadyPublic': { zh: '文稿已公开。', en: 'The document is public.' },
  'publication.notPublic': { zh: '文稿现未公开。', en: 'The document is not public.' },
  'publication.alreadyInChannel': {
    zh: '已在此渠道公开。',
    en: 'It is already published in this channel.',
  },
  'publication.alreadyDelivered': {
    zh: '现行内容已送“{place}”。',
    en: 'What is public now has been delivered to “{place}” already.',
    article: '条例第二十五条',
  },
  'publication.meansOfOtherChannel': {
    zh: '方式“{means}”不属于渠道“{channel}”。',
    en: 'The means “{means}” is not of the channel “{channel}”.',
  },
  'publication.correctionPending': {
    zh: '内容已修改,须先完成更正再在其他渠道公开。',
    en: 'The content was revised; carry out the correction first.',
  },
  'publication.nothingToCorrect': {
    zh: '内容没有修改,无可更正。',
    en: 'The content is what is public; there is nothing to correct.',
  },
  'publication.attestationOnly': {
    zh: '该历史信息仅凭证明登记;另行公开须经保密审查和签发。',
    en: 'This old item stands on its attestation only; to publish it anew it must be reviewed.',
  },
  'publication.indexNumberTaken': {
    zh: '索引号“{value}”已被使用。',
    en: 'The index number “{value}” is already used.',
    article: '条例第十二条',
  },
  'publication.indexNumberFixed': {
    zh: '索引号已定为“{value}”,不得更改。',
    en: 'The index number is “{value}” and cannot be another.',
  },
  'publication.gazetteIssueUnknown': {
    zh: '公报公开须指明已发行的一期。',
    en: 'Publication in the gazette names an issue that is out.',
  },
  'publication.gazetteDay': {
    zh: '公开日期须与该期公报发行日期 {releasedOn} 一致。',
    en: 'The day must be the day the issue came out, {releasedOn}.',
  },
  'publication.gazetteIssueExists': {
    zh: '公报 {year} 年第 {number} 期已存在。',
    en: 'Issue {number} of {year} exists already.',
  },
  'publication.gazetteIssueNotReleased': {
    zh: '该期公报尚未发行。',
    en: 'The issue has not come out.',
  },
  'publication.gazetteIssueReleased': { zh: '该期公报已发行。', en: 'The issue is already out.' },
  'publication.pickUpPointMissing': {
    zh: '至少须有一个领取点。',
    en: 'A gazette issue needs at least one pick-up point.',
  },
  'publication.pickUpPointUnknown': { zh: '没有这个领取点。', en: 'There is no such point.' },
  'publication.submissionPending': {
    zh: '已报送,尚无结果。',
    en: 'It is with that site already.',
  },
  'publication.submissionUnknown': {
    zh: '没有这次报送,或者已有结果。',
    en: 'There is no such open submission.',
  },
  'publication.noLongerInForce': {
    zh: '文稿已废止或被替代。',
    en: 'The document has been repealed or replaced.',
  },
  'publication.stillInForce': {
    zh: '文稿没有被废止或替代。',
    en: 'The document has been neither repealed nor replaced.',
  },
  'publication.recordUnknown': {
    zh: '没有这条公开登记,或者它已撤销。',
    en: 'There is no such record of a publication, or it has been taken back.',
  },
  'publication.endingStands': {
    zh: '文稿已登记废止或替代,须先撤销该登记(voidEnding)。',
    en: 'It is on record as repealed or replaced; take that back first (voidEnding).',
  },
  'publication.ofSubmission': {
    zh: '该公开随报送采用登记,只能更正日期和网址;渠道有误请撤销报送登记(voidSubmission)。',
    en: 'It came with a submission that was taken: only day and address can be put right; else take the submission back (voidSubmission).',
  },
  'publication.notHandledOutside': {
    zh: '没有登记为线下办理。',
    en: 'It is not noted as handled outside.',
  },
  'publication.replacementUnknown': {
    zh: '用以替代的文稿不存在或尚未公开。',
    en: 'The replacing document does not exist or is not public.',
  },
  'publication.notWithheld': {
    zh: '只有不予公开的信息才须评估。',
    en: 'Only withheld information is re-evaluated.',
    article: '条例第十八条',
  },
});
