import fc from 'fast-check';
import { addDays, isWorkingDay, nationalCalendar, workingDayAfter } from './calendar.js';
import { periodEnd, type Period, type PeriodFacts, type PeriodUnit } from './period.js';

const period = (length: number, unit: PeriodUnit): Period => ({
  length,
  unit,
  article: '某法第一条',
  source: '',
  verified: true,
});
const end = (startsOn: string, length: number, unit: PeriodUnit, more: Partial<PeriodFacts> = {}) =>
  periodEnd(nationalCalendar, {
    name: { zh: '期限', en: 'The period' },
    startsOn,
    period: period(length, unit),
    ...more,
  });
const due = (...args: Parameters<typeof end>) => end(...args).dueOn;

describe('a period of any law', () => {
  it('counts working days from the day after', () => {
    // Signed for on 2022-09-30: the make-up days 8 and 9 October are counted (law.md §0.2).
    expect(due('2022-09-30', 20, 'working')).toBe('2022-11-02');
  });

  it('counts calendar days, and ends on a working day', () => {
    expect(due('2023-03-01', 60, 'calendar')).toBe('2023-05-04');
    expect(due('2023-03-01', 15, 'calendar')).toBe('2023-03-16');
    expect(end('2023-03-01', 60, 'calendar').steps.map(({ kind }) => kind)).toEqual([
      'start',
      'period',
      'counting',
      'rolled',
      'due',
    ]);
  });

  it('ends months and years on the same day, or the last of a shorter month', () => {
    expect(due('2023-08-31', 6, 'months')).toBe('2024-02-29');
    expect(due('2024-02-29', 1, 'years')).toBe('2025-02-28');
    expect(due('2023-10-13', 6, 'months')).toBe('2024-04-15');
  });

  it('does not count the days of a pause, overlaps once', () => {
    const pauses = [
      { from: '2023-03-05', to: '2023-03-10' },
      { from: '2023-03-08', to: '2023-03-12' },
    ];
    expect(due('2023-03-01', 15, 'calendar', { pauses })).toBe('2023-03-23');
    expect(due('2023-03-01', 5, 'working', { pauses })).toBe('2023-03-15');
  });

  it('has no end while it stands still', () => {
    const pauses = [{ from: '2023-03-05', to: null }];
    const { dueOn, steps } = end('2023-03-01', 15, 'calendar', { pauses });
    expect(dueOn).toBeNull();
    expect(steps.at(-1)!.kind).toBe('stopped');
  });

  it('adds an extension to the last day counted, not to the day it was moved to', () => {
    const extension = period(30, 'calendar');
    expect(due('2023-03-01', 60, 'calendar', { extension })).toBe('2023-05-30');
  });

  it('is provisional where the end depends on a notice that is not loaded', () => {
    expect(end('2029-12-20', 20, 'working').provisional).toBe(true);
    expect(end('2023-03-01', 20, 'working').provisional).toBe(false);
  });

  it('agrees with counting by hand, whatever the day and the length', () => {
    const day = fc.integer({ min: 0, max: 6_000 }).map((n) => addDays('2008-05-01', n));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 90 }), (from, n) => {
        expect(due(from, n, 'working')).toBe(workingDayAfter(nationalCalendar, from, n).day);
        const last = due(from, n, 'calendar')!;
        expect(isWorkingDay(nationalCalendar, last)).toBe(true);
        expect(last >= addDays(from, n)).toBe(true);
      }),
    );
  });
});
