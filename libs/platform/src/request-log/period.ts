import { addDays, isDay } from '@gongkai/calendar';
import type { Day, Rejection } from '@gongkai/kernel';
import { rejectReconcile } from './errors.js';

export type DayPeriod = { from: Day; to: Day };

const firstOf = (text: string): Day =>
  text.length === 4 ? `${text}-01-01` : text.length === 7 ? `${text}-01` : text;

const lastOf = (text: string): Day => {
  if (text.length === 4) return `${text}-12-31`;
  if (text.length !== 7) return text;
  const next = addDays(`${text}-28`, 4);
  return addDays(`${next.slice(0, 7)}-01`, -1);
};

/** `2022-10-01..2023-09-30`; a year or a month may stand for its first or last day, or for both. */
export const parseDayPeriod = (text: string): DayPeriod | Rejection => {
  const [start = '', end = start, ...more] = text.split('..');
  const shaped = [start, end].every((part) => /^\d{4}(-\d{2}){0,2}$/.test(part));
  const refused = () =>
    rejectReconcile('requests.periodInvalid', { period: text.slice(0, 60) }, 'period');
  if (!shaped || more.length > 0 || !isDay(firstOf(start)) || !isDay(firstOf(end)))
    return refused();
  const period = { from: firstOf(start), to: lastOf(end) };
  return period.from <= period.to ? period : refused();
};
