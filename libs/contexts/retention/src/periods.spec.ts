import { addDays } from '@gongkai/calendar';
import fc from 'fast-check';
import { closedUpTo, keptTo, ownPeriod } from './periods.js';

const day = fc.integer({ min: 0, max: 30_000 }).map((n) => addDays('1990-01-01', n));

describe('a retention period', () => {
  it('is counted from the end of the case, or from the first of January after it', () => {
    expect(keptTo('2016-03-05', { years: 10, counted: 'closing' })).toBe('2026-03-05');
    expect(keptTo('2016-03-05', { years: 10, counted: 'nextYear' })).toBe('2026-12-31');
    expect(keptTo('2016-02-29', { years: 10, counted: 'closing' })).toBe('2026-02-28');
    expect(keptTo('2016-02-29', { years: 20, counted: 'closing' })).toBe('2036-02-29');
    expect(keptTo('2016-03-05', { years: Infinity, counted: 'closing' })).toBeNull();
  });

  it('may be set for one case when it is archived', () => {
    expect(keptTo('2016-03-05', ownPeriod('years30')!)).toBe('2046-12-31');
    expect(keptTo('2016-03-05', ownPeriod('permanent')!)).toBeNull();
    expect(ownPeriod(null)).toBeNull();
  });

  it('is over for the cases closed up to a day, and for no other', () => {
    const counted = fc.constantFrom('closing' as const, 'nextYear' as const);
    fc.assert(
      fc.property(
        day,
        day,
        fc.integer({ min: 1, max: 60 }),
        counted,
        (closed, today, years, of) => {
          const period = { years, counted: of };
          expect(closed <= closedUpTo(today, period)).toBe(keptTo(closed, period)! < today);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(closedUpTo('2026-03-05', { years: Infinity, counted: 'closing' }) < '1900').toBe(true);
  });
});
