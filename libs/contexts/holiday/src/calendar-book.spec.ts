import { isSettled, isWorkingDay, nationalCalendar } from '@gongkai/calendar';
import { PLATFORM, type Recorded } from '@gongkai/kernel';
import { CalendarBook } from './calendar-book.js';
import type { HolidayEvent } from './events.js';

let position = 0n;
const recorded = (tenant: string, event: HolidayEvent): Recorded<HolidayEvent> => {
  position += 1n;
  return { ...event, meta: { id: `E${position}`, tenant } as Recorded['meta'], position };
};
const notice = (number: number, year: number, off: string): HolidayEvent => ({
  type: 'HolidayNoticeLoaded',
  data: {
    notice: number,
    year,
    off: [{ day: off, name: '春节' }],
    work: [],
    source: `${year}年通知`,
    issuedOn: `${year - 1}-11-04`,
  },
});
const corrected: HolidayEvent = {
  type: 'HolidayNoticeCorrected',
  data: {
    notice: 2,
    year: 2027,
    off: [{ day: '2027-02-09', name: '春节' }],
    work: [],
    source: '补充通知',
    issuedOn: '2027-01-26',
    reason: '延长',
  },
};
const withdrawn: HolidayEvent = {
  type: 'HolidayNoticeWithdrawn',
  data: { notice: 2, year: 2027, reason: '误录', on: '2027-01-27' },
};
const adopted: HolidayEvent = {
  type: 'CalendarAdopted',
  data: { base: 'own', reason: '外国记录', on: '2026-01-05' },
};

describe('the calendars of the platform', () => {
  it('begin with the tables of the program, as revision 0', () => {
    const book = new CalendarBook();
    expect(book.of('T1')).toEqual({ calendar: nationalCalendar, revision: 0, notice: null });
    expect(book.at('T1', 0)).toBe(nationalCalendar);
  });
  it('follow the national notices in every government, and keep each revision', () => {
    const book = new CalendarBook();
    book.apply(recorded(PLATFORM, notice(1, 2027, '2027-02-08')));
    book.apply(recorded(PLATFORM, corrected));
    book.apply(recorded(PLATFORM, withdrawn));
    const now = book.of('T1');
    expect(now).toMatchObject({
      revision: 3,
      notice: { year: 2027, source: null, reason: '误录' },
    });
    expect(isWorkingDay(book.at('T1', 2), '2027-02-09')).toBe(false);
    expect(isWorkingDay(now.calendar, '2027-02-09')).toBe(true);
    expect(isWorkingDay(now.calendar, '2027-02-08')).toBe(false);
    expect(isSettled(book.at('T1', 0), '2027-02-09')).toBe(false);
    expect(book.of(PLATFORM).calendar).toBe(now.calendar);
  });
  it('let a government have days of its own beside the national ones', () => {
    const book = new CalendarBook();
    book.apply(recorded('T1', notice(1, 2026, '2026-03-20')));
    const before = book.of('T1').revision;
    expect(isWorkingDay(book.of('T1').calendar, '2026-03-20')).toBe(false);
    expect(isWorkingDay(book.of('T1').calendar, '2026-10-01')).toBe(false);
    expect(isWorkingDay(book.of('T2').calendar, '2026-03-20')).toBe(true);
    book.apply(recorded(PLATFORM, notice(1, 2027, '2027-02-08')));
    const after = book.of('T1');
    expect(after.revision).toBeGreaterThan(before);
    expect(isWorkingDay(after.calendar, '2027-02-08')).toBe(false);
    expect(isSettled(book.at('T1', before), '2027-02-08')).toBe(false);
  });
  it('let a government stand on its own notices alone, whatever the nation does', () => {
    const book = new CalendarBook();
    book.apply(recorded('T1', adopted));
    book.apply(recorded('T1', notice(1, 2022, '2022-07-04')));
    const { revision } = book.of('T1');
    const change = book.apply(recorded(PLATFORM, notice(1, 2027, '2027-02-08')));
    expect(book.of('T1').revision).toBe(revision);
    expect(isWorkingDay(book.of('T1').calendar, '2022-10-03')).toBe(true);
    expect(book.touchedBy(change, ['T1', 'T2'])).toEqual(['T2']);
  });
  it('say which days a change touched, in whose cases', () => {
    const book = new CalendarBook();
    const load = book.apply(recorded(PLATFORM, notice(1, 2027, '2027-02-08')));
    const correct = book.apply(recorded(PLATFORM, corrected));
    const ours = book.apply(recorded('T1', notice(1, 2026, '2026-03-20')));
    expect(book.daysChangedBy(load)).toEqual({ first: '2027-01-01', last: '2027-12-31' });
    expect(book.daysChangedBy(correct)).toEqual({ first: '2027-02-08', last: '2027-02-09' });
    expect(book.daysChangedBy(ours)).toEqual({ first: '2026-03-20', last: '2026-03-20' });
    expect(book.touchedBy(load, ['T1', 'T2'])).toEqual(['T1', 'T2']);
    expect(book.touchedBy(ours, ['T1', 'T2'])).toEqual(['T1']);
    expect(book.allChanges()).toEqual([load, correct, ours]);
  });
});
