import fc from 'fast-check';
import {
  addDays,
  calendarOf,
  dayNumber,
  dayOf,
  festivalOf,
  ImpossibleDay,
  isDay,
  isSettled,
  isWorkingDay,
  nationalCalendar,
  weekday,
  workingDayAfter,
  workingDaysBetween,
} from './index.js';

const works = (day: string) => isWorkingDay(nationalCalendar, day);
const after = (day: string, n: number) => workingDayAfter(nationalCalendar, day, n);

describe('working days of known years', () => {
  it('gives the due day of a published case: signed for 2022-09-30, due 2022-11-02', () =>
    expect(after('2022-09-30', 20)).toEqual({ day: '2022-11-02', provisional: false }));
  it('counts the make-up days 8 and 9 October 2022', () => {
    expect(works('2022-10-08')).toBe(true);
    expect(works('2022-10-09')).toBe(true);
    expect(after('2022-09-30', 1).day).toBe('2022-10-08');
  });
  it('has the two days off of September 2015 and the Sunday that made up for one', () => {
    expect(works('2015-09-03')).toBe(false);
    expect(works('2015-09-04')).toBe(false);
    expect(works('2015-09-06')).toBe(true);
    expect(after('2015-09-02', 1).day).toBe('2015-09-06');
  });
  it('has four days off on Labour Day 2019, made up on two Sundays', () => {
    expect(['2019-05-01', '2019-05-02', '2019-05-03', '2019-05-04'].map(works)).toEqual(
      Array(4).fill(false),
    );
    expect(['2019-04-28', '2019-05-05'].map(works)).toEqual([true, true]);
    expect(after('2019-04-30', 1).day).toBe('2019-05-05');
  });
  it('has Spring Festival 2020 as it was prolonged, to 2 February', () => {
    expect(works('2020-01-19')).toBe(true);
    expect(works('2020-01-31')).toBe(false);
    expect(after('2020-01-23', 1).day).toBe('2020-02-03');
    expect(festivalOf(nationalCalendar, '2020-01-24')).toBe('春节');
    expect(festivalOf(nationalCalendar, '2020-03-02')).toBeNull();
  });
  it('knows every year from 2004 to 2026', () => {
    expect([...nationalCalendar.years].sort()).toEqual(
      Array.from({ length: 23 }, (_, i) => 2004 + i),
    );
    expect(isSettled(nationalCalendar, '2026-12-31')).toBe(true);
    expect(isSettled(nationalCalendar, '2003-12-31')).toBe(false);
  });
});

describe('a year without its notice', () => {
  it('marks a due day there as provisional, with weekends and fixed holidays only', () => {
    expect(after('2026-12-25', 5)).toEqual({ day: '2027-01-04', provisional: true });
    expect(after('2027-04-29', 2)).toEqual({ day: '2027-05-03', provisional: true });
  });
  it('has three days of May off until 2007, one from 2008, two from 2025', () => {
    const bare = calendarOf({});
    const may = (year: number) =>
      ['05-01', '05-02', '05-03'].filter(
        (day) => weekday(dayNumber(`${year}-${day}`)) < 6 && !isWorkingDay(bare, `${year}-${day}`),
      );
    expect(may(2000)).toEqual(['05-01', '05-02', '05-03']);
    expect(may(2013)).toEqual(['05-01']);
    expect(may(2030)).toEqual(['05-01', '05-02']);
  });
  it('is not provisional when nothing is counted', () => {
    expect(after('2030-01-05', 0)).toEqual({ day: '2030-01-05', provisional: false });
    expect(workingDaysBetween(nationalCalendar, '2030-01-05', '2030-01-05')).toEqual({
      days: 0,
      provisional: false,
    });
  });
});

describe('plain days', () => {
  it('refuses a day that does not exist', () => {
    for (const day of [
      '2023-02-29',
      '1900-02-29',
      '2023-13-01',
      '2023-00-10',
      '0000-01-01',
      '2023-1-1',
    ])
      expect(() => works(day)).toThrow(ImpossibleDay);
    expect(isDay('2000-02-29')).toBe(true);
    expect(isDay('')).toBe(false);
  });
  it('refuses a number of days that is none', () => {
    expect(() => after('2020-01-01', -1)).toThrow(RangeError);
    expect(() => after('2020-01-01', 1.5)).toThrow(RangeError);
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('0001-01-01', -1)).toThrow(RangeError);
  });
  it('knows the weekday', () => {
    expect(weekday(dayNumber('1970-01-01'))).toBe(4);
    expect(weekday(dayNumber('2008-05-01'))).toBe(4);
    expect(weekday(dayNumber('1900-01-01'))).toBe(1);
  });
});

const anyDay = fc
  .integer({ min: dayNumber('1990-01-01'), max: dayNumber('2035-12-31') })
  .map(dayOf);

describe('for all days', () => {
  it('agrees with the Gregorian calendar', () =>
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (number) => {
        const day = dayOf(number);
        expect(dayNumber(day)).toBe(number);
        expect(day).toBe(new Date(number * 86_400_000).toISOString().slice(0, 10));
      }),
    ));
  it('adds days as numbers add', () =>
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -500, max: 500 }), (day, n) => {
        expect(addDays(addDays(day, n), -n)).toBe(day);
      }),
    ));
  it('counts back what it counted forth, and ends on a working day', () =>
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 60 }), (day, n) => {
        const due = after(day, n);
        expect(due.day > day).toBe(true);
        expect(works(due.day)).toBe(true);
        const between = workingDaysBetween(nationalCalendar, day, due.day);
        expect(between).toEqual({ days: n, provisional: due.provisional });
      }),
    ));
  it('counts on from where it stopped', () =>
    fc.assert(
      fc.property(anyDay, fc.nat(30), fc.nat(30), (day, n, m) => {
        expect(after(after(day, n).day, m).day).toBe(after(day, n + m).day);
      }),
    ));
});
