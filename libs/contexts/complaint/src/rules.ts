import { addDays, workingDayAfter, type Calendar } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import { z } from 'zod';
import { ComplaintKind, Period } from './events.kinds.js';
import table from './rules.data.json' with { type: 'json' };

export type ComplaintRules = Readonly<Record<ComplaintKind, Period>>;

/** What holds until a government adopts its own: ours, no law sets these periods. */
export const STARTER_RULES: ComplaintRules = z.record(ComplaintKind, Period).parse(table);

/** The last day of a period; the day after it began is its first. */
export const lastDayOf = (
  calendar: Calendar,
  from: Day,
  { days, unit }: Period,
): { dueOn: Day; provisional: boolean } => {
  if (unit === 'calendar') return { dueOn: addDays(from, days), provisional: false };
  const { day: dueOn, provisional } = workingDayAfter(calendar, from, days);
  return { dueOn, provisional };
};
