import { nationalCalendar } from '@gongkai/calendar';
import { formats } from '@gongkai/figures';
import { fold } from '@gongkai/kernel';
import { figuresOf } from '@gongkai/testing';
import fc from 'fast-check';
import { SuitCommands, type SuitCommandData } from './commands.js';
import { suitDecider } from './decider.js';
import type { SuitFacts } from './decider.state.js';
import { Role, Route, SuitOutcome, type Role as RoleName } from './events.kinds.js';
import { packSuit, unpackSuit } from './events.facets.js';
import { litigationEvents, type SuitEvent } from './events.js';
import { litigationIndicators } from './suit.indicators.js';

const figures = figuresOf(litigationIndicators, litigationEvents);
const act = { agency: 'a', decidedOn: '2024-01-08', knownOn: '2024-01-09', ground: null };

type Step = { kind: string; outcome: SuitOutcome; days: number };
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('judge', 'appeal', 'conclude', 'undo', 'void', 'copy', 'note'),
    outcome: fc.constantFrom(...SuitOutcome.options),
    days: fc.integer({ min: 1, max: 200 }),
  }),
  { maxLength: 12 },
);

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

const commandOf = ({ kind, outcome }: Step, on: string): SuitCommandData => {
  const suitId = 's1';
  const commands: Record<string, object> = {
    judge: { type: 'judge', suitId, outcome, judgedOn: on, servedOn: on },
    appeal: { type: 'appeal', suitId, by: 'plaintiff', court: 'c', on },
    conclude: { type: 'conclude', suitId, on },
    undo: { type: 'undoConclusion', suitId, reason: 'r' },
    void: { type: 'void', suitId, cause: 'duplicate' },
    copy: { type: 'receiveCopy', suitId, on },
    note: { type: 'noteEvidenceMissed', suitId },
  };
  return SuitCommands.parse(commands[kind]);
};

/** Any history the decider lets happen; what it refuses did not. */
const historyOf = (role: RoleName, route: Route, taken: readonly Step[]): SuitEvent[] => {
  const facts: SuitFacts = {
    today: '2030-12-31',
    actor: { kind: 'officer', id: 'o' },
    calendar: nationalCalendar,
    calendarRevision: 0,
    act,
  };
  const filing = SuitCommands.parse({
    type: 'file',
    suitId: 's1',
    agency: 'a',
    role,
    route,
    challenged: { kind: 'reply', requestId: 'r', replyId: 'x' },
    court: 'c',
    subject: 's',
    filedOn: '2024-03-01',
    person: 'p',
    plaintiff: null,
  });
  let events: SuitEvent[] = [];
  let on = '2024-03-01';
  const take = (command: SuitCommandData) => {
    const decided = suitDecider.decide(fold(suitDecider, events), command, { ...facts, today: on });
    if (Array.isArray(decided)) events = [...events, ...decided];
  };
  take(filing);
  for (const step of taken) {
    on = dayAfter(on, step.days);
    take(commandOf(step, on));
  }
  return events;
};

const RESULTS = ['upheld', 'corrected', 'other'];

describe('figures of suits', () => {
  it('give back from a facet what was put into it', () => {
    for (const role of Role.options)
      for (const route of Route.options)
        for (const tableOutcome of [null, ...(['upheld', 'corrected', 'other'] as const)]) {
          const of = {
            role,
            route,
            tableOutcome,
            late: true,
            carriedOver: false,
            reviewSkipped: true,
          };
          expect(unpackSuit(packSuit(of))).toEqual(of);
        }
  });

  it('hold: what was filed has ended or is pending, by route, whatever becomes of a suit', () => {
    const roles = fc.constantFrom(...Role.options);
    const routes = fc.constantFrom(...Route.options);
    fc.assert(
      fc.property(roles, routes, steps, (role, route, taken) => {
        const events = historyOf(role, route, taken);
        const values = figures(events, '2024-01', '2031-12');
        const at = (name: string) => values.get(`litigation.${route}.${name}`) ?? 0;
        const ended = RESULTS.reduce((sum, result) => sum + at(result), 0);
        expect(at('filed')).toBe(ended + at('pending'));
        const { status } = fold(suitDecider, events);
        const counts = role === 'coDefendantReviewBody' ? 0 : 1;
        expect(at('pending')).toBe(status === 'pending' ? counts : 0);
        expect(ended).toBe(status === 'concluded' ? counts : 0);
        const other = route === 'direct' ? 'afterReconsideration' : 'direct';
        expect(values.get(`litigation.${other}.filed`) ?? 0).toBe(0);
      }),
    );
  });

  it('tell a case carried over from one of the year', () => {
    const end = (days: number) =>
      figures(
        historyOf('respondent', 'direct', [{ kind: 'judge', outcome: 'mediated', days }]),
        '2024-01',
        '2025-12',
      ).get('litigation.carriedOver');
    expect([end(100), end(400)].map((value) => value ?? 0)).toEqual([0, 1]);
  });

  it('never count a suit of the review body; it is shown by itself', () => {
    const values = figures(historyOf('coDefendantReviewBody', 'direct', []), '2024-03');
    expect(values.get('litigation.asReviewBody')).toBe(1);
    expect(values.get('litigation.direct.filed') ?? 0).toBe(0);
  });

  it('bear cells of the forms that exist', () => {
    const known = new Set(litigationIndicators.map(({ id }) => id));
    const named = formats.flatMap(({ cells }) =>
      cells.flatMap(({ figure }) => figure?.sum.filter((id) => id.startsWith('litigation.')) ?? []),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });
});
