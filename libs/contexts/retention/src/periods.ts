import { addDays } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import type { CountedFrom } from './events.js';

/** How long a case was to be kept when it was archived (条例第四十五条), apart from any schedule. */
export type OwnPeriod = 'years10' | 'years30' | 'permanent';
const ownYears: Record<OwnPeriod, number> = { years10: 10, years30: 30, permanent: Infinity };

/** A period: `Infinity` years is for ever. */
export type Period = { years: number; counted: CountedFrom };

/** The last day a case has to be kept; null: for ever. */
export const keptTo = (closedOn: Day, { years, counted }: Period): Day | null => {
  if (years === Infinity) return null;
  const year = String(Number(closedOn.slice(0, 4)) + years).padStart(4, '0');
  if (counted === 'nextYear') return `${year}-12-31`;
  const rest = closedOn.slice(4);
  // Of the 29th of February: the period ends with the month.
  return rest === '-02-29' && !isLeap(Number(year)) ? `${year}-02-28` : `${year}${rest}`;
};

/** What the archive decided for the case itself counts like a schedule from the year after. */
export const ownPeriod = (own: OwnPeriod | null): Period | null =>
  own === null ? null : { years: ownYears[own], counted: 'nextYear' };

/** Cases closed up to this day, and no other, have been kept as long as the period asks on `today`. */
export const closedUpTo = (today: Day, { years, counted }: Period): Day => {
  const yesterday = addDays(today, -1);
  const year = Number(yesterday.slice(0, 4)) - (years === Infinity ? 9_999 : years);
  const of = (value: number) => String(Math.max(0, value)).padStart(4, '0');
  if (counted === 'nextYear') {
    const whole = Number(today.slice(0, 4)) - (years === Infinity ? 9_999 : years) - 1;
    return `${of(whole)}-12-31`;
  }
  const rest = yesterday.slice(4);
  const toLeapDay = rest === '-02-28' && !isLeap(Number(yesterday.slice(0, 4))) && isLeap(year);
  return `${of(year)}${toLeapDay ? '-02-29' : rest}`;
};

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
