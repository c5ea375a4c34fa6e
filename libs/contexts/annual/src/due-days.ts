import { lastDayOf, parsePeriod } from '@gongkai/figures';
import { monthText, Rejection, type Day } from '@gongkai/kernel';
import dueDays from './due-days.data.json' with { type: 'json' };
import type { ReporterLevel } from './events.js';

/** A reporting period: whole months, the year's report when they are the year. */
export type ReportPeriod = {
  text: string;
  annual: boolean;
  from: Day;
  endsOn: Day;
  /** The same from January on. */
  cumulative: string;
  /** The same period of the year before. */
  previous: string;
};

const LENGTHS = [1, 3];

/** A month or quarter of the year, or the year itself; undefined for anything else. */
export const reportPeriod = (year: number, text = String(year)): ReportPeriod | undefined => {
  const period = parsePeriod(text);
  if (period instanceof Rejection || !text.startsWith(String(year))) return undefined;
  const annual = text === String(year);
  if (!annual && (text.includes('..') || !LENGTHS.includes(period.to - period.from + 1)))
    return undefined;
  return {
    text,
    annual,
    from: `${monthText(period.from)}-01`,
    endsOn: lastDayOf(period.to),
    cumulative: annual ? text : `${year}-01..${monthText(period.to)}`,
    previous: text.replace(String(year), String(year - 1)),
  };
};

export type DueDays = { submitBy: Day; publishBy: Day | null; basis: string };

/**
 * When a report is due: by 31 March for everybody under 条例(2007)第三十一条; since the reports on
 * 2019 departments by 31 January and governments by 31 March (条例第四十九条). Statistics follow
 * local rules; the days are data.
 */
export const dueDaysOf = (
  year: number,
  { annual, endsOn }: ReportPeriod,
  level: ReporterLevel,
): DueDays => {
  if (!annual) {
    const [y = 0, m = 0] = endsOn.split('-').map(Number);
    const { dayOfNextMonth, basis } = dueDays.statistics;
    const due = new Date(Date.UTC(y, m, dayOfNextMonth)).toISOString().slice(0, 10);
    return { submitBy: due, publishBy: null, basis };
  }
  const rule =
    dueDays.annual.find(
      ({ from, to, levels }) =>
        year >= from && (to === null || year <= to) && levels.includes(level),
    ) ?? dueDays.annual[0]!;
  const { basis } = rule;
  const next = year + 1;
  return { submitBy: `${next}-${rule.submitBy}`, publishBy: `${next}-${rule.publishBy}`, basis };
};
