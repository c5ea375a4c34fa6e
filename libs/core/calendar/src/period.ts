import { kindOf, unsettledYears, type Calendar, type DayKind } from './calendar.js';
import { unionOf, type Interval } from './clock.js';
import { dayNumber, dayOf } from './day.js';
import type { Step } from './derivation.js';
import { countingRule, dayRules, type Rule } from './editions.js';
import * as sayPeriod from './period-wording.js';
import type { PeriodUnit } from './period-wording.js';
import rules from './period.data.json' with { type: 'json' };
import * as say from './wording.js';

export type { PeriodUnit } from './period-wording.js';

/** A period of any law as data: how long, in what it is counted, and where that stands. */
export type Period = Rule & { length: number; unit: PeriodUnit };

/** What the end of a period depends on. */
export type PeriodFacts = {
  /** What it is the period of, in both languages. */
  name: say.Text;
  /** Day zero: the first day of the period is the day after (次日起算). */
  startsOn: string;
  period: Period;
  /** Days d with from < d ≤ to are not counted; null = not resumed yet. */
  pauses?: readonly { from: string; to: string | null }[];
  extension?: Period | null;
};

/** When a period ends, and why. `dueOn` null: it stands still. */
export type PeriodEnd = {
  startsOn: string;
  dueOn: string | null;
  provisional: boolean;
  article: string | null;
  steps: Step[];
};

/** The last day is no working day: the next one ends the period; not seen for each law. */
export const rollRule: Rule = rules.roll;

const isWorked = ({ kind }: DayKind): boolean => kind === 'working' || kind === 'makeUp';
const LAST_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The same day of a later month, or the last day of a month that is too short. */
const monthsAfter = (day: number, months: number): number => {
  const [year, month, date] = dayOf(day).split('-').map(Number) as [number, number, number];
  const count = year * 12 + (month - 1) + months;
  const [y, m] = [Math.floor(count / 12), count % 12];
  const leap = m === 1 && ((y % 4 === 0 && y % 100 !== 0) || y % 400 === 0);
  const last = LAST_DAYS[m]! + Number(leap);
  const two = (n: number) => String(n).padStart(2, '0');
  return dayNumber(`${String(y).padStart(4, '0')}-${two(m + 1)}-${two(Math.min(date, last))}`);
};

type Visit = (number: number, day: DayKind, paused: boolean) => void;

/** The n-th counted day after a day; null when an open pause comes first. */
const countDays = (
  calendar: Calendar,
  after: number,
  { length, unit }: Pick<Period, 'length' | 'unit'>,
  pauses: readonly Interval[],
  visit: Visit,
): number | null => {
  let number = after;
  for (let counted = 0, next = 0; counted < length;) {
    number++;
    while (next < pauses.length && pauses[next]!.last < number) next++;
    const paused = next < pauses.length && pauses[next]!.first <= number;
    if (paused && pauses[next]!.last === Infinity) return null;
    const day = kindOf(calendar, number);
    visit(number, day, paused);
    if (!paused && (unit === 'calendar' || isWorked(day))) counted++;
  }
  return number;
};

const lastDay = (
  calendar: Calendar,
  after: number,
  period: Pick<Period, 'length' | 'unit'>,
  pauses: readonly Interval[],
  visit: Visit,
): number | null => {
  const { length, unit } = period;
  if (unit === 'working' || unit === 'calendar')
    return countDays(calendar, after, period, pauses, visit);
  // Months run by the calendar; what lies in a pause is added as days.
  const end = monthsAfter(after, unit === 'months' ? length : length * 12);
  return countDays(calendar, after, { length: end - after, unit: 'calendar' }, pauses, () => {});
};

/** When a period ends, with its derivation. Working days for some, calendar days for others. */
export const periodEnd = (calendar: Calendar, facts: PeriodFacts): PeriodEnd => {
  const { name, startsOn, period, pauses = [], extension = null } = facts;
  const steps: Step[] = [];
  const start = dayNumber(startsOn);
  const intervals = unionOf(
    pauses.map(({ from, to }) => ({
      first: dayNumber(from) + 1,
      last: to === null ? Infinity : dayNumber(to),
    })),
  );
  const add = adder(steps);
  add('start', sayPeriod.periodStarts(name, startsOn), { from: start });
  add('period', sayPeriod.periodLength(period.length, period.unit, period.verified), {
    from: start,
    days: period.length,
    article: period.article,
  });
  add('counting', sayPeriod.periodCounting(dayOf(start + 1), period.unit), {
    from: start + 1,
    article: countingRule.article,
  });
  for (const { from, to } of pauses)
    add('pause', sayPeriod.periodPaused(from, to), {
      from: dayNumber(from),
      to: to === null ? null : dayNumber(to),
    });
  const first = counted(calendar, start, period, intervals, add);
  const end =
    first === null || extension === null
      ? first
      : extended(calendar, first, extension, intervals, add);
  return { startsOn, article: period.article, steps, ...ended(calendar, start, end, facts, add) };
};

type Place = { from?: number | null; to?: number | null; days?: number; article?: string | null };
type Add = (kind: string, text: say.Text, place?: Place) => void;
const adder =
  (steps: Step[]): Add =>
  (kind, { zh, en }, { from = null, to = null, days, article = null } = {}) => {
    const written = (day: number | null) => (day === null ? null : dayOf(day));
    steps.push({
      kind,
      from: written(from),
      to: written(to),
      days: days ?? null,
      article,
      zh,
      en,
    });
  };

/** Counts a period; of one in working days it is told which days were counted and which not. */
const counted = (
  calendar: Calendar,
  after: number,
  period: Period,
  pauses: readonly Interval[],
  add: Add,
): number | null => {
  const stretches: say.Stretch[] = [];
  let nth = 0;
  const end = lastDay(calendar, after, period, pauses, (number, day, paused) => {
    if (period.unit !== 'working') return;
    const kind = isWorked(day) && paused ? 'paused' : day.kind;
    const festival = kind === 'paused' ? null : day.festival;
    if (isWorked(day) && !paused) nth++;
    const open = stretches.at(-1);
    if (open?.kind === kind && open.festival === festival) open.last = number;
    else stretches.push({ first: number, last: number, kind, festival, nth });
  });
  for (const stretch of stretches) {
    const { kind, first, last } = stretch;
    const article = kind === 'weekend' || kind === 'holiday' ? dayRules[kind].article : null;
    const text = say.stretch(stretch, dayOf(first), dayOf(last));
    add(kind, text, { from: first, to: last, days: last - first + 1, article });
  }
  return end;
};

const extended = (
  calendar: Calendar,
  from: number,
  extension: Period,
  pauses: readonly Interval[],
  add: Add,
): number | null => {
  const { length, unit, verified, article } = extension;
  add('extension', sayPeriod.periodExtended(length, unit, dayOf(from), verified), {
    from,
    days: length,
    article,
  });
  return counted(calendar, from, extension, pauses, add);
};

const ended = (
  calendar: Calendar,
  start: number,
  end: number | null,
  { period }: PeriodFacts,
  add: Add,
): { dueOn: string | null; provisional: boolean } => {
  if (end === null) {
    add('stopped', sayPeriod.periodStopped());
    return { dueOn: null, provisional: false };
  }
  let due = end;
  while (!isWorked(kindOf(calendar, due))) due++;
  if (due !== end)
    add('rolled', sayPeriod.periodRolled(dayOf(end), dayOf(due), rollRule.verified), {
      from: end,
      to: due,
      article: rollRule.article,
    });
  // Of a period in calendar days only its end depends on what is worked.
  const years = unsettledYears(calendar, period.unit === 'working' ? start + 1 : end, due);
  for (const year of years)
    add('provisional', say.provisional(year), {
      from: dayNumber(`${year}-01-01`),
      to: dayNumber(`${year}-12-31`),
    });
  add('due', say.due(dayOf(due), years.length > 0), { from: due, to: due });
  return { dueOn: dayOf(due), provisional: years.length > 0 };
};
