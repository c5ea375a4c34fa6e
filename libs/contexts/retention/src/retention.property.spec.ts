import { addDays } from '@gongkai/calendar';
import { fold, Rejection, type Day } from '@gongkai/kernel';
import fc from 'fast-check';
import { erasureDecider, noErasure, type ErasureCommandData } from './decider.erasure.js';
import { retentionDecider, type RetentionCommandData, type RetentionFacts } from './decider.js';
import { keptBack, type HeldCase } from './decider.state.js';
import type { ErasureEvent, RetentionEvent } from './events.js';
import { keptTo, ownPeriod } from './periods.js';

/** Three cases of two persons; one of them has both in it. */
const CASES: readonly HeldCase[] = [
  { kind: 'request', id: 'R1', closedOn: '2015-03-01', own: null },
  { kind: 'request', id: 'R2', closedOn: '2018-07-01', own: 'years10' },
  { kind: 'suit', id: 'S1', closedOn: '2016-01-01', own: null },
];
const casesOf = { K1: ['R1', 'R2'], K2: ['R2', 'S1'] } as const;
type Person = keyof typeof casesOf;
const heldBy = (person: Person) =>
  CASES.filter(({ id }) => (casesOf[person] as readonly string[]).includes(id));

type Step =
  | { do: 'adopt'; kind: string; years: number | null; counted: 'closing' | 'nextYear' }
  | { do: 'hold' | 'lift'; of: string }
  | { do: 'ask'; person: Person; ground: 'retentionOver' | 'lawOrders'; by: string }
  | { do: 'approve' | 'carryOut'; person: Person; by: string }
  | { do: 'days'; days: number };

const person = fc.constantFrom<Person>('K1', 'K2');
const by = fc.constantFrom('a', 'b');
const of = fc.constantFrom('R1', 'R2', 'S1');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('adopt' as const),
      kind: fc.constantFrom('request', 'suit'),
      years: fc.constantFrom(1, 3, 5, null),
      counted: fc.constantFrom('closing' as const, 'nextYear' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), of }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lift' as const), of }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      person,
      ground: fc.constantFrom('retentionOver' as const, 'lawOrders' as const),
      by,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('approve' as const), person, by }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('carryOut' as const), person, by }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('days' as const),
      days: fc.integer({ min: 1, max: 1_500 }),
    }),
  },
);

/** A government as its handlers run it: the deciders, the two streams, and a set of keys. */
class Office {
  today: Day = '2016-06-01';
  readonly log: RetentionEvent[] = [];
  readonly erasures: Record<Person, ErasureEvent[]> = { K1: [], K2: [] };
  readonly shredded = new Set<Person>();

  run(next: Step): void {
    switch (next.do) {
      case 'days':
        this.today = addDays(this.today, next.days);
        return;
      case 'adopt':
        this.decide({ type: 'adoptSchedule', ...next, legalGround: 'l', decision: 'd' });
        return;
      case 'hold': {
        const { kind, id } = CASES.find((each) => each.id === next.of)!;
        const words = { reason: 'r', orderedBy: 'o' };
        this.decide({ type: 'placeHold', caseKind: kind, caseId: id, ...words });
        return;
      }
      case 'lift': {
        const held = Object.values(this.state.holds).find(({ caseId }) => caseId === next.of);
        if (held) this.decide({ type: 'liftHold', hold: held.hold, reason: 'r', orderedBy: 'o' });
        return;
      }
      case 'ask': {
        const { person: of, ground } = next;
        const words = { legalGround: 'l', requestedBy: 'office' as const, reason: 'r' };
        this.decideErasure(of, { type: 'ask', person: of, ground, ...words }, next.by, ground);
        return;
      }
      case 'approve':
        this.decideErasure(
          next.person,
          { type: 'approve', erasure: next.person, reason: 'r' },
          next.by,
          this.erasure(next.person).ground,
        );
        return;
      case 'carryOut':
        this.carryOut(next.person);
    }
  }

  get state() {
    return fold(retentionDecider, this.log);
  }

  erasure(of: Person) {
    return fold(erasureDecider, this.erasures[of]);
  }

  private carryOut(of: Person): void {
    const before = this.log.length;
    const erased = this.log.some(({ type, data }) => type === 'PersonErased' && data.person === of);
    if (!erased) this.decide({ type: 'erase', erasure: of }, of);
    if (erased || this.log.length > before) this.shredded.add(of);
  }

  private decide(command: RetentionCommandData, of?: Person): void {
    const facts: RetentionFacts = {
      today: this.today,
      actor: { kind: 'officer', id: 'x' },
      newId: `H${this.log.length}`,
      caseKnown: true,
      cases: of ? heldBy(of) : [],
      found: { streams: [], fields: 0, files: 0 },
      erasure: of ? this.erasure(of) : noErasure,
      dueCount: 0,
    };
    const decided = retentionDecider.decide(this.state, command, facts);
    if (!(decided instanceof Rejection)) this.log.push(...decided);
  }

  private decideErasure(
    of: Person,
    command: ErasureCommandData,
    actor: string,
    ground: 'retentionOver' | 'lawOrders',
  ): void {
    const decided = erasureDecider.decide(this.erasure(of), command, {
      today: this.today,
      actor: { kind: 'officer', id: actor },
      id: of,
      key: this.shredded.has(of) ? 'shredded' : 'held',
      cases: 2,
      obstacle: keptBack(this.state, heldBy(of), ground, this.today),
      underWay: null,
    });
    if (!(decided instanceof Rejection)) this.erasures[of].push(...decided);
  }
}

/** Said again by hand, apart from the decider: why a certificate may not stand where it does. */
const faultOf = (log: readonly RetentionEvent[], at: number): string | null => {
  const event = log[at]!;
  if (event.type !== 'PersonErased') return null;
  const { person: of, ground, on, askedBy, approvedBy } = event.data;
  if (askedBy === approvedBy) return 'one person';
  const ids = casesOf[of as Person] as readonly string[];
  const standing = new Set<string>();
  const years = new Map<string, { years: number | null; counted: 'closing' | 'nextYear' }>();
  for (const before of log.slice(0, at)) {
    if (before.type === 'HoldPlaced') standing.add(before.data.hold);
    if (before.type === 'HoldLifted') standing.delete(before.data.hold);
    if (before.type === 'RetentionScheduleAdopted') years.set(before.data.kind, before.data);
  }
  const placed = log.slice(0, at).filter((before) => before.type === 'HoldPlaced');
  if (placed.some(({ data }) => standing.has(data.hold) && ids.includes(data.caseId)))
    return 'a hold stands';
  if (ground === 'lawOrders') return null;
  for (const { kind, closedOn, own } of heldBy(of as Person)) {
    const schedule = years.get(kind);
    if (!schedule || schedule.years === null) return 'no end';
    const period = { years: schedule.years, counted: schedule.counted };
    if (keptTo(closedOn!, period)! >= on) return 'before its period';
    const ownTo = own && keptTo(closedOn!, ownPeriod(own)!);
    if (ownTo && ownTo >= on) return 'before its own period';
  }
  return null;
};

describe('over random holds, schedules, askings and clocks', () => {
  let erased = 0;

  it('nothing is erased while a hold stands or before its period, and no key goes without record', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const office = new Office();
        for (const next of steps) {
          office.run(next);
          const recorded = office.log.flatMap((event) =>
            event.type === 'PersonErased' ? [event.data.person] : [],
          );
          expect([...office.shredded].every((key) => recorded.includes(key))).toBe(true);
          expect(new Set(recorded).size).toBe(recorded.length);
        }
        office.log.forEach((_, at) => expect(faultOf(office.log, at)).toBeNull());
        erased += office.shredded.size;
      }),
      { numRuns: 300 },
    );
    // It does happen, so that the property says something.
    expect(erased).toBeGreaterThan(50);
  });
});
