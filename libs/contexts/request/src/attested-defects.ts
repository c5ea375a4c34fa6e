import type { AttestedDefect } from './events.attest.js';

/** What does not agree within an entry, in words. */
export const attestedDefectNames: Readonly<Record<AttestedDefect, { zh: string; en: string }>> = {
  numberTwice: { zh: '编号在源文件中重复', en: 'the number was printed twice' },
  twoDispositions: { zh: '同时写有两种相互矛盾的处理结果', en: 'two dispositions at once' },
  dispositionMissing: { zh: '已办结而没有处理结果', en: 'ended, and no disposition is given' },
  endMissing: {
    zh: '有处理结果而没有办结日期,按未办结登记',
    en: 'a disposition without the day it ended; kept as not ended',
  },
  endBeforeReceipt: {
    zh: '办结日期早于收到日期,按未办结登记',
    en: 'ended before it was received; kept as not ended',
  },
  confirmedBeforeReceipt: {
    zh: '确认日期早于收到日期,不予采用',
    en: 'confirmed before it was received; that day is not used',
  },
  daysMissing: { zh: '没有写明办理天数', en: 'the number of days is missing' },
  daysUnreadable: { zh: '办理天数无法识别', en: 'the number of days cannot be read' },
  daysDiffer: {
    zh: '写明的办理天数与按日历计得的工作日数不符',
    en: 'the stated days are not the working days counted',
  },
};
