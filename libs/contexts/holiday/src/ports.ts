import type { Calendar } from '@gongkai/calendar';
import type { HolidayCalendar } from './decider.js';

/** The notice a calendar was last changed by: what a moved due day gives as its reason. */
export type NoticeRef = {
  year: number | null;
  /** Number or place of the notice; null when one was taken back. */
  source: string | null;
  /** Why it was corrected or taken back. */
  reason: string | null;
};

/** The calendar of working days in force, and its revision; 0 is the tables of this program. */
export type CurrentCalendar = {
  calendar: Calendar;
  revision: number;
  notice: NoticeRef | null;
};

/** The calendars of working days, kept from the log. */
export interface Calendars {
  /** What holds for a tenant now. */
  of(tenant: string): CurrentCalendar;
  /** What held at a revision, for replaying a deadline under the tables known then. */
  at(tenant: string, revision: number): Calendar;
  /** The notices behind it, for who asks which years are loaded. */
  stateOf(tenant: string): HolidayCalendar;
}
/** The calendar in force as deciders are told of it, with the revision that is meant. */
export const calendarFacts = (
  calendars: Calendars,
  tenant: string,
): { calendar: Calendar; calendarRevision: number } => {
  const { calendar, revision } = calendars.of(tenant);
  return { calendar, calendarRevision: revision };
};

/** Nest token of the calendars; the platform provides it. */
export const CALENDARS = Symbol('Calendars');
