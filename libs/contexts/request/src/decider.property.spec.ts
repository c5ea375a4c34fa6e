import { addDays, nationalCalendar } from '@gongkai/calendar';
import { addOf } from '@gongkai/figures';
import { fold, Rejection, type Actor } from '@gongkai/kernel';
import fc from 'fast-check';
import { RequestCommands, type RequestCommandData } from './commands.js';
import { dueDayOn } from './decider.clock.js';
import { requestAggregate, requestDecider } from './decider.js';
import { noRequest, type Request, type RequestFacts } from './decider.state.js';
import { requestStreamEvents, type EventNamed, type RequestEvent } from './events.js';
import { ApplicantKind } from './events.kinds.js';
import { ReplyGround, ReplyKind, replyKinds, ReplyStatement } from './reply-kinds.js';
import { commandOf, requestId, sealed } from './reply-examples.js';
import { requestIndicators } from './request.indicators.js';

const FIRST_DAY = '2025-11-03';
const PEOPLE = ['a', 'b', 'c', 'd'];
const WATCH = ['noteAbandonment', 'noteConsultationSilence', 'noteMissedDeadline'];

const reason = fc.constant('理由');
const replyId = fc.constantFrom('reply1', 'reply1', 'reply2');
const consultationId = fc.constantFrom('ask1', 'ask2');
const feeId = fc.constantFrom('fee1', 'fee1', 'fee2');
/** A day long before receipt, around the present, or to come; absent: today. */
const back = fc.constantFrom(undefined, undefined, undefined, 0, 1, 5, 40, -1);
const words = fc.constantFrom('甲', '乙').map(sealed);
const paper = { digest: 'f'.repeat(64), title: '预算表', pages: 12, redacted: false };
const statements = fc.oneof(
  fc.constant(ReplyStatement.options),
  fc.subarray([...ReplyStatement.options]),
);

/** Every kind of command, with values that may well be refused. `back` makes the day. */
const shapes: Record<string, Record<string, fc.Arbitrary<unknown>>> = {
  receive: {
    channel: fc.constantFrom('signedPost', 'mail', 'online', 'inPerson'),
    applicantKind: fc.constantFrom(...ApplicantKind.options),
    kind: fc.constantFrom('disclosure', 'disclosure', 'disclosure', 'ownRecordCorrection'),
    receivedOn: fc.constant(FIRST_DAY),
    edition: fc.constantFrom('2019', '2019', '2019', '2007'),
    editionReason: reason,
  },
  receivePart: { whole: fc.constant('request9') },
  confirmReceipt: { back },
  correctReceipt: {
    change: fc.oneof(
      fc.record({
        field: fc.constant('applicantKind'),
        now: fc.constantFrom(...ApplicantKind.options),
      }),
      fc.record({
        field: fc.constant('channel'),
        now: fc.constantFrom('mail', 'online', 'inPerson'),
      }),
      fc.record({
        field: fc.constant('receivedOn'),
        now: fc.constantFrom(FIRST_DAY, '2025-11-05'),
      }),
    ),
    reason,
  },
  overrideEdition: { edition: fc.constantFrom('2007', '2019'), reason },
  accept: { back },
  setSubject: { subject: reason },
  route: { unit: reason, back },
  transfer: {
    agency: fc.constantFrom('agency1', 'agency2', null),
    outside: fc.constantFrom(null, null, '某省某市'),
    reason,
    back,
  },
  split: {
    parts: fc.constant(['part1', 'part2'].map((id) => ({ id, number: id, subject: id }))),
    reason,
    back,
  },
  join: { into: fc.constantFrom('request2', requestId), reason, back },
  requestClarification: {
    items: fc.constantFrom(['content'], ['specialNeeds', 'identity']),
    back,
  },
  receiveClarification: { goodReason: fc.constantFrom(null, '住院'), description: words, back },
  grantExtension: { days: fc.constantFrom(undefined, 5, 20, 30), reason, back },
  askExcessReasons: { answerBy: fc.constantFrom(null, '2025-11-20', '2025-12-20'), back },
  receiveExcessReasons: { reasons: words, back },
  decideExcess: {
    reasonable: fc.boolean(),
    delayedTo: fc.constantFrom(null, null, '2026-03-31'),
    reason,
    back,
  },
  withdraw: { back },
  recalculate: {},
  noteAbandonment: {},
  noteMissedDeadline: {},
  sendConsultation: {
    consultationId,
    kind: fc.constantFrom('thirdParty', 'jointMaker', 'otherAgency'),
    name: fc.constant('县财政局'),
    back,
  },
  recordConsultationDelivery: { consultationId, back },
  recordConsultationReturn: { consultationId, back },
  answerConsultation: {
    consultationId,
    answer: fc.constantFrom('consents', 'objects', 'partly'),
    reasonable: fc.constantFrom(true, false, null),
    back,
  },
  noticeOverride: { consultationId, back },
  noteConsultationSilence: { consultationId },
  draftReply: {
    replyId,
    kind: fc.oneof(
      fc.constantFrom('granted', 'partlyGranted'),
      fc.constantFrom(...ReplyKind.options),
    ),
    ground: fc.option(fc.constantFrom(...ReplyGround.options), { nil: null }),
    article: fc.constantFrom(null, null, '条例第十四条'),
    text: words,
    statements,
    contents: fc.constantFrom([], [paper]),
    back,
  },
  requestSecrecy: { replyId, back },
  askSecrecyGuidance: {
    replyId,
    department: fc.constant('secrecyDepartment'),
    name: reason,
    question: reason,
  },
  answerSecrecyGuidance: {
    replyId,
    outcome: fc.constantFrom('mayDisclose', 'mayNotDisclose'),
    answer: reason,
  },
  passSecrecy: { replyId, back },
  refuseSecrecy: { replyId, ground: fc.constant('stateSecret'), explanation: reason },
  approveReply: { replyId, back },
  issueReply: { replyId, back },
  recordDelivery: { replyId, route: fc.constantFrom('handedOver', 'messenger', 'post', 'email') },
  recordReturnedMail: { replyId, back },
  undoReply: {
    replyId: fc.oneof(replyId, fc.constant(null)),
    by: fc.constantFrom('court', 'reconsideration', 'office'),
    days: fc.constantFrom(null, 15),
    back,
  },
  noticeFee: {
    feeId,
    basis: fc.constantFrom('perVolume', 'perRequest', 'cost'),
    quantity: fc.constantFrom(1, 109),
    back,
  },
  recordPayment: { feeId, amountFen: fc.constantFrom(88_000, 87_000, 10_000), back },
  reduceFee: { feeId, byFen: fc.constantFrom(1000, 88_000), back },
  suggestPublication: { suggestionId: fc.constantFrom('s1', 's2'), back },
  decideSuggestion: { suggestionId: fc.constantFrom('s1', 's2'), taken: fc.boolean(), back },
  archive: { back },
};

type Given = {
  type: string;
  data: Record<string, unknown>;
  back: number | undefined;
  actor: Actor;
  /** Days since the step before. */
  after: number;
};
const actor: fc.Arbitrary<Actor> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(...PEOPLE).map((id): Actor => ({ kind: 'officer', id })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Actor>(
      { kind: 'process', id: 'watch' },
      { kind: 'operator', id: 'root' },
      { kind: 'public', id: 'anonymous' },
    ),
  },
);
const after = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 30 }) },
);
const given = (type: string): fc.Arbitrary<Given> =>
  fc.record({ data: fc.record(shapes[type]!), actor, after }).map(({ data, ...rest }) => {
    const { back: days, ...fields } = data as { back?: number };
    return { type, data: fields, back: days, ...rest };
  });

/** What is done as it is meant to be. */
const meant = (type: string, id: string, data: Record<string, unknown> = {}): Given => ({
  type,
  data,
  back: undefined,
  actor: { kind: 'officer', id },
  after: 0,
});
const whole: ReplyStatement[] = [...ReplyStatement.options];
const wayOut = (id: string, kind: Record<string, unknown>): Given[] => [
  meant('draftReply', 'a', { replyId: id, statements: whole, contents: [paper], ...kind }),
  meant('requestSecrecy', 'a', { replyId: id }),
  meant('passSecrecy', 'b', { replyId: id }),
  meant('approveReply', 'c', { replyId: id }),
  meant('issueReply', 'd', { replyId: id }),
  meant('recordDelivery', 'd', { replyId: id, route: 'post' }),
];
const ways: Given[][] = [
  wayOut('reply1', { kind: 'granted' }),
  wayOut('reply2', { kind: 'granted' }),
  wayOut('reply1', { kind: 'partlyGranted', ground: 'stateSecret' }),
  wayOut('reply2', { kind: 'refused', ground: 'threeSecurities', contents: [] }),
  [...wayOut('reply1', { kind: 'granted' }), meant('undoReply', 'd', { replyId: 'reply1' })],
  [meant('undoReply', 'd', { replyId: 'reply1' }), ...wayOut('reply2', { kind: 'granted' })],
  [meant('noticeFee', 'd'), { ...meant('recordPayment', 'd'), after: 10 }],
  [meant('noticeFee', 'd'), { ...meant('noteAbandonment', 'd'), after: 45 }],
  [
    meant('requestClarification', 'd'),
    { ...meant('receiveClarification', 'd', { description: sealed('乙') }), after: 5 },
  ],
  [meant('requestClarification', 'd'), { ...meant('noteAbandonment', 'd'), after: 45 }],
  // What came in time is recorded only after the end was noted.
  [
    meant('noticeFee', 'd'),
    { ...meant('noteAbandonment', 'd'), after: 45 },
    { ...meant('recordPayment', 'd'), back: 40 },
  ],
  [
    meant('requestClarification', 'd'),
    { ...meant('noteAbandonment', 'd'), after: 45 },
    { ...meant('receiveClarification', 'd', { description: sealed('乙') }), back: 40 },
  ],
  [
    ...wayOut('reply1', { kind: 'granted' }),
    meant('undoReply', 'd', { replyId: 'reply1' }),
    meant('transfer', 'd', { agency: 'agency2', reason: '职责调整' }),
  ],
];
const types = Object.keys(shapes);
/** What ends a case at once comes up seldom, so that many histories go on. */
const ENDS: readonly string[] = ['withdraw', 'join', 'split', 'transfer'];
const anyOne = fc.oneof(
  ...types.map((type) => ({ weight: ENDS.includes(type) ? 1 : 4, arbitrary: given(type) })),
);
/** One whole way as it is meant to be, but for one step that may be anything. */
const onTheWay = fc
  .tuple(fc.constantFrom(...ways), fc.integer({ min: 0, max: 19 }), anyOne)
  .map(([way, at, other]) => way.map((step, i) => (i === at ? other : step)));
const sequence: fc.Arbitrary<Given[]> = fc
  .tuple(
    fc.oneof(
      { weight: 1, arbitrary: given('receive') },
      { weight: 3, arbitrary: fc.constant(meant('receive', 'd', { receivedOn: FIRST_DAY })) },
    ),
    fc.array(
      fc.oneof(
        { weight: 2, arbitrary: anyOne.map((one) => [one]) },
        { weight: 1, arbitrary: onTheWay },
      ),
      { maxLength: 14, size: 'max' },
    ),
  )
  .map(([first, rest]) => [first, ...rest.flat()]);

const other: Request = {
  ...noRequest,
  id: 'request2',
  status: 'open',
  applicant: { ...noRequest.applicant, person: 'person1' },
};

const commandAt = ({ type, data, back: days }: Given, today: string): RequestCommandData => {
  const fields = Object.entries(data).filter(([, value]) => value !== undefined);
  const on = days === undefined ? {} : { on: addDays(today, -days) };
  return commandOf({ type, ...Object.fromEntries(fields), ...on } as never);
};

type Seen = { before: readonly RequestEvent[]; now: readonly RequestEvent[]; today: string };
/** Runs what is taken; what is refused changes nothing. */
const play = (steps: readonly Given[], see: (seen: Seen) => void = () => undefined) => {
  const history: RequestEvent[] = [];
  /** The day each event belongs to in figures. */
  const days: string[] = [];
  /** And the agency. */
  const agencies: (string | null)[] = [];
  let today = FIRST_DAY;
  for (const step of steps) {
    today = addDays(today, step.after);
    const facts: RequestFacts = {
      today,
      actor: step.actor,
      calendar: nationalCalendar,
      calendarRevision: 0,
      agencyActive: true,
      joinTarget: other,
      whole: null,
      requestsInMonth: 12,
    };
    const outcome = requestDecider.decide(
      fold(requestDecider, history),
      commandAt(step, today),
      facts,
    );
    if (outcome instanceof Rejection) continue;
    see({ before: [...history], now: outcome, today });
    for (const event of outcome) {
      history.push(event);
      days.push(requestStreamEvents[event.type].occurredOn?.(event.data as never) ?? today);
      agencies.push(requestAggregate.agencyOf(fold(requestDecider, history)));
    }
  }
  return { history, days, agencies, state: fold(requestDecider, history) };
};

const of = <T extends RequestEvent['type']>(history: readonly RequestEvent[], ...names: T[]) =>
  history.filter((event): event is EventNamed<T> => (names as string[]).includes(event.type));

/** The rule told again from the events alone, without the state the decider keeps. */
const checkWayOut = (history: readonly RequestEvent[], replyWanted: string, digest: string) => {
  const drafts = of(history, 'ReplyDrafted').filter(({ data }) => data.replyId === replyWanted);
  const draft = drafts.at(-1)!.data;
  const authors = drafts.map(({ data }) => data.draftedBy);
  expect(draft.contentDigest).toBe(digest);
  const approval = of(history, 'ReplyApproved').findLast(
    ({ data }) => data.replyId === replyWanted,
  )!;
  expect(approval.data.contentDigest).toBe(digest);
  expect(authors).not.toContain(approval.data.approvedBy);
  expect(PEOPLE).toContain(approval.data.approvedBy);
  if (!replyKinds[draft.kind].leaves && draft.contents.length === 0) return false;
  const review = of(history, 'SecrecyReviewPassed', 'SecrecyReviewRefused', 'SecrecyReviewVoided')
    .filter(({ data }) => data.subject === replyWanted)
    .at(-1)!;
  expect([review.type, review.data.contentDigest]).toEqual(['SecrecyReviewPassed', digest]);
  const { reviewedBy } = (review as EventNamed<'SecrecyReviewPassed'>).data;
  expect(authors).not.toContain(reviewedBy);
  expect(PEOPLE).toContain(reviewedBy);
  return true;
};

type Counted = { type: string; facet: number; day: string };
const countedOf = (history: readonly RequestEvent[], days: readonly string[]): Counted[] =>
  history.map(({ type, data }, i) => ({
    type,
    facet: requestStreamEvents[type].facet?.(data as never) ?? 0,
    day: days[i]!,
  }));
const indicators = new Map(requestIndicators.map((indicator) => [indicator.id, indicator]));
const finishedIds = (kind: string) =>
  [...indicators.keys()].filter(
    (id) => id.startsWith('request.concluded.') && id.endsWith(`.${kind}`),
  );
/** An indicator as figures count it: by type and facet, never by what the events say. */
const count = (id: string, events: readonly Counted[]) =>
  events.reduce(
    (sum, { type, facet }) =>
      sum +
      indicators
        .get(id)!
        .counts.filter(({ event, when }) => event === type && (when?.(facet) ?? true))
        .reduce((part, of) => part + addOf(of, facet), 0),
    0,
  );

describe('every order of every command by anybody', () => {
  it('lets no contents out without a review by another person, nor any reply without approval', () => {
    let out = 0;
    fc.assert(
      fc.property(sequence, (steps) => {
        play(steps, ({ before, now }) => {
          for (const [i, event] of now.entries()) {
            if (event.type === 'ReplyIssued') {
              const { replyId: id, contentDigest } = event.data;
              checkWayOut([...before, ...now.slice(0, i)], id, contentDigest);
            }
            if (event.type !== 'ReplyDelivered') continue;
            const { replyId: id } = event.data;
            const issued = of(before, 'ReplyIssued').filter(({ data }) => data.replyId === id);
            expect(issued).toHaveLength(1);
            out += Number(checkWayOut(before, id, issued[0]!.data.contentDigest));
          }
        });
      }),
      { numRuns: 400 },
    );
    // The property is worth something only if many histories get out at all.
    expect(out).toBeGreaterThan(50);
  });

  it('has at most one reply in force in a round, and ends a round at most once', () => {
    let later = 0;
    fc.assert(
      fc.property(sequence, (steps) => {
        play(steps, ({ before, now }) => {
          const history = [...before, ...now];
          const undone = new Set(of(history, 'ReplyUndone').map(({ data }) => data.replyId));
          const inForce = of(history, 'ReplyIssued')
            .filter(({ data }) => !undone.has(data.replyId))
            .map(({ data }) => data.round);
          expect(new Set(inForce).size).toBe(inForce.length);
          const ended = new Map<number, number>();
          for (const { type, data } of of(history, 'RequestConcluded', 'RequestReopened'))
            ended.set(
              data.round,
              (ended.get(data.round) ?? 0) + (type === 'RequestConcluded' ? 1 : -1),
            );
          for (const times of ended.values()) expect([0, 1]).toContain(times);
          const { round, status } = fold(requestDecider, history);
          expect(ended.get(round) ?? 0).toBe(status === 'open' ? 0 : 1);
          later += Number(round > 1);
        });
      }),
      { numRuns: 300 },
    );
    expect(later).toBeGreaterThan(20);
  });

  it('never throws, and records only what its schemas and keys can hold', () =>
    fc.assert(
      fc.property(sequence, (steps) => {
        play(steps, ({ now }) => {
          for (const { type, data } of now) {
            const spec = requestStreamEvents[type];
            expect(spec.current.parse(data)).toEqual(data);
            const facet = spec.facet?.(data as never) ?? 0;
            expect(Number.isInteger(facet) && facet >= 0 && facet < 1024).toBe(true);
          }
        });
      }),
      { numRuns: 200 },
    ));

  it('can be told of any part of what happened, in any order', () =>
    fc.assert(
      fc.property(
        sequence.chain((steps) => fc.shuffledSubarray(play(steps).history)),
        (part) => {
          expect(fold(requestDecider, part)).toBeDefined();
        },
      ),
      { numRuns: 200 },
    ));

  it('shows the due day that its facts give, whenever it is open', () =>
    fc.assert(
      fc.property(sequence, (steps) => {
        play(steps, ({ before, now }) => {
          const state = fold(requestDecider, [...before, ...now]);
          if (state.status !== 'open') return;
          const { startsOn, dueOn } = dueDayOn(state, nationalCalendar);
          expect([state.clock?.startsOn, state.clock?.dueOn]).toEqual([startsOn, dueOn]);
        });
      }),
      { numRuns: 200 },
    ));

  it('comes to the same whenever and however often the watch ran', () =>
    fc.assert(
      fc.property(sequence, fc.array(fc.nat({ max: 40 }), { maxLength: 8 }), (steps, at) => {
        const without = steps.filter(({ type }) => !WATCH.includes(type));
        const watched = without.flatMap((step, i) => {
          // The watch comes on the day of the step, before it.
          const { after: days } = step;
          const now = WATCH.map((type, nth) => ({
            ...meant(
              type,
              'd',
              type === 'noteConsultationSilence' ? { consultationId: 'ask1' } : {},
            ),
            after: nth === 0 ? days : 0,
          }));
          return at.includes(i) && i > 0 ? [...now, { ...step, after: 0 }] : [step];
        });
        const last = { ...meant('noteAbandonment', 'd'), after: 200 };
        const ends = [without, watched].map((all) => {
          const { state } = play([...all, last]);
          const { status, round, clock, conclusions, replies, fees, abandoned } = state;
          return { status, round, clock, conclusions, replies, fees, abandoned };
        });
        expect(ends[1]).toEqual(ends[0]);
      }),
      { numRuns: 200 },
    ));
});

describe('the figures of every order of every command', () => {
  it('have new + carried in = finished + carried out, each year and for every kind of applicant', () => {
    let finishedAtAll = 0;
    fc.assert(
      fc.property(sequence, (steps) => {
        const { history, days } = play(steps);
        const counted = countedOf(history, days);
        for (const kind of ApplicantKind.options) {
          let carriedIn = 0;
          for (const year of ['2025', '2026', '2027', '2028']) {
            const inYear = counted.filter(({ day }) => day.startsWith(year));
            const fresh = count(`request.new.${kind}`, inYear);
            const finished = finishedIds(kind).reduce((sum, id) => sum + count(id, inYear), 0);
            const until = counted.filter(({ day }) => day.slice(0, 4) <= year);
            const carriedOut = count(`request.pending.${kind}`, until);
            expect(fresh + carriedIn).toBe(finished + carriedOut);
            carriedIn = carriedOut;
            finishedAtAll += finished;
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(finishedAtAll).toBeGreaterThan(50);
  });

  it('carry over exactly the cases that are open in their first round, at their agency', () =>
    fc.assert(
      fc.property(sequence, (steps) => {
        const { history, days, agencies, state } = play(steps);
        const counted = countedOf(history, days);
        const open = state.status === 'open' && state.round === 1;
        for (const agency of new Set(agencies))
          for (const kind of ApplicantKind.options) {
            const here = counted.filter((_, i) => agencies[i] === agency);
            const stands = open && state.agency === agency && state.applicant.kind === kind;
            expect([agency, kind, count(`request.pending.${kind}`, here)]).toEqual([
              agency,
              kind,
              Number(stands),
            ]);
          }
      }),
      { numRuns: 300 },
    ));

  it('carry no case twice, and none less than nothing, on any day', () =>
    fc.assert(
      fc.property(
        sequence.map((steps) => steps.filter(({ type }) => type !== 'correctReceipt')),
        (steps) => {
          const { history, days } = play(steps);
          const counted = countedOf(history, days);
          for (const day of new Set(days)) {
            const until = counted.filter((one) => one.day <= day);
            const pending = ApplicantKind.options.map((kind) =>
              count(`request.pending.${kind}`, until),
            );
            expect([0, 1]).toContain(pending.reduce((a, b) => a + b, 0));
          }
        },
      ),
      { numRuns: 150 },
    ));
});

it('has a shape for every command there is', () => {
  const known = RequestCommands.options.map(({ shape }) => shape.type.value).sort();
  expect([...types].sort()).toEqual(known);
});
