import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

/** A day a notice names, with the festival it is for. */
export const NoticeDay = z.strictObject({ day: Day, name: z.string().min(1).max(60) });

/** On what a calendar of one government stands: the national one with more days, or only its own. */
export const CalendarBase = z.enum(['national', 'own']);
export type CalendarBase = z.infer<typeof CalendarBase>;

const notice = {
  /** Counts the notices of this calendar, taken back ones included. */
  notice: z.int().positive(),
  year: z.int().min(1949).max(2199),
  off: z.array(NoticeDay),
  work: z.array(NoticeDay),
  /** The number of the notice, or where it was printed. */
  source: z.string(),
  issuedOn: Day,
};

/** 全国年节及纪念日放假办法: the days themselves are known only from the yearly notice. */
export const holidayEvents = {
  CalendarAdopted: event(z.strictObject({ base: CalendarBase, reason: z.string(), on: Day }), {
    occurredOn: (d) => d.on,
  }),
  HolidayNoticeLoaded: event(z.strictObject(notice), { occurredOn: (d) => d.issuedOn }),
  HolidayNoticeCorrected: event(z.strictObject({ ...notice, reason: z.string() }), {
    occurredOn: (d) => d.issuedOn,
  }),
  /** Takes the last notice of a year back; what was known before it holds again. */
  HolidayNoticeWithdrawn: event(
    z.strictObject({ notice: notice.notice, year: notice.year, reason: z.string(), on: Day }),
    { occurredOn: (d) => d.on },
  ),
};
export type HolidayEvent = EventOf<typeof holidayEvents>;

const count = z.int().nonnegative();

/** A change of the calendar has been brought to the open cases of a government, or of all. */
export const calendarChangeEvents = {
  CalendarChangeApplied: event(
    z.strictObject({
      /** Whose calendar changed, and its revision since. */
      calendarOf: z.string(),
      calendar: count,
      year: z.int().nullable(),
      source: z.string(),
      clocks: z.array(
        z.strictObject({ clock: z.string(), found: count, moved: count, refused: count }),
      ),
      on: Day,
    }),
    { occurredOn: (d) => d.on },
  ),
  CalendarChangeSettled: event(
    z.strictObject({
      calendarOf: z.string(),
      calendar: count,
      governments: count,
      found: count,
      moved: count,
      refused: count,
      on: Day,
    }),
    { occurredOn: (d) => d.on },
  ),
};
export type CalendarChangeEvent = EventOf<typeof calendarChangeEvents>;
