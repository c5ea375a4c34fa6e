import { rejections } from '@gongkai/kernel';

export const { texts: litigationErrors, reject } = rejections({
  'litigation.unknown': { zh: '没有这起行政诉讼。', en: 'There is no such suit.' },
  'litigation.voided': {
    zh: '该诉讼登记已作废。',
    en: 'The entry of this suit was voided.',
  },
  'litigation.agencyUnknown': {
    zh: '该日没有这个单位,或者该单位已停用。',
    en: 'There is no such agency, or it was not active on that day.',
  },
  'litigation.dayImpossible': {
    zh: '日期 {on} 不可能:{why}。',
    en: 'The day {on} cannot be: {whyEn}.',
  },
  'litigation.nothingToChallenge': {
    zh: '起诉时尚无可以起诉的行为:没有作出并送达的答复或决定,或者答复期限尚未届满。',
    en: 'There was nothing to sue on: no reply or decision had been given, or its period was not over.',
    article: '行政诉讼法第四十九条',
  },
  'litigation.otherAgency': {
    zh: '所诉行为是另一单位作出的;作出该行为的机关是被告。',
    en: 'The act is that of another agency, which is the one sued.',
    article: '行政诉讼法第二十六条',
  },
  'litigation.reconsiderationUnknown': {
    zh: '没有这件行政复议。',
    en: 'There is no such reconsideration.',
  },
  'litigation.reconsiderationOpen': {
    zh: '行政复议尚未办结,不能登记为复议后起诉。',
    en: 'The reconsideration has not ended: the suit does not come after it.',
    article: '行政诉讼法第四十五条',
  },
  'litigation.reconsiderationOther': {
    zh: '这件行政复议针对的是另一行为。',
    en: 'That reconsideration was of another act.',
  },
  'litigation.jointOnly': {
    zh: '只有共同被告才写明先计数的其他被告。',
    en: 'Only a joint respondent names the others that count the suit first.',
  },
  'litigation.countedBelow': {
    zh: '先计数的被告应当是上级:{name} 在本单位或者本政府之下,请由本单位先计数。',
    en: 'The one above counts first: {name} lies under this agency or government.',
  },
  'litigation.nodeUnknown': {
    zh: '没有这个单位或者行政区划:{name}。',
    en: 'There is no such agency or division: {name}.',
  },
  'litigation.accepted': {
    zh: '法院已于 {on} 立案。',
    en: 'The court accepted the suit on {on}.',
  },
  'litigation.copyReceived': {
    zh: '本审级的起诉状或者上诉状副本已于 {on} 收到。',
    en: 'The copy of this instance arrived on {on}.',
  },
  'litigation.copyMissing': {
    zh: '尚未登记收到起诉状或者上诉状副本。',
    en: 'The copy of the complaint or appeal has not been recorded yet.',
    article: '行政诉讼法第六十七条',
  },
  'litigation.answered': {
    zh: '本审级已于 {on} 提交答辩状。',
    en: 'This instance was answered on {on}.',
  },
  'litigation.partyUnnamed': {
    zh: '请写明机关名称;第三人是个人的,填写其身份,密封保存。',
    en: 'Name the agency; of a third party that is a person, the person, kept sealed.',
  },
  'litigation.outcomeUnfit': {
    zh: '{outcome} 不是本审级在该日可能的裁判结果。',
    en: 'This instance cannot end so on that day: {outcome}.',
  },
  'litigation.orderUnfit': {
    zh: '该裁判结果不含重新答复的判项。',
    en: 'Such a judgment orders nothing to be answered anew.',
  },
  'litigation.judged': {
    zh: '本审级已于 {on} 裁判。',
    en: 'This instance was decided on {on}.',
  },
  'litigation.notJudged': {
    zh: '本审级尚未裁判。',
    en: 'This instance has not been decided yet.',
  },
  'litigation.appealed': {
    zh: '已经上诉,案件在二审。',
    en: 'It was appealed and is before the second instance.',
  },
  'litigation.appealOpen': {
    zh: '上诉期限至 {on},期满前裁判不生效。',
    en: 'It can be appealed until {on} and does not take effect before.',
    article: '行政诉讼法第八十五条',
  },
  'litigation.concluded': {
    zh: '该诉讼已于 {on} 办结。',
    en: 'The suit was concluded on {on}.',
  },
  'litigation.notConcluded': {
    zh: '该诉讼尚未办结。',
    en: 'The suit has not been concluded.',
  },
  'litigation.nothingToExecute': {
    zh: '该诉讼没有需要履行的判决。',
    en: 'There is no judgment to be carried out.',
    article: '行政诉讼法第九十四条',
  },
  'litigation.executed': {
    zh: '判决已于 {on} 履行。',
    en: 'The judgment was carried out on {on}.',
  },
  'litigation.noRole': {
    zh: '您的职责不包括此操作。',
    en: 'Your role does not include this.',
  },
  'litigation.fileUnknown': {
    zh: '没有这份文件,请先上传。',
    en: 'There is no such file; upload it first.',
  },
});
