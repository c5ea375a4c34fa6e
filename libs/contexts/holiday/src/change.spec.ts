import { specFor } from '@gongkai/testing';
import type { Recorded } from '@gongkai/kernel';
import fc from 'fast-check';
import { changeRows } from './change.projection.js';
import { changeDecider, type CalendarChangeCommandData } from './decider.change.js';
import type { CalendarChangeEvent } from './events.js';

const { given } = specFor(changeDecider, {
  today: '2026-11-10',
  actor: { kind: 'process', id: 'deadlines' },
});
const applied = {
  calendarOf: 'platform',
  calendar: 1,
  year: 2027,
  source: '录入 2027 年放假通知',
  clocks: [
    { clock: 'request.reply', found: 5, moved: 3, refused: 0 },
    { clock: 'request.other', found: 2, moved: 1, refused: 1 },
  ],
  on: '2026-11-10',
};
const settled = {
  calendarOf: 'platform',
  calendar: 1,
  governments: 1,
  found: 7,
  moved: 4,
  refused: 1,
  on: '2026-11-10',
};
const Applied: CalendarChangeEvent = { type: 'CalendarChangeApplied', data: applied };
const Settled: CalendarChangeEvent = { type: 'CalendarChangeSettled', data: settled };

describe('the notes on a change of the calendar', () => {
  it('say once what became of the cases of a government', () => {
    given()
      .when({ type: 'apply', ...applied })
      .then(Applied);
    given(Applied)
      .when({ type: 'apply', ...applied })
      .then();
  });
  it('say once that all are settled', () => {
    given()
      .when({ type: 'settle', ...settled })
      .then(Settled);
    given(Settled)
      .when({ type: 'settle', ...settled })
      .then();
  });
  it('are at most one of each, however often the work is taken up', () =>
    fc.assert(
      fc.property(fc.array(fc.boolean()), (flips) => {
        const events: CalendarChangeEvent[] = [];
        for (const flip of flips) {
          const command: CalendarChangeCommandData = flip
            ? { type: 'apply', ...applied }
            : { type: 'settle', ...settled };
          const state = events.reduce(changeDecider.evolve, changeDecider.initial);
          events.push(...(changeDecider.decide(state, command, {} as never) as typeof events));
        }
        expect(new Set(events.map(({ type }) => type)).size).toBe(events.length);
      }),
    ));
});

describe('the rows of changes', () => {
  const recorded = (event: CalendarChangeEvent) =>
    ({ ...event, meta: { aggregateId: 'C1' }, position: 1n }) as Recorded<CalendarChangeEvent>;
  it('add up what the clocks did', () => {
    expect(changeRows.key(recorded(Applied))).toBe('C1');
    expect(changeRows.apply(undefined, recorded(Applied), 'C1')).toEqual({
      id: 'C1',
      on: '2026-11-10',
      year: 2027,
      source: '录入 2027 年放假通知',
      calendar: 1,
      found: 7,
      moved: 4,
      refused: 1,
    });
  });
  it('keep out of what is not their business', () =>
    expect(changeRows.apply(undefined, recorded(Settled), 'C1')).toBeUndefined());
});
