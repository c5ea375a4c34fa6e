import {
  calendarWith,
  dayNumber,
  nationalCalendar,
  noticeSpan,
  weekday,
  type Calendar,
  type Notice,
} from '@gongkai/calendar';
import type { Aggregate, Decider, Facts, Rejection } from '@gongkai/kernel';
import type { HolidayCommandData } from './commands.js';
import { rejectHoliday } from './errors.js';
import { holidayEvents, type CalendarBase, type HolidayEvent } from './events.js';

/** A notice as it was loaded or corrected. */
export type LoadedNotice = Notice & { notice: number; source: string; issuedOn: string };

/** A calendar as its notices made it: the national one, or that of one government. */
export type HolidayCalendar = {
  /** What a government's calendar stands on; without meaning for the national one. */
  base: CalendarBase;
  /** The notices of each year, the last of which holds. */
  years: ReadonlyMap<number, readonly LoadedNotice[]>;
  /** Number of the last notice. */
  last: number;
};

export type HolidayFacts = Facts & {
  /** The national calendar, which stands on the tables this program brings along. */
  national: boolean;
};

type Of<T extends HolidayCommandData['type']> = Extract<HolidayCommandData, { type: T }>;
type Decided = HolidayEvent[] | Rejection;

/** The notices that hold, one a year. */
export const noticesInForce = ({ years }: HolidayCalendar): LoadedNotice[] =>
  [...years.values()].flatMap((notices) => notices.slice(-1));

const BARE: Calendar = { years: new Set(), exceptions: new Map(), foreign: true };

/** The national calendar with what was loaded and corrected since this program was made. */
export const nationalFrom = (state: HolidayCalendar): Calendar =>
  state.years.size === 0
    ? nationalCalendar
    : calendarWith(nationalCalendar, noticesInForce(state), { replacing: true });

/** The calendar of a government that has one of its own. */
export const ownFrom = (state: HolidayCalendar, national: Calendar): Calendar =>
  calendarWith(state.base === 'own' ? BARE : national, noticesInForce(state), { replacing: false });

const checkNotice = (
  { year, off, work, issuedOn }: Of<'load'> | Of<'correct'>,
  { today }: HolidayFacts,
): Rejection | undefined => {
  if (issuedOn > today) return rejectHoliday('holiday.issuedInFuture', { issuedOn }, 'issuedOn');
  if (off.length === 0) return rejectHoliday('holiday.noDays', {}, 'off');
  const { first, last } = noticeSpan(year);
  const seen = new Set<string>();
  for (const [field, days] of Object.entries({ off, work }))
    for (const { day } of days) {
      if (day < first || day > last)
        return rejectHoliday('holiday.dayOutsideYear', { day, year, first, last }, field);
      if (seen.has(day)) return rejectHoliday('holiday.dayTwice', { day }, field);
      seen.add(day);
    }
  const odd = work.find(({ day }) => weekday(dayNumber(day)) < 6);
  return odd && rejectHoliday('holiday.makeUpNotWeekend', { day: odd.day }, 'work');
};

const bodyOf = ({ year, off, work, source, issuedOn }: Of<'load'> | Of<'correct'>) => ({
  year,
  off: [...off].sort(byDay),
  work: [...work].sort(byDay),
  source,
  issuedOn,
});
const byDay = (a: { day: string }, b: { day: string }) => (a.day < b.day ? -1 : 1);

const isKnown = (state: HolidayCalendar, year: number, { national }: HolidayFacts): boolean =>
  (state.years.get(year)?.length ?? 0) > 0 || (national && nationalCalendar.years.has(year));

const load = (state: HolidayCalendar, command: Of<'load'>, facts: HolidayFacts): Decided => {
  const wrong = checkNotice(command, facts);
  if (wrong) return wrong;
  const { year } = command;
  if (isKnown(state, year, facts)) return rejectHoliday('holiday.alreadyLoaded', { year }, 'year');
  const notice = state.last + 1;
  return [{ type: 'HolidayNoticeLoaded', data: { notice, ...bodyOf(command) } }];
};

const correct = (state: HolidayCalendar, command: Of<'correct'>, facts: HolidayFacts): Decided => {
  const wrong = checkNotice(command, facts);
  if (wrong) return wrong;
  const { year, reason } = command;
  if (!isKnown(state, year, facts)) return rejectHoliday('holiday.notLoaded', { year }, 'year');
  const body = bodyOf(command);
  const current = state.years.get(year)?.at(-1);
  if (current && JSON.stringify({ ...body, notice: current.notice }) === text(current)) return [];
  const notice = state.last + 1;
  return [{ type: 'HolidayNoticeCorrected', data: { notice, ...body, reason } }];
};

const text = ({ year, off, work, source, issuedOn, notice }: LoadedNotice): string =>
  JSON.stringify({ year, off, work, source, issuedOn, notice });

const withdraw = (
  state: HolidayCalendar,
  command: Of<'withdraw'>,
  facts: HolidayFacts,
): Decided => {
  const { year, reason } = command;
  const last = state.years.get(year)?.at(-1);
  if (!last) return rejectHoliday('holiday.notLoaded', { year }, 'year');
  const data = { notice: last.notice, year, reason, on: facts.today };
  return [{ type: 'HolidayNoticeWithdrawn', data }];
};

const adopt = (state: HolidayCalendar, command: Of<'adopt'>, facts: HolidayFacts): Decided => {
  if (facts.national) return rejectHoliday('holiday.nationalIsFixed', {}, 'government');
  const { base, reason } = command;
  if (base === state.base) return [];
  if (state.last > 0) return rejectHoliday('holiday.adoptedTooLate', {}, 'base');
  return [{ type: 'CalendarAdopted', data: { base, reason, on: facts.today } }];
};

const withNotices = (
  state: HolidayCalendar,
  year: number,
  notices: readonly LoadedNotice[],
): HolidayCalendar => {
  const years = new Map(state.years);
  if (notices.length === 0) years.delete(year);
  else years.set(year, notices);
  return { ...state, years };
};

/** The notices of one calendar; a correction keeps what it corrects, so that it can be taken back. */
export const holidayDecider: Decider<
  HolidayCommandData,
  HolidayCalendar,
  HolidayEvent,
  HolidayFacts
> = {
  initial: { base: 'national', years: new Map(), last: 0 },
  decide(state, command, facts) {
    switch (command.type) {
      case 'adopt':
        return adopt(state, command, facts);
      case 'load':
        return load(state, command, facts);
      case 'correct':
        return correct(state, command, facts);
      case 'withdraw':
        return withdraw(state, command, facts);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'CalendarAdopted':
        return { ...state, base: event.data.base };
      case 'HolidayNoticeLoaded':
      case 'HolidayNoticeCorrected': {
        const { notice, year, off, work, source, issuedOn } = event.data;
        const known = state.years.get(year) ?? [];
        const next = [...known, { notice, year, off, work, source, issuedOn }];
        return { ...withNotices(state, year, next), last: notice };
      }
      case 'HolidayNoticeWithdrawn': {
        const { year, notice } = event.data;
        const left = (state.years.get(year) ?? []).filter((each) => each.notice !== notice);
        return withNotices(state, year, left);
      }
    }
  },
};

/** One calendar a tenant, the national one in `platform`. */
export const HOLIDAY_CALENDAR_ID = 'main';

export const holidayAggregate: Aggregate<
  HolidayCommandData,
  HolidayCalendar,
  HolidayEvent,
  HolidayFacts
> = {
  name: 'holidayCalendar',
  events: holidayEvents,
  decider: holidayDecider,
  agencyOf: () => null,
};
