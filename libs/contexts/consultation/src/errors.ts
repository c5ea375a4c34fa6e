import { rejections } from '@gongkai/kernel';

export const { texts: consultationErrors, reject: rejectConsultation } = rejections({
  'consultation.alreadySent': {
    zh: '此征求意见已登记。',
    en: 'This consultation is on record already.',
  },
  'consultation.notFound': {
    zh: '没有这次征求意见。',
    en: 'There is no such consultation.',
  },
  'consultation.addresseeMissing': {
    zh: '征求第三方意见须有收件人。',
    en: 'A third party is asked in writing; the addressee is missing.',
    article: '条例第三十二条',
  },
  'consultation.agencyMissing': {
    zh: '征求其他机关意见须写明机关名称。',
    en: 'Name the agency that is asked.',
    article: '条例第三十四条',
  },
  'consultation.withSelf': {
    zh: '不必征求本机关的意见。',
    en: 'An agency does not consult itself.',
  },
  'consultation.alreadyDelivered': {
    zh: '送达日期已登记:{deliveredOn}。',
    en: 'Its delivery is on record: {deliveredOn}.',
  },
  'consultation.alreadyReturned': {
    zh: '征求意见函已退回,请另行发函。',
    en: 'The letter came back; send another one.',
  },
  'consultation.alreadyAnswered': {
    zh: '意见已登记。',
    en: 'The answer is on record.',
  },
  'consultation.groundNotJudged': {
    zh: '第三方不同意公开的,须认定其理由是否合理。',
    en: 'When a third party refuses, say whether its ground is reasonable.',
    article: '条例第三十二条',
  },
  'consultation.nothingToOverride': {
    zh: '第三方没有不同意公开,不存在因公共利益决定公开的情形。',
    en: 'No third party has refused here; there is nothing to override.',
    article: '条例第三十二条',
  },
  'consultation.alreadyOverridden': {
    zh: '已因公共利益决定公开并告知第三方。',
    en: 'The third party has been told of the disclosure in the public interest.',
    article: '条例第三十二条',
  },
  'consultation.personNeeded': {
    zh: '因公共利益决定公开须由具名人员作出。',
    en: 'To disclose in the public interest is decided by a named officer, never by a program.',
    article: '条例第三十二条',
  },
  'consultation.dayImpossible': {
    zh: '日期 {on} 不可能:须在 {notBefore} 至 {notAfter} 之间。',
    en: 'The day {on} is impossible: it must lie between {notBefore} and {notAfter}.',
  },
});
