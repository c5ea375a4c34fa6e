import { addDays } from '@gongkai/calendar';
import { fold, Rejection } from '@gongkai/kernel';
import fc from 'fast-check';
import { ReconsiderationCommands, type ReconsiderationCommandData } from './commands.js';
import { reconsiderationDecider } from './decider.js';
import { isOpen } from './decider.state.js';
import { reconsiderationEvents, type ReconsiderationEvent } from './events.js';
import { reconsiderationIndicators } from './reconsideration.indicators.js';
import { answered, facts, file, reconsiderationId, sealed } from './testing.js';

type Told = { day: number; back: number; type: ReconsiderationCommandData['type']; data: object };

const item = { id: 'm1', kind: 'evidence', title: sealed(7), file: null, madeOn: null };
const kinds: readonly [ReconsiderationCommandData['type'], object][] = [
  ['requestCorrection', {}],
  ['correct', {}],
  ['accept', { procedure: 'ordinary' }],
  ['accept', { procedure: 'simplified' }],
  ['refuse', { ground: 'other' }],
  ['serveCopy', {}],
  ['serveCopy', { acceptedOn: '2026-04-22' }],
  ['convertProcedure', {}],
  ['submitAnswer', {}],
  ['submitMaterial', { items: [item] }],
  ['extend', {}],
  ['suspend', { cause: 'other' }],
  ['resume', {}],
  ['holdMediation', { result: 'agreed' }],
  ['decide', { outcome: 'upheld' }],
  ['decide', { outcome: 'revoked', answerAnew: {} }],
  ['decide', { outcome: 'mediated' }],
  ['serveDecision', { to: 'applicant' }],
  ['withdraw', {}],
  ['end', { cause: 'withdrawn' }],
  ['end', { cause: 'settled' }],
  ['void', { cause: 'duplicate' }],
];
const told: fc.Arbitrary<Told> = fc
  .record({
    day: fc.integer({ min: 0, max: 120 }),
    back: fc.integer({ min: 0, max: 12 }),
    kind: fc.constantFrom(...kinds),
  })
  .map(({ day, back, kind: [type, data] }) => ({ day, back, type, data }));
/** What comes in over some months, each perhaps days after it happened. */
const papers = fc
  .array(told, { maxLength: 14 })
  .map((all) => [...all].sort((a, b) => a.day - b.day));

const FIRST = '2026-04-20';
const LAST = 200;
const WATCH = ['noteAcceptance', 'noteMissedAnswer', 'noteMissedDecision'] as const;

/** Runs what comes in; what is refused changes nothing. `watched`: the days the watch runs on. */
const play = (all: readonly Told[], watched: ReadonlySet<number>): ReconsiderationEvent[] => {
  const history: ReconsiderationEvent[] = [];
  const give = (day: number, input: object) => {
    const command = { reconsiderationId, ...ReconsiderationCommands.parse(input) };
    const today = addDays(FIRST, day);
    const state = fold(reconsiderationDecider, history);
    const known = { ...facts, request: answered(), today };
    const decided = reconsiderationDecider.decide(state, command, known);
    if (!(decided instanceof Rejection)) history.push(...decided);
  };
  const watch = (day: number) => {
    for (const type of WATCH) give(day, { type, reconsiderationId });
  };
  give(0, file()[0]);
  for (let day = 0; day <= LAST; day++) {
    if (watched.has(day)) watch(day);
    for (const { type, data, back } of all.filter((each) => each.day === day)) {
      const on = addDays(FIRST, Math.max(0, day - back));
      give(day, { type, reconsiderationId, ...data, ...(type === 'void' ? {} : { on }) });
    }
  }
  watch(LAST + 1);
  return history;
};
const never: ReadonlySet<number> = new Set();
const daily: ReadonlySet<number> = new Set(Array.from({ length: LAST + 1 }, (_, day) => day));
const facet = ({ type, data }: ReconsiderationEvent): number =>
  (reconsiderationEvents[type].facet as ((of: unknown) => number) | undefined)?.(data) ?? 0;
const valueOf = (id: string, history: readonly ReconsiderationEvent[]): number => {
  const { counts } = reconsiderationIndicators.find((each) => each.id === id)!;
  let value = 0;
  for (const event of history)
    for (const { event: type, when, add } of counts)
      if (type === event.type && (when?.(facet(event)) ?? true)) value += Number(add ?? 1);
  return value;
};

describe('whatever comes in, in whatever order', () => {
  it('gives due days that do not depend on when the watch ran', () => {
    const some = fc.uniqueArray(fc.integer({ min: 0, max: LAST }), { maxLength: 20 });
    fc.assert(
      fc.property(papers, some, (all, days) => {
        const states = [never, new Set(days), daily].map((watched) => {
          const { clocks, accepted, end, procedure } = fold(
            reconsiderationDecider,
            play(all, watched),
          );
          const due = Object.entries(clocks).map(([name, { dueOn }]) => [name, dueOn]);
          return { due: due.sort(), from: accepted?.from, end, procedure };
        });
        expect(states[1]).toEqual(states[0]);
        expect(states[2]).toEqual(states[0]);
      }),
      { numRuns: 40 },
    );
  });

  it('has no outcome before acceptance, and one end at most', () => {
    fc.assert(
      fc.property(papers, (all) => {
        const types = play(all, never).map(({ type }) => type);
        const decided = types.indexOf('ReconsiderationDecided');
        if (decided >= 0) expect(types.slice(0, decided)).toContain('ReconsiderationAccepted');
        const ends = types.filter((type) =>
          ['ReconsiderationDecided', 'ReconsiderationRefused', 'ReconsiderationEnded'].includes(
            type,
          ),
        );
        expect(ends.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });

  it('notes what was missed once for each due day', () => {
    fc.assert(
      fc.property(papers, (all) => {
        const history = play(all, daily);
        const open: string[] = [];
        for (const { type, data } of history) {
          if (type === 'AnswerMissed') {
            expect(open).not.toContain(data.dueOn);
            open.push(data.dueOn);
          }
          if (type === 'AnswerMissLifted') open.splice(open.indexOf(data.dueOn), 1);
        }
        expect(open.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves pending what was filed and has not ended', () => {
    fc.assert(
      fc.property(papers, (all) => {
        const history = play(all, never);
        const pending = valueOf('reconsideration.pending', history);
        const [filed, ended] = ['filed', 'ended'].map((id) =>
          valueOf(`reconsideration.${id}`, history),
        ) as [number, number];
        expect(pending).toBe(filed - ended);
        expect(pending).toBe(Number(isOpen(fold(reconsiderationDecider, history))));
        const columns = ['upheld', 'corrected', 'other'].map((id) =>
          valueOf(`reconsideration.${id}`, history),
        );
        expect(columns.reduce((sum, each) => sum + each, 0)).toBe(ended);
      }),
      { numRuns: 100 },
    );
  });
});
