import { addDays, isWorkingDay, nationalCalendar } from '@gongkai/calendar';
import fc from 'fast-check';
import { LimitKind } from './events.kinds.js';
import { addMonths, answerDay, appealDay, editionOn, limitEditions, limitOf } from './limits.js';

const limit = (more: Partial<Parameters<typeof limitOf>[1]> & { from: string }) =>
  limitOf(nationalCalendar, { kind: 'direct', toldOn: null, decidedOn: null, ...more });

const day = fc.integer({ min: 0, max: 6_700 }).map((offset) => addDays('2008-05-01', offset));

describe('the periods of suits', () => {
  it('stand as data without a gap, each with its article and whether it was seen', () => {
    for (const [i, { to, verified, source, direct }] of limitEditions.entries()) {
      const next = limitEditions[i + 1];
      expect(to === null ? undefined : addDays(to, 1)).toBe(next?.from);
      expect({ verified, source, article: direct.article }).toEqual({
        verified: expect.any(Boolean) as boolean,
        source: expect.stringMatching(/./) as string,
        article: expect.stringMatching(/^行政诉讼法/) as string,
      });
    }
    expect(editionOn('1980-01-01').edition).toBe('1989');
  });

  it('are three months before 2015-05-01, six since, six for one still running then', () => {
    expect(limit({ from: '2014-06-10' })).toMatchObject({ edition: '1989', lastDay: '2014-09-10' });
    expect(limit({ from: '2015-06-10' })).toMatchObject({ edition: '2014', lastDay: '2015-12-10' });
    expect(limit({ from: '2015-03-10' })).toMatchObject({ edition: '2014', lastDay: '2015-09-10' });
  });

  it('are fifteen days after a reconsideration in every edition', () => {
    for (const from of ['2014-06-10', '2016-06-08', '2026-06-09'])
      expect(limit({ kind: 'afterReconsideration', from }).lastDay).toBe(
        `${from.slice(0, 4)}-06-${Number(from.slice(8)) + 15}`,
      );
  });

  it('never reach past five years from the act', () => {
    const late = limit({ kind: 'direct', from: '2026-03-02', decidedOn: '2021-04-06' });
    expect(late.lastDay).toBe('2026-04-07');
  });

  it('of months end on the day of the same number, or on the last of a shorter month', () => {
    expect(addMonths('2026-08-31', 6)).toBe('2027-02-28');
    expect(addMonths('2023-08-31', 6)).toBe('2024-02-29');
    expect(addMonths('2026-11-30', 3)).toBe('2027-02-28');
  });

  it('of answers were ten days before 2015-05-01 and are fifteen, in both instances', () => {
    expect(answerDay(nationalCalendar, '2014-06-10', 1).day).toBe('2014-06-20');
    expect(answerDay(nationalCalendar, '2026-06-10', 1).day).toBe('2026-06-25');
    expect(answerDay(nationalCalendar, '2026-06-10', 2).day).toBe('2026-06-25');
    expect(appealDay(nationalCalendar, '2026-06-10', false)).toBe('2026-06-25');
    expect(appealDay(nationalCalendar, '2026-06-10', true)).toBe('2026-06-22');
  });

  it('end on a working day after they began, and later when they began later', () => {
    fc.assert(
      fc.property(day, day, fc.constantFrom(...LimitKind.options), (a, b, kind) => {
        const [first, second] = [a, b].sort().map((from) => limit({ kind, from }));
        expect(first!.lastDay > first!.from).toBe(true);
        expect(isWorkingDay(nationalCalendar, first!.lastDay)).toBe(true);
        // A shorter period since 2018 ends some earlier that began later; the others keep their order.
        if (kind !== 'untold') expect(first!.lastDay <= second!.lastDay).toBe(true);
      }),
    );
  });
});
