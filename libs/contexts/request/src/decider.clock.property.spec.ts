import { addDays, calendarOf, nationalCalendar } from '@gongkai/calendar';
import { fold, Rejection } from '@gongkai/kernel';
import fc from 'fast-check';
import { dueDayOn } from './decider.clock.js';
import { requestDecider } from './decider.js';
import type { Request, RequestFacts } from './decider.state.js';
import type { RequestEvent } from './events.js';
import { at, commandOf, facts, officer, receive, sealed, watch, type Step } from './testing.js';

type Type = Parameters<typeof at>[1];
type Shape = [Type, Record<string, fc.Arbitrary<unknown>>];
const FIRST = '2023-03-01';
const back = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 25 }));
const reason = fc.constant('理由');
const consultationId = fc.constantFrom('c1', 'c2');
const feeId = fc.constant('f1');

/** Every kind of command that the clock may hear of, with values that may well be refused. */
const shapes: Shape[] = [
  ['confirmReceipt', {}],
  [
    'correctReceipt',
    {
      reason,
      change: fc.oneof(
        fc.record({
          field: fc.constant('receivedOn'),
          now: fc.constantFrom('2023-02-27', '2023-03-01', '2019-05-14'),
        }),
        fc.record({ field: fc.constant('channel'), now: fc.constantFrom('mail', 'inPerson') }),
      ),
    },
  ],
  ['overrideEdition', { reason, edition: fc.constantFrom('2007', '2019') }],
  ['accept', {}],
  ['route', { unit: fc.constant('预算科') }],
  ['transfer', { agency: fc.constantFrom('agency1', 'agency2'), reason }],
  ['requestClarification', { items: fc.constant(['content']) }],
  ['receiveClarification', { goodReason: fc.constantFrom(null, null, '住院') }],
  ['grantExtension', { reason, days: fc.integer({ min: 1, max: 21 }) }],
  ['askExcessReasons', {}],
  ['receiveExcessReasons', { reasons: fc.constant(sealed(7)) }],
  [
    'decideExcess',
    { reason, reasonable: fc.boolean(), delayedTo: fc.constantFrom(null, '2023-09-28') },
  ],
  [
    'sendConsultation',
    {
      consultationId,
      kind: fc.constantFrom('thirdParty', 'jointMaker', 'otherAgency'),
      name: fc.constant('某局'),
      addressee: fc.constant(sealed(4)),
    },
  ],
  ['recordConsultationDelivery', { consultationId }],
  ['recordConsultationReturn', { consultationId }],
  [
    'answerConsultation',
    {
      consultationId,
      answer: fc.constantFrom('consents', 'objects'),
      reasonable: fc.boolean(),
    },
  ],
  ['noticeFee', { feeId, basis: fc.constant('perVolume'), quantity: fc.constant(109) }],
  ['recordPayment', { feeId, amountFen: fc.constant(88_000) }],
  ['reduceFee', { feeId, byFen: fc.constantFrom(8_000, 88_000), reason }],
  ['withdraw', {}],
];
const UNDATED: readonly Type[] = ['correctReceipt', 'overrideEdition'];
const NOTICE: readonly Type[] = ['noticeFee', 'requestClarification'];

/** A command, how many days after the one before it is given, and how far it reaches back. */
type Move = { type: Type; wait: number; data: Record<string, unknown>; back: number };
const wait = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 40 }));
const moveOf = (type: Type): fc.Arbitrary<Move> =>
  fc.record({
    type: fc.constant(type),
    wait,
    data: fc.record(shapes.find(([of]) => of === type)![1]),
    back: NOTICE.includes(type) ? fc.constant(0) : back,
  });
/** What belongs together comes up often, so that many histories get beyond it. */
const pairs: [Type, Type][] = [
  ['requestClarification', 'receiveClarification'],
  ['noticeFee', 'recordPayment'],
  ['sendConsultation', 'recordConsultationDelivery'],
  ['recordConsultationDelivery', 'answerConsultation'],
  ['askExcessReasons', 'receiveExcessReasons'],
  ['receiveExcessReasons', 'decideExcess'],
];
const moves = fc
  .array(
    fc.oneof(
      fc
        .constantFrom(...shapes)
        .chain(([type]) => moveOf(type))
        .map((one) => [one]),
      fc.constantFrom(...pairs).chain(([first, second]) => fc.tuple(moveOf(first), moveOf(second))),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((several) => several.flat());
const channel = fc.constantFrom('signedPost', 'inPerson', 'mail', 'online');

const stepsOf = (given: readonly Move[], first: string): Step[] => {
  let today = FIRST;
  const rest = given.map(({ type, wait, data, back: days }): Step => {
    today = addDays(today, wait);
    const on = UNDATED.includes(type) || days === 0 ? {} : { on: addDays(today, -days) };
    return at(today, type, { ...data, ...on }, { actor: officer('head') });
  });
  return [receive({ channel: first }, { today: FIRST }), ...rest];
};

/** What the watch would ask on a day, told again from the state alone. */
const NOTES: Type[] = ['noteMissedDeadline', 'noteAbandonment'];
const look = (history: RequestEvent[], today: string) => {
  for (const type of NOTES) take(history, at(today, type, {}, { actor: watch }));
  for (const id of ['c1', 'c2'])
    take(history, at(today, 'noteConsultationSilence', { consultationId: id }, { actor: watch }));
};

/** Gives a command; what is refused changes nothing. */
const take = (
  history: RequestEvent[],
  [input, change]: Step,
  known: Partial<RequestFacts> = {},
): string => {
  const state = fold(requestDecider, history);
  const decided = requestDecider.decide(state, commandOf(input), {
    ...facts,
    ...change,
    ...known,
  });
  if (decided instanceof Rejection) return decided.code;
  history.push(...decided);
  return 'taken';
};

const play = (steps: readonly Step[], watching: (i: number) => string[] = () => []) => {
  const history: RequestEvent[] = [];
  const codes = steps.map((step, i) => {
    for (const day of watching(i)) look(history, day);
    return take(history, step);
  });
  return { history, codes, state: fold(requestDecider, history) };
};

const standing = ({ status, clock, conclusions, agency, edition }: Request) => ({
  status,
  clock,
  agency,
  edition,
  conclusions: conclusions.map(({ round, outcome, on }) => [round, outcome, on]),
});

describe('for every sequence of commands', () => {
  it('the due day never depends on when the watch ran', () => {
    let lapsed = 0;
    let reopened = 0;
    fc.assert(
      fc.property(
        moves,
        channel,
        fc.array(fc.array(fc.nat(40), { maxLength: 2 }), { maxLength: 20 }),
        (given, first, looks) => {
          const steps = stepsOf(given, first);
          const dayBefore = (i: number) => steps[Math.max(i - 1, 0)]![1].today!;
          const days = (i: number) =>
            (looks[i] ?? [])
              .map((n) => addDays(dayBefore(i), n))
              .filter((day) => day <= steps[i]![1].today!)
              .sort();
          const unwatched = play(steps);
          const watched = play(steps, days);
          const end = addDays(steps.at(-1)![1].today!, 400);
          for (const { history } of [unwatched, watched]) look(history, end);
          expect(watched.codes).toEqual(unwatched.codes);
          const final = fold(requestDecider, watched.history);
          expect(standing(final)).toEqual(standing(fold(requestDecider, unwatched.history)));
          if (watched.history.some(({ type }) => type === 'RequestAbandoned')) lapsed += 1;
          if (watched.history.some(({ type }) => type === 'RequestReopened')) reopened += 1;
        },
      ),
      { numRuns: 1_000 },
    );
    // The property is worth something only if cases lapse, and some come back.
    expect(lapsed).toBeGreaterThan(50);
    expect(reopened).toBeGreaterThan(0);
  });

  it('the recorded clock of an open case is what its facts give, and replay gives it again', () =>
    fc.assert(
      fc.property(moves, channel, (given, first) => {
        const { history, state } = play(stepsOf(given, first));
        expect(fold(requestDecider, structuredClone(history))).toEqual(state);
        if (state.status !== 'open') return;
        const { calendar: _, round, ...clock } = state.clock!;
        expect(round).toBe(state.round);
        expect(dueDayOn(state, nationalCalendar)).toEqual(clock);
      }),
      { numRuns: 500 },
    ));

  it('replay gives the days of the tables known then, whatever the tables say now', () => {
    const changed = calendarOf({ '2023': { off: { '03-15': '临时放假' }, work: {} } });
    fc.assert(
      fc.property(moves, channel, fc.nat(17), (given, first, n) => {
        const steps = stepsOf(given, first);
        const history: RequestEvent[] = [];
        for (const [i, step] of steps.entries())
          take(history, step, i > n ? { calendar: changed, calendarRevision: 1 } : {});
        const recorded = history.findLast(
          ({ type }) => type === 'DeadlineSet' || type === 'DeadlineMoved',
        );
        const dueOn =
          recorded?.type === 'DeadlineSet'
            ? recorded.data.dueOn
            : recorded?.type === 'DeadlineMoved'
              ? recorded.data.to
              : undefined;
        expect(fold(requestDecider, history).clock?.dueOn).toBe(dueOn);
        const before = fold(requestDecider, history);
        const today = addDays(steps.at(-1)![1].today!, 1);
        const again = at(today, 'recalculate', {}, { calendar: changed, calendarRevision: 1 });
        take(history, again);
        const after = fold(requestDecider, history);
        if (before.status !== 'open') expect(after).toEqual(before);
        else expect(after.clock?.dueOn).toBe(dueDayOn(before, changed).dueOn);
        expect(
          requestDecider.decide(after, commandOf(again[0]), { ...facts, ...again[1] }),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('clarification is asked for once at most, and each fact of the watch is noted once', () =>
    fc.assert(
      fc.property(moves, channel, fc.array(fc.nat(17), { maxLength: 6 }), (given, first, again) => {
        const steps = stepsOf(given, first);
        const days = (i: number) => (again.includes(i) ? [steps[i]![1].today!] : []);
        const { history } = play(steps, (i) => [...days(i), ...days(i)]);
        const count = (type: RequestEvent['type']) =>
          history.filter((event) => event.type === type).length;
        expect(count('ClarificationRequested')).toBeLessThanOrEqual(1);
        const missed = history.flatMap((event) =>
          event.type === 'DeadlineMissed' ? [`${event.data.round}/${event.data.dueOn}`] : [],
        );
        expect(new Set(missed).size).toBe(missed.length);
        const silent = history.flatMap((event) =>
          event.type === 'ConsultationSilent' ? [event.data.consultationId] : [],
        );
        expect(new Set(silent).size).toBe(silent.length);
        expect(count('RequestConcluded') - count('RequestReopened')).toBeLessThanOrEqual(1);
        expect(count('RequestAbandoned')).toBeLessThanOrEqual(count('RequestReopened') + 1);
      }),
      { numRuns: 500 },
    ));
});
