import { noticeOf, type Calendar } from '@gongkai/calendar';
import type { HolidayCalendar } from './decider.js';

/** The years of a calendar: as loaded where they were, else as this program brings them along. */
export const yearsOf = (calendar: Calendar, state: HolidayCalendar) =>
  [...calendar.years]
    .sort((a, b) => a - b)
    .map((year) => {
      const loaded = state.years.get(year)?.at(-1);
      const { off, work } = loaded ?? noticeOf(calendar, year);
      return {
        year,
        off,
        work,
        source: loaded?.source ?? null,
        issuedOn: loaded?.issuedOn ?? null,
        builtIn: loaded === undefined,
      };
    });
