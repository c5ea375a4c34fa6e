import { kindOf, type Calendar } from './calendar.js';
import { dayNumber, dayOf } from './day.js';

/** A day a notice names, and the festival it is for. */
export type NoticeDay = { day: string; name: string };

/** A year's holiday notice: the days off, and the Saturdays and Sundays worked for them. */
export type Notice = { year: number; off: readonly NoticeDay[]; work: readonly NoticeDay[] };

/**
 * The days a notice speaks about begin before its year: that of a year names the days off around
 * New Year, of which the first lie in December.
 */
export const noticeSpan = (year: number): { first: string; last: string } => ({
  first: `${year - 1}-12-25`,
  last: `${year}-12-31`,
});

/**
 * A calendar with notices over it. `replacing`: a notice takes the place of what the calendar knew
 * of its year, up to the days that belong to the notice of the next; else it only adds.
 */
export const calendarWith = (
  base: Calendar,
  notices: readonly Notice[],
  { replacing }: { replacing: boolean },
): Calendar => {
  const exceptions = new Map(base.exceptions);
  if (replacing)
    for (const { year } of notices) {
      const end = dayNumber(`${year}-12-25`);
      for (let number = dayNumber(noticeSpan(year).first); number < end; number++)
        exceptions.delete(number);
    }
  for (const { off, work } of [...notices].sort((a, b) => a.year - b.year)) {
    for (const { day, name } of off) exceptions.set(dayNumber(day), { working: false, name });
    for (const { day, name } of work) exceptions.set(dayNumber(day), { working: true, name });
  }
  const years = new Set(base.years);
  for (const { year } of notices) years.add(year);
  return { years, exceptions, ...(base.foreign ? { foreign: true } : {}) };
};

const works = (calendar: Calendar, number: number): boolean => {
  const { kind } = kindOf(calendar, number);
  return kind === 'working' || kind === 'makeUp';
};

/**
 * First and last day on which two calendars differ, null when they agree. A year that became
 * settled, or is no longer, differs as a whole: due days in it change their standing.
 */
export const changedDays = (
  before: Calendar,
  after: Calendar,
): { first: string; last: string } | null => {
  let [first, last] = [Infinity, -Infinity];
  const note = (from: number, to: number) => {
    first = Math.min(first, from);
    last = Math.max(last, to);
  };
  for (const year of new Set([...before.years, ...after.years]))
    if (before.years.has(year) !== after.years.has(year))
      note(dayNumber(`${year}-01-01`), dayNumber(`${year}-12-31`));
  for (const number of new Set([...before.exceptions.keys(), ...after.exceptions.keys()]))
    if (works(before, number) !== works(after, number)) note(number, number);
  return first === Infinity ? null : { first: dayOf(first), last: dayOf(last) };
};

/** What a calendar knows of a year, as a notice would say it. */
export const noticeOf = (calendar: Calendar, year: number): Notice => {
  const [from, to] = [dayNumber(`${year}-01-01`), dayNumber(`${year}-12-31`)];
  const days = (working: boolean): NoticeDay[] =>
    [...calendar.exceptions]
      .filter(([number, day]) => number >= from && number <= to && day.working === working)
      .sort(([a], [b]) => a - b)
      .map(([number, { name }]) => ({ day: dayOf(number), name }));
  return { year, off: days(false), work: days(true) };
};
