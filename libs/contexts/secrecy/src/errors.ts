import { rejections } from '@gongkai/kernel';

export const { texts: secrecyErrors, reject: rejectSecrecy } = rejections({
  'secrecy.separationOfDuties': {
    zh: '保密审查须由起草人、拟定公开属性的人以外的人员进行。',
    en: 'The secrecy review must be done by another person than the author or proposer.',
    article: '条例第十七条',
  },
  'secrecy.personNeeded': {
    zh: '保密审查须由具名人员作出,不得由程序代行。',
    en: 'A secrecy review is done by a named officer, never by a program.',
    article: '保密法第三十五条',
  },
  'secrecy.notRequested': {
    zh: '尚未提请保密审查。',
    en: 'No secrecy review has been requested.',
    article: '条例第十七条',
  },
  'secrecy.alreadyRequested': {
    zh: '本版内容的保密审查已提请,尚未作出。',
    en: 'A secrecy review of this content is already open.',
  },
  'secrecy.alreadyReviewed': {
    zh: '本版内容已作出保密审查结论;内容修改后方可重新提请。',
    en: 'This content has been reviewed; it can be reviewed again once it is revised.',
  },
  'secrecy.otherContent': {
    zh: '提请审查的内容与现有内容不一致,请重新提请。',
    en: 'The content has moved on since the review was requested; request it again.',
  },
  'secrecy.guidanceOpen': {
    zh: '已就能否公开请有关部门确定,收到答复前不得作出结论。',
    en: 'A department has been asked; no conclusion before it has answered.',
    article: '条例第十七条',
  },
  'secrecy.guidanceNotAsked': {
    zh: '没有待答复的请示。',
    en: 'No question to a department is open.',
  },
  'secrecy.guidanceForbids': {
    zh: '有关部门已确定不得公开,不得通过审查。',
    en: 'The department asked has determined that it may not be disclosed.',
    article: '条例第十七条',
  },
  'secrecy.groundNotInForce': {
    zh: '“{ground}”在 {on} 施行的条例({edition} 年版)中没有依据。',
    en: '“{ground}” has no article in the edition of {edition} in force on {on}.',
  },
  'secrecy.groundUnfounded': {
    zh: '没有可以援引的部门答复。',
    en: 'There is no answer of a department to rely on.',
  },
  'secrecy.dayImpossible': {
    zh: '日期 {on} 不可能:不得晚于今天,也不得早于提请之日。',
    en: 'The day {on} is impossible: not after today, not before the request.',
  },
});
