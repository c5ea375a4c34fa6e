import fc from 'fast-check';
import {
  addDays,
  calendarOf,
  calendarWith,
  changedDays,
  dayNumber,
  dayOf,
  isSettled,
  isWorkingDay,
  nationalCalendar,
  noticeOf,
  workingDayAfter,
  type Notice,
} from './index.js';

const notice = (year: number, off: string[], work: string[] = []): Notice => ({
  year,
  off: off.map((day) => ({ day, name: '春节' })),
  work: work.map((day) => ({ day, name: '春节' })),
});
const loaded = (...notices: Notice[]) =>
  calendarWith(nationalCalendar, notices, { replacing: true });
const of2027 = notice(2027, ['2027-01-01', '2027-02-08', '2027-02-09'], ['2027-02-14']);

describe('a notice over a calendar', () => {
  it('settles its year, with its days off and make-up days', () => {
    const calendar = loaded(of2027);
    expect(isSettled(calendar, '2027-06-01')).toBe(true);
    expect(isWorkingDay(calendar, '2027-02-08')).toBe(false);
    expect(isWorkingDay(calendar, '2027-02-14')).toBe(true);
    expect(isSettled(nationalCalendar, '2027-06-01')).toBe(false);
  });
  it('takes the place of what was known of its year, and of no other', () => {
    const calendar = loaded(notice(2026, ['2026-01-01']));
    expect(isWorkingDay(calendar, '2026-02-16')).toBe(true);
    expect(isWorkingDay(calendar, '2025-10-01')).toBe(false);
  });
  it('leaves the last days of its year to the notice of the next', () => {
    const calendar = loaded(notice(2018, ['2018-01-01']));
    expect(isWorkingDay(calendar, '2018-12-31')).toBe(false);
    expect(isWorkingDay(calendar, '2018-12-29')).toBe(true);
  });
  it('may name the last days of the year before', () => {
    const calendar = loaded(notice(2027, ['2026-12-31', '2027-01-01']));
    expect(isWorkingDay(calendar, '2026-12-31')).toBe(false);
  });
  it('only adds when it does not replace', () => {
    const calendar = calendarWith(nationalCalendar, [notice(2026, ['2026-03-20'])], {
      replacing: false,
    });
    expect(isWorkingDay(calendar, '2026-03-20')).toBe(false);
    expect(isWorkingDay(calendar, '2026-02-16')).toBe(false);
  });
  it('stays foreign on a foreign calendar, which has none of the fixed holidays', () => {
    const bare = { ...calendarOf({}), foreign: true };
    const calendar = calendarWith(bare, [notice(2022, ['2022-07-04'])], { replacing: false });
    expect(isWorkingDay(calendar, '2022-07-04')).toBe(false);
    expect(isWorkingDay(calendar, '2024-05-01')).toBe(true);
    expect(workingDayAfter(calendar, '2021-12-31', 1).day).toBe('2022-01-03');
  });
});

describe('the days that changed', () => {
  it('are none between equal calendars', () => {
    expect(changedDays(nationalCalendar, nationalCalendar)).toBeNull();
    const named = calendarWith(nationalCalendar, [noticeOf(nationalCalendar, 2026)], {
      replacing: true,
    });
    expect(changedDays(nationalCalendar, named)).toBeNull();
  });
  it('are the whole year when it became settled or is no longer', () => {
    const year = { first: '2027-01-01', last: '2027-12-31' };
    expect(changedDays(nationalCalendar, loaded(of2027))).toEqual(year);
    expect(changedDays(loaded(of2027), nationalCalendar)).toEqual(year);
  });
  it('reach from the first to the last day that is worked in one and not in the other', () => {
    const was = noticeOf(nationalCalendar, 2026);
    const without = { ...was, off: was.off.filter(({ day }) => day < '2026-09-25') };
    expect(changedDays(nationalCalendar, loaded(without))).toEqual({
      first: '2026-09-25',
      last: '2026-10-07',
    });
  });

  const anyNotice = fc
    .uniqueArray(fc.integer({ min: dayNumber('2027-01-01'), max: dayNumber('2027-12-31') }), {
      maxLength: 10,
    })
    .map((days) => notice(2027, days.map(dayOf)));
  it('hold every due day that differs: no other period has to be looked at', () =>
    fc.assert(
      fc.property(
        anyNotice,
        anyNotice,
        fc.integer({ min: -60, max: 400 }),
        fc.integer({ min: 1, max: 40 }),
        (one, other, from, n) => {
          const [before, after] = [loaded(one), loaded(other)];
          const start = addDays('2027-01-01', from);
          const was = workingDayAfter(before, start, n).day;
          const days = changedDays(before, after);
          if (was === workingDayAfter(after, start, n).day) return;
          expect(days).not.toBeNull();
          expect(was >= days!.first && start < days!.last).toBe(true);
        },
      ),
    ));
});
