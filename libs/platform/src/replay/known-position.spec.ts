import type { Position, StoredEvent } from '@gongkai/kernel';
import fc from 'fast-check';
import { positionKnownAt } from './known-position.js';

const START = Date.parse('2026-03-02T00:00:00Z');
const at = (ms: number) => new Date(START + ms).toISOString();

/** A log of which only the times matter. */
const logOf = (times: readonly string[]) => (positions: readonly Position[]) =>
  Promise.resolve(
    positions.map((position): StoredEvent => {
      const meta = JSON.stringify({ recordedAt: times[Number(position) - 1] });
      return { position, record: new TextEncoder().encode(`${meta}\n{}`) };
    }),
  );

describe('what was known at an instant', () => {
  it('is the last event recorded by then, though appenders have clocks that differ', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ gap: fc.nat(4_000), skew: fc.nat(9_000) }), { maxLength: 60 }),
        fc.integer({ min: -20_000, max: 260_000 }),
        async (events, asked) => {
          let now = 0;
          const times = events.map(({ gap, skew }) => at((now += gap) + skew));
          const expected = times.findLastIndex((time) => time <= at(asked)) + 1;
          const head = times.length === 0 ? undefined : BigInt(times.length);
          expect(await positionKnownAt(logOf(times), head, at(asked))).toBe(BigInt(expected));
        },
      ),
      { numRuns: 300 },
    ));
});
