import { monthOf, monthText, type Rejection } from '@gongkai/kernel';
import { rejectFigures } from './errors.js';

/** Whole months from `from` to `to`, both counted from January 1900 and both included. */
export type Period = { text: string; from: number; to: number };

const YEAR_FIRST = 1900;
const YEAR_LAST = 2199;

type Span = { from: number; to: number };
type Edge = Span | 'invalid' | 'outOfRange' | 'notWhole';

const daysOfMonth = (month: number): number =>
  new Date(Date.UTC(YEAR_FIRST + Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();

/** The last day of a month, `YYYY-MM-DD`: the day whose tree a cell of the month belongs to. */
export const lastDayOf = (month: number): string =>
  `${monthText(month)}-${String(daysOfMonth(month)).padStart(2, '0')}`;

const PATTERN = /^(\d{4})(?:-(?:Q([1-4])|(\d\d)(?:-(\d\d))?))?$/;

const edgeOf = (text: string, side: 'from' | 'to' | 'whole'): Edge => {
  const match = PATTERN.exec(text);
  if (!match) return 'invalid';
  const [, yearText, quarter, monthPart, dayPart] = match;
  const year = Number(yearText);
  if (year < YEAR_FIRST || year > YEAR_LAST) return 'outOfRange';
  const january = (year - YEAR_FIRST) * 12;
  if (quarter !== undefined) {
    const from = january + (Number(quarter) - 1) * 3;
    return { from, to: from + 2 };
  }
  if (monthPart === undefined) return { from: january, to: january + 11 };
  if (Number(monthPart) < 1 || Number(monthPart) > 12) return 'invalid';
  const month = monthOf(`${yearText}-${monthPart}`);
  if (dayPart === undefined) return { from: month, to: month };
  const day = Number(dayPart);
  if (day < 1 || day > daysOfMonth(month)) return 'invalid';
  const wanted = side === 'from' ? 1 : side === 'to' ? daysOfMonth(month) : 0;
  return day === wanted ? { from: month, to: month } : 'notWhole';
};

const codes = {
  invalid: 'figures.periodInvalid',
  outOfRange: 'figures.periodOutOfRange',
  notWhole: 'figures.periodNotWholeMonths',
} as const;

/**
 * Reads `2017`, `2017-03`, `2017-Q1` or `FROM..TO` where either side is one of these or a day at
 * the edge of a month.
 */
export const parsePeriod = (text: string): Period | Rejection => {
  const refuse = (code: Parameters<typeof rejectFigures>[0]) =>
    rejectFigures(code, { period: text.slice(0, 60) }, 'period');
  const sides = text.split('..');
  if (sides.length > 2) return refuse('figures.periodInvalid');
  const [first = '', second] = sides;
  const from = edgeOf(first, second === undefined ? 'whole' : 'from');
  const to = second === undefined ? from : edgeOf(second, 'to');
  if (typeof from === 'string') return refuse(codes[from]);
  if (typeof to === 'string') return refuse(codes[to]);
  if (to.to < from.from) return refuse('figures.periodReversed');
  return { text, from: from.from, to: to.to };
};
