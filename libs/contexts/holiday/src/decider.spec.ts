import { isWorkingDay, nationalCalendar } from '@gongkai/calendar';
import { fold, Rejection } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { holidayDecider, nationalFrom, noticesInForce, ownFrom } from './decider.js';
import type { HolidayEvent } from './events.js';

const facts = {
  today: '2026-11-10',
  actor: { kind: 'operator' as const, id: 'spec' },
  national: true,
};
const own = { ...facts, national: false };
const { given } = specFor(holidayDecider, facts);
const day = (at: string, name = '春节') => ({ day: at, name });
const notice = {
  government: null,
  year: 2027,
  off: [day('2027-01-01', '元旦'), day('2027-02-08')],
  work: [day('2027-02-14')],
  source: '国办发明电〔2026〕7号',
  issuedOn: '2026-11-04',
};
const load = { type: 'load' as const, ...notice };
const correct = {
  type: 'correct' as const,
  ...notice,
  off: [...notice.off, day('2027-02-09')],
  reason: '春节假期延长',
};
const withdraw = { type: 'withdraw' as const, government: null, year: 2027, reason: '误录' };
const { government: _, ...body } = notice;
const loaded: HolidayEvent = { type: 'HolidayNoticeLoaded', data: { notice: 1, ...body } };
const corrected: HolidayEvent = {
  type: 'HolidayNoticeCorrected',
  data: { notice: 2, ...body, off: correct.off, reason: correct.reason },
};
const withdrawn = (number: number): HolidayEvent => ({
  type: 'HolidayNoticeWithdrawn',
  data: { notice: number, year: 2027, reason: '误录', on: '2026-11-10' },
});

describe('a holiday notice', () => {
  it('is loaded for a year that has none', () => given().when(load).then(loaded));
  it('is put in the order of its days', () =>
    given()
      .when({ ...load, off: [...load.off].reverse() })
      .then(loaded));
  it('is refused for a year that is known, also from the tables of the program', () => {
    given(loaded).when(load).thenRejected('holiday.alreadyLoaded', 'year');
    given()
      .when({ ...load, year: 2026, off: [day('2026-10-01')], work: [] })
      .thenRejected('holiday.alreadyLoaded', 'year');
  });
  it('may be loaded by a government for a year the program knows', () => {
    const command = { ...load, year: 2026, off: [day('2026-03-20', '古尔邦节')], work: [] };
    expect(given().when(command, own).outcome).toMatchObject([{ data: { year: 2026 } }]);
  });
  it('is refused from the future', () =>
    given()
      .when({ ...load, issuedOn: '2026-11-11' })
      .thenRejected('holiday.issuedInFuture', 'issuedOn'));
  it('is refused without a day off', () =>
    given()
      .when({ ...load, off: [] })
      .thenRejected('holiday.noDays', 'off'));
  it('is refused with a day of another year', () =>
    given()
      .when({ ...load, off: [day('2026-10-01')] })
      .thenRejected('holiday.dayOutsideYear', 'off'));
  it('is refused with a day named twice', () =>
    given()
      .when({ ...load, work: [day('2027-01-01')] })
      .thenRejected('holiday.dayTwice', 'work'));
  it('is refused with a make-up day that is worked anyway', () =>
    given()
      .when({ ...load, work: [day('2027-02-10')] })
      .thenRejected('holiday.makeUpNotWeekend', 'work'));
});

describe('a correction', () => {
  it('stands over the notice it corrects', () => given(loaded).when(correct).then(corrected));
  it('is possible for a year of the program’s own tables', () => {
    const command = { ...correct, year: 2026, off: [day('2026-10-01')], work: [] };
    expect(given().when(command).outcome).toMatchObject([{ type: 'HolidayNoticeCorrected' }]);
    given().when(command, own).thenRejected('holiday.notLoaded', 'year');
  });
  it('needs a notice', () => given().when(correct).thenRejected('holiday.notLoaded', 'year'));
  it('is checked like a notice', () =>
    given(loaded)
      .when({ ...correct, off: [] })
      .thenRejected('holiday.noDays', 'off'));
  it('changes nothing when it says the same', () =>
    given(loaded)
      .when({ ...correct, off: notice.off })
      .then());
});

describe('taking a notice back', () => {
  it('takes the last one of the year', () => {
    given(loaded, corrected).when(withdraw).then(withdrawn(2));
    given(loaded, corrected, withdrawn(2)).when(withdraw).then(withdrawn(1));
  });
  it('needs one that was loaded', () => {
    given().when(withdraw).thenRejected('holiday.notLoaded', 'year');
    given(loaded, withdrawn(1)).when(withdraw).thenRejected('holiday.notLoaded', 'year');
  });
  it('brings back what was known before', () => {
    const after = (...events: HolidayEvent[]) => nationalFrom(fold(holidayDecider, events));
    expect(isWorkingDay(after(loaded, corrected), '2027-02-09')).toBe(false);
    expect(isWorkingDay(after(loaded, corrected, withdrawn(2)), '2027-02-09')).toBe(true);
    expect(after(loaded, corrected, withdrawn(2), withdrawn(1))).toBe(nationalCalendar);
  });
  it('leaves the year free to be loaded again, with a new number', () =>
    expect(given(loaded, withdrawn(1)).when(load).outcome).toMatchObject([
      { type: 'HolidayNoticeLoaded', data: { notice: 2 } },
    ]));
});

describe('a calendar of a government', () => {
  const adopt = { type: 'adopt' as const, government: 'T1', base: 'own' as const, reason: '' };
  const adopted: HolidayEvent = {
    type: 'CalendarAdopted',
    data: { base: 'own', reason: '', on: '2026-11-10' },
  };
  it('may stand on its own notices alone', () => {
    given().when(adopt, own).then(adopted);
    const calendar = ownFrom(fold(holidayDecider, [adopted, loaded]), nationalCalendar);
    expect([...calendar.years]).toEqual([2027]);
    expect(isWorkingDay(calendar, '2026-10-01')).toBe(true);
  });
  it('stands on the national one else', () => {
    const calendar = ownFrom(fold(holidayDecider, [loaded]), nationalCalendar);
    expect(isWorkingDay(calendar, '2026-10-01')).toBe(false);
    expect(isWorkingDay(calendar, '2027-02-08')).toBe(false);
  });
  it('changes nothing when it stands on it already', () => given(adopted).when(adopt, own).then());
  it('cannot change what it stands on once it has notices', () =>
    given(loaded).when(adopt, own).thenRejected('holiday.adoptedTooLate', 'base'));
  it('is not what the national one can become', () =>
    given().when(adopt).thenRejected('holiday.nationalIsFixed', 'government'));
});

describe('for any sequence of notices', () => {
  const years = [2026, 2027, 2028] as const;
  const anyCommand = fc.oneof(
    fc
      .constantFrom(...years)
      .map((year) => ({ ...load, year, off: [day(`${year}-03-03`)], work: [] })),
    fc
      .record({ year: fc.constantFrom(...years), n: fc.integer({ min: 1, max: 9 }) })
      .map(({ year, n }) => ({ ...correct, year, off: [day(`${year}-03-0${n}`)], work: [] })),
    fc.constantFrom(...years).map((year) => ({ ...withdraw, year })),
  );
  it('as many withdrawals as notices leave the tables of the program', () =>
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 12 }), (commands) => {
        const events: HolidayEvent[] = [];
        const give = (command: Parameters<typeof holidayDecider.decide>[1]) => {
          const decided = holidayDecider.decide(fold(holidayDecider, events), command, facts);
          if (!(decided instanceof Rejection)) events.push(...decided);
        };
        for (const command of commands) give(command);
        const state = fold(holidayDecider, events);
        for (const { year } of noticesInForce(state))
          for (const _each of state.years.get(year)!) give({ ...withdraw, year });
        expect(nationalFrom(fold(holidayDecider, events))).toBe(nationalCalendar);
      }),
    ));
});
