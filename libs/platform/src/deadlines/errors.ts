import { rejections } from '@gongkai/kernel';

export const { texts: deadlineErrors, reject: rejectDeadline } = rejections({
  'deadline.noSuchDay': {
    zh: '没有“{day}”这一天;日期写作 YYYY-MM-DD。',
    en: 'There is no day “{day}”; a day is written YYYY-MM-DD.',
  },
  'deadline.dayTooFar': {
    zh: '日期 {day} 超出可计算的范围(至 {last})。',
    en: 'The day {day} is beyond what is computed (to {last}).',
  },
  'deadline.unknownChannel': {
    zh: '没有“{channel}”这一接收渠道;可用:{channels}。',
    en: 'There is no channel “{channel}”; there are {channels}.',
    article: '条例第三十一条',
  },
  'deadline.unknownEdition': {
    zh: '没有“{edition}”版条例;可用:2007、2019。',
    en: 'There is no edition “{edition}” of the Regulations; there are 2007 and 2019.',
  },
  'deadline.beforeRegulations': {
    zh: '{received} 时条例尚未施行({inForce} 起施行);如需试算请指定版本。',
    en: 'On {received} the Regulations were not in force (since {inForce}); name an edition to compute all the same.',
  },
  'deadline.confirmedBeforeReceived': {
    zh: '确认日 {confirmed} 早于收到日 {received}。',
    en: 'Confirmed on {confirmed}, before it was received on {received}.',
    article: '条例第三十一条',
  },
  'deadline.correctedBeforeReceived': {
    zh: '补正日 {corrected} 早于收到日 {received}。',
    en: 'Corrected on {corrected}, before it was received on {received}.',
    article: '条例第三十条',
  },
  'deadline.paidBeforeReceived': {
    zh: '缴费日 {paid} 早于收到日 {received}。',
    en: 'Paid on {paid}, before it was received on {received}.',
    article: '条例第四十二条',
  },
  'deadline.pauseMalformed': {
    zh: '“{pause}”不是期间;写作 起..止,如 2023-03-01..2023-03-10。',
    en: '“{pause}” is no period; it is written FROM..TO, e.g. 2023-03-01..2023-03-10.',
  },
  'deadline.pauseReversed': {
    zh: '不计期间的终日 {to} 早于始日 {from}。',
    en: 'The pause ends on {to}, before it begins on {from}.',
  },
  'deadline.pauseBeforeReceived': {
    zh: '征求意见函发出日 {from} 早于收到申请之日 {received}。',
    en: 'The letter of consultation left on {from}, before the request was received on {received}.',
    article: '条例第三十三条',
  },
  'deadline.extensionImpossible': {
    zh: '延长 {days} 不可能:须为 1 至 {most} 个工作日。',
    en: 'An extension by {days} is impossible: 1 to {most} working days.',
    article: '条例第三十三条',
  },
});
