import { addDays, dayNumber, dayOf, isDay, weekday } from './day.js';
import tables from './holidays.data.json' with { type: 'json' };

/** One year's notice of the State Council: `MM-DD` → festival, days off and make-up working days. */
export type YearTable = {
  off: Readonly<Record<string, string>>;
  work: Readonly<Record<string, string>>;
};

/** Which days are worked. Made by `calendarOf`; more years are added as data. */
export type Calendar = {
  years: ReadonlySet<number>;
  /** Day number → the exception: worked or not, and the festival it is for. */
  exceptions: ReadonlyMap<number, { working: boolean; name: string }>;
  /** A calendar of another country: none of the fixed holidays below are its own. */
  foreign?: boolean;
};

/** `provisional`: the answer reaches a year whose notice is not loaded and may move when it is. */
export type WorkingDay = { day: string; provisional: boolean };
export type WorkingDays = { days: number; provisional: boolean };

export const calendarOf = (years: Readonly<Record<string, YearTable>>): Calendar => {
  const exceptions = new Map<number, { working: boolean; name: string }>();
  const put = (year: string, days: Readonly<Record<string, string>>, working: boolean) => {
    for (const [monthDay, name] of Object.entries(days))
      exceptions.set(dayNumber(`${year}-${monthDay}`), { working, name });
  };
  for (const [year, { off, work }] of Object.entries(years)) {
    put(year, off, false);
    put(year, work, true);
  }
  return { years: new Set(Object.keys(years).map(Number)), exceptions };
};

/** The notices of 2004 to 2026 (tools/generate-calendar.mjs). */
export const nationalCalendar: Calendar = calendarOf(tables);

/**
 * The days every year has off whatever its notice says. The lunar festivals are not among them:
 * their days are known only from the notice. 全国年节及纪念日放假办法第二条: three days of May until
 * 2007, one from 2008, two from 2025.
 */
const isFixedHoliday = (year: number, monthDay: string): boolean => {
  if (monthDay === '01-01' || monthDay === '05-01') return true;
  if (/^10-0[123]$/.test(monthDay)) return true;
  if (monthDay === '05-02') return year < 2008 || year >= 2025;
  return monthDay === '05-03' && year < 2008;
};

const yearOf = (day: string) => Number(day.slice(0, 4));

const FIXED_NAMES: Readonly<Record<string, string>> = {
  '01': '元旦',
  '05': '劳动节',
  '10': '国庆节',
};

/** What a day is, and the festival that makes it so. */
export type DayKind = {
  kind: 'working' | 'makeUp' | 'weekend' | 'holiday';
  festival: string | null;
};
const WORKING: DayKind = { kind: 'working', festival: null };
const WEEKEND: DayKind = { kind: 'weekend', festival: null };

/** What the day of a number is. */
export const kindOf = (calendar: Calendar, number: number): DayKind => {
  const exception = calendar.exceptions.get(number);
  if (exception)
    return { kind: exception.working ? 'makeUp' : 'holiday', festival: exception.name };
  if (weekday(number) >= 6) return WEEKEND;
  const year = yearOfNumber(number);
  if (calendar.foreign || calendar.years.has(year)) return WORKING;
  const monthDay = dayOf(number).slice(5);
  if (!isFixedHoliday(year, monthDay)) return WORKING;
  return { kind: 'holiday', festival: FIXED_NAMES[monthDay.slice(0, 2)]! };
};

const works = (calendar: Calendar, number: number): boolean => {
  const exception = calendar.exceptions.get(number);
  if (exception) return exception.working;
  const { kind } = kindOf(calendar, number);
  return kind === 'working';
};

/** The year of a day number without writing the day out. */
const yearOfNumber = (number: number): number => {
  const guess = Math.floor(number / 365.2425) + 1970;
  if (number < newYear(guess)) return guess - 1;
  return number >= newYear(guess + 1) ? guess + 1 : guess;
};

const newYear = (year: number): number => {
  const before = year - 1;
  return (
    before * 365 +
    Math.floor(before / 4) -
    Math.floor(before / 100) +
    Math.floor(before / 400) -
    719_162
  );
};

/** Whether the year of a day has its notice, so that an answer about it stands. */
export const isSettled = (calendar: Calendar, day: string): boolean =>
  calendar.years.has(yearOf(dayOf(dayNumber(day))));

/**
 * 工作日: not a weekend, not a holiday of the notice; a make-up Saturday or Sunday counts.
 * In a year without a notice weekends and the fixed holidays are all that is known.
 */
export const isWorkingDay = (calendar: Calendar, day: string): boolean =>
  works(calendar, dayNumber(day));

/** Why a day is worked or not, for the explanation of a due day; null for an ordinary day. */
export const festivalOf = (calendar: Calendar, day: string): string | null =>
  calendar.exceptions.get(dayNumber(day))?.name ?? null;

/** The years of a range of day numbers whose notice is not loaded. */
export const unsettledYears = (calendar: Calendar, from: number, to: number): number[] => {
  const years: number[] = [];
  for (let year = yearOfNumber(from); year <= yearOfNumber(to); year++)
    if (!calendar.years.has(year)) years.push(year);
  return years;
};

const settledBetween = (calendar: Calendar, from: number, to: number): boolean =>
  unsettledYears(calendar, from, to).length === 0;

/**
 * The n-th working day after a day. The day itself is day zero (次日起算): a letter received today
 * gives the agency the whole of tomorrow as its first day. Zero gives the day back.
 */
export const workingDayAfter = (calendar: Calendar, day: string, n: number): WorkingDay => {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`not a number of working days: ${n}`);
  const start = dayNumber(day);
  let number = start;
  for (let counted = 0; counted < n;) if (works(calendar, ++number)) counted++;
  const provisional = n > 0 && !settledBetween(calendar, start + 1, number);
  return { day: dayOf(number), provisional };
};

/** Working days d with from < d ≤ to; zero when `to` is not after `from`. */
export const workingDaysBetween = (calendar: Calendar, from: string, to: string): WorkingDays => {
  const [first, last] = [dayNumber(from) + 1, dayNumber(to)];
  let days = 0;
  for (let number = first; number <= last; number++) if (works(calendar, number)) days++;
  return { days, provisional: first <= last && !settledBetween(calendar, first, last) };
};

export { addDays, isDay };
