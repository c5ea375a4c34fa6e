import { rejections } from '@gongkai/kernel';

export const { texts: enquiryErrors, reject } = rejections({
  'enquiry.unknown': {
    zh: '没有这条咨询记录。',
    en: 'There is no such enquiry.',
  },
  'enquiry.countUnknown': {
    zh: '没有这次咨询计数。',
    en: 'There is no such count of enquiries.',
  },
  'enquiry.agencyUnknown': {
    zh: '该日没有这个单位,或者该单位已停用。',
    en: 'There is no such agency, or it was not active on that day.',
  },
  'enquiry.dayImpossible': {
    zh: '日期 {on} 不可能:{why}。',
    en: 'The day {on} cannot be: {whyEn}.',
  },
  'enquiry.alreadyAnswered': {
    zh: '这条咨询已于 {on} 答复。',
    en: 'This enquiry was answered on {on}.',
  },
  'enquiry.voided': {
    zh: '该记录已作废。',
    en: 'This record has been voided.',
  },
  'enquiry.tooMany': {
    zh: '一次最多登记 {limit} 次咨询,请分次登记。',
    en: 'One command may count {limit} enquiries at most; count them in parts.',
  },
});
