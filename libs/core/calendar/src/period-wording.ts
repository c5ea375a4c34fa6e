import type { Text } from './wording.js';

/** In what a period is counted. */
export type PeriodUnit = 'working' | 'calendar' | 'months' | 'years';

const UNITS: Readonly<Record<PeriodUnit, { zh: string; en: string; many: string }>> = {
  working: { zh: '个工作日', en: 'working day', many: 'working days' },
  calendar: { zh: '日', en: 'day', many: 'days' },
  months: { zh: '个月', en: 'month', many: 'months' },
  years: { zh: '年', en: 'year', many: 'years' },
};
const UNVERIFIED: Text = { zh: '(该规则未经核实)', en: ' (rule not verified)' };
const mark = (verified: boolean): Text => (verified ? { zh: '', en: '' } : UNVERIFIED);

export const lengthText = (length: number, unit: PeriodUnit): Text => {
  const { zh, en, many } = UNITS[unit];
  return { zh: `${length} ${zh}`, en: `${length} ${length === 1 ? en : many}` };
};

export const periodStarts = ({ zh, en }: Text, day: string): Text => ({
  zh: `${zh}:自 ${day} 起算。`,
  en: `${en}: runs from ${day}.`,
});

export const periodLength = (length: number, unit: PeriodUnit, verified: boolean): Text => {
  const of = lengthText(length, unit);
  return {
    zh: `期限为 ${of.zh}。${mark(verified).zh}`,
    en: `The period is ${of.en}.${mark(verified).en}`,
  };
};

export const periodCounting = (first: string, unit: PeriodUnit): Text => ({
  zh: `起算日当日不计,自次日 ${first} 起计算${unit === 'working' ? ',只计工作日' : ''}。`,
  en: `The starting day is not counted; counting begins on ${first}${unit === 'working' ? ' and takes working days only' : ''}.`,
});

export const periodPaused = (from: string, to: string | null): Text =>
  to === null
    ? { zh: `${from} 起中止,尚未恢复。`, en: `Suspended since ${from}, and not resumed yet.` }
    : {
        zh: `${from} 至 ${to} 中止,其间各日不计,重叠的只扣除一次。`,
        en: `Suspended from ${from} to ${to}; the days in it are not counted, overlaps once.`,
      };

export const periodExtended = (
  length: number,
  unit: PeriodUnit,
  from: string,
  verified: boolean,
): Text => {
  const of = lengthText(length, unit);
  return {
    zh: `原期限至 ${from},延长 ${of.zh}。${mark(verified).zh}`,
    en: `The first period ends on ${from}; it was extended by ${of.en}.${mark(verified).en}`,
  };
};

export const periodRolled = (from: string, to: string, verified: boolean): Text => ({
  zh: `最后一日 ${from} 不是工作日,顺延至 ${to}。${mark(verified).zh}`,
  en: `The last day, ${from}, is no working day; the period ends on ${to}.${mark(verified).en}`,
});

export const periodStopped = (): Text => ({
  zh: '中止尚未结束,到期日待定。',
  en: 'It is suspended with no end in sight; there is no due day yet.',
});
