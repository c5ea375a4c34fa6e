import { addDays, workingDayAfter, type Calendar, type WorkingDay } from '@gongkai/calendar';
import { whyImpossible } from '@gongkai/entries';
import type { Day, Rejection } from '@gongkai/kernel';
import type { Content } from './decider.content.js';
import { reject } from './errors.js';

/** Nothing is made public before it was formed. */
export const beforeFormation = (
  publishedOn: Day,
  formedOn: Day | null,
  field = 'publishedOn',
): Rejection | undefined =>
  formedOn !== null && publishedOn < formedOn
    ? reject('publication.beforeFormation', { publishedOn, formedOn }, field)
    : undefined;

/** The Regulations took effect on this day; nothing formed before it can be late. */
const IN_FORCE_FROM = '2008-05-01';
const EARLIEST = '1900-01-01';

/** 条例第二十六条 (2007 第十八条). */
export const PUBLISH_WITHIN_WORKING_DAYS = 20;

/** Refuses a day that cannot be: in the future, or before any archive of ours. */
export const impossible = (
  on: Day,
  today: Day,
  field: string,
  notBefore: Day | null = null,
): Rejection | undefined => {
  const why = whyImpossible(on, today, notBefore ?? EARLIEST);
  return why && reject('publication.dayImpossible', why, field);
};

/**
 * The last day to publish in time: 20 working days, or what another law sets, from formation, or the
 * day since when it is to be public as it is: of its change, or of its release on re-evaluation. Null when nothing can be late: formed before 2008-05-01, or on a day that is not known
 * for sure, because lateness is a finding and is never made on a guess.
 */
export const publishLimit = (
  { formedOn, formedMark }: Pick<Content, 'formedOn' | 'formedMark'>,
  since: Day | null,
  limit: { workingDays: number } | null,
  calendar: Calendar,
): WorkingDay | null => {
  if (formedMark !== 'known' || formedOn === null || formedOn < IN_FORCE_FROM) return null;
  const days = limit?.workingDays ?? PUBLISH_WITHIN_WORKING_DAYS;
  return workingDayAfter(calendar, since ?? formedOn, days);
};

/** Whether a last day may still move with a holiday notice that is not loaded. */
export const isProvisional = (dueOn: Day, calendar: Calendar): boolean =>
  workingDayAfter(calendar, addDays(dueOn, -1), 1).provisional;

/** The same as a day alone. */
export const publishByOf = (...of: Parameters<typeof publishLimit>): Day | null =>
  publishLimit(...of)?.day ?? null;

/** The same day next year; what is withheld is looked at again by then (条例第十八条). */
export const yearAfter = (day: Day): Day => {
  const year = String(Number(day.slice(0, 4)) + 1).padStart(4, '0');
  return day.endsWith('-02-29') ? `${year}-02-28` : `${year}${day.slice(4)}`;
};
