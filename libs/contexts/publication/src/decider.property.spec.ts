import { fold, Rejection, type Actor } from '@gongkai/kernel';
import fc from 'fast-check';
import { CREATES as CREATING, DocumentCommands, type DocumentCommandData } from './commands.js';
import { documentDecider } from './decider.js';
import type { DocumentEvent } from './events.js';
import { documentId, facts } from './testing.js';
import { itemRows, type ItemRow } from './items.projection.js';

const CREATES: readonly string[] = CREATING;
const PEOPLE = ['a', 'b', 'c', 'd'];
const day = fc.constantFrom('2026-01-05', '2026-02-02', '2026-03-02', '2026-04-01');
const on = fc.option(day, { nil: undefined });
const reason = fc.constant('理由');
const ground = fc.option(fc.constantFrom('stateSecret', 'processInformation'), { nil: undefined });
const attribute = fc.constantFrom('onInitiative', 'onInitiative', 'onRequest', 'withheld');
const party = fc.constantFrom('agency2', '某市统计局');
const content = {
  title: fc.constantFrom('甲', '乙'),
  genre: fc.constantFrom('circular', 'letter', 'regulation'),
  normative: fc.boolean(),
  formedOn: fc.option(day, { nil: null }),
};
const channel = fc.constantFrom('website', 'weibo', 'gazette', 'other');

/** Every kind of command, with values that may well be refused. */
const shapes: Record<string, Record<string, fc.Arbitrary<unknown>>> = {
  draft: { agency: fc.constant('agency1'), column: fc.constant('0201'), ...content },
  attest: {
    agency: fc.constant('agency1'),
    column: fc.constant('0201'),
    ...content,
    formedOn: fc.constant(null),
    publications: fc.constant([{ channel: 'website', publishedOn: '2012-05-02' }]),
    proof: fc.constant({ kind: 'website', reference: '存档' }),
    attestedBy: reason,
  },
  revise: content,
  assignColumn: { column: fc.constant('0201') },
  abandon: { reason },
  proposeAttribute: { attribute: fc.option(attribute, { nil: undefined }), ground, reason },
  requestSecrecy: { on },
  askSecrecyGuidance: {
    department: fc.constant('secrecyDepartment'),
    name: reason,
    question: reason,
  },
  answerSecrecyGuidance: {
    outcome: fc.constantFrom('mayDisclose', 'mayNotDisclose'),
    answer: reason,
  },
  passSecrecy: { ground: fc.constantFrom('noGroundApplies', 'asAnswered') },
  refuseSecrecy: { ground: fc.constant('stateSecret'), explanation: reason },
  askCoordination: { party, external: fc.boolean(), silenceConsents: fc.boolean() },
  confirmCoordination: { party },
  objectCoordination: { party, reason },
  settleCoordination: { party, reason },
  decideAttribute: { attribute, ground, reason },
  approve: {},
  returnDraft: { reason },
  publish: { channel, publishedOn: on },
  submit: { to: reason, site: reason },
  recordTaken: { submission: fc.integer({ min: 1, max: 2 }) },
  recordReturned: { submission: fc.integer({ min: 1, max: 2 }), reason },
  recordInspection: {
    findings: fc.array(
      fc.record({ aspect: fc.constantFrom('format', 'secrecy', 'display'), remark: reason }),
      { maxLength: 1 },
    ),
  },
  correct: { reason },
  withdraw: { reason },
  replace: { by: fc.constant('doc2') },
  repeal: { basis: reason },
  moveAttribute: { attribute, ground, reason },
  reevaluate: { outcome: fc.constantFrom('kept', 'released'), ground, reason },
  deliver: { to: fc.constant('archive'), place: reason },
  noteCoordinationSilence: { party },
  noteLate: {},
  noteReevaluationDue: {},
};

type Given = { command: DocumentCommandData; actor: Actor; today: string };
const actor: fc.Arbitrary<Actor> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(...PEOPLE).map((id) => ({ kind: 'officer', id }) as const),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ kind: 'process', id: 'watch' }, { kind: 'operator', id: 'root' }),
  },
) as fc.Arbitrary<Actor>;
const given = (type: string): fc.Arbitrary<Given> =>
  fc
    .tuple(fc.record(shapes[type]!), actor, fc.constantFrom('2026-04-01', '2026-06-01'))
    .map(([data, by, today]) => ({
      command: {
        ...DocumentCommands.parse({
          type,
          ...(CREATES.includes(type) ? {} : { documentId }),
          ...Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)),
        }),
        documentId,
      },
      actor: by,
      today,
    }));
/** The way to the public comes up often, so that many histories get there and beyond. */
const usual = [
  'proposeAttribute',
  'requestSecrecy',
  'passSecrecy',
  'decideAttribute',
  'approve',
  'publish',
];
const anyOne = fc.oneof(
  ...Object.keys(shapes).map((type) => ({
    weight: usual.includes(type) ? 6 : 1,
    arbitrary: given(type),
  })),
);
/** One whole way to the public as it is meant to be, but for one step that may be anything. */
const asMeant: [string, string, Record<string, unknown>][] = [
  ['proposeAttribute', 'a', { attribute: 'onInitiative' }],
  ['requestSecrecy', 'a', {}],
  ['passSecrecy', 'c', {}],
  ['decideAttribute', 'd', { attribute: 'onInitiative' }],
  ['approve', 'd', {}],
  ['publish', 'b', { channel: 'website' }],
];
const theWay = asMeant.map(([type, id, data]): Given => ({
  command: { ...DocumentCommands.parse({ type, documentId, ...data }), documentId },
  actor: { kind: 'officer', id },
  today: '2026-06-01',
}));
const onTheWay: fc.Arbitrary<Given[]> = fc
  .tuple(fc.integer({ min: 0, max: 11 }), anyOne)
  .map(([at, other]) => theWay.map((step, i) => (i === at ? other : step)));
const sequence = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: given('draft') }, { weight: 1, arbitrary: given('attest') }),
    fc.array(
      fc.oneof(
        anyOne.map((one) => [one]),
        onTheWay,
      ),
      { maxLength: 25 },
    ),
  )
  .map(([first, rest]) => [first, ...rest.flat()]);

/** By which what is public may turn out not to be for the public. */
const against = [
  'revise',
  'proposeAttribute',
  'requestSecrecy',
  'refuseSecrecy',
  'decideAttribute',
  'moveAttribute',
];
/** Public from the beginning, by either way, and then anything. */
const publicFirst = fc
  .tuple(
    fc.oneof(
      given('attest').map((one) => [one]),
      given('draft').map((one) => [one, ...theWay]),
    ),
    fc.array(fc.oneof(anyOne, fc.constantFrom(...against).chain(given)), {
      minLength: 5,
      maxLength: 20,
    }),
  )
  .map(([first, rest]) => [...first, ...rest]);

/** Runs what is taken; what is refused changes nothing. */
const play = (
  steps: readonly Given[],
  see: (before: DocumentEvent[], now: DocumentEvent[], step: Given) => void,
) => {
  const history: DocumentEvent[] = [];
  for (const step of steps) {
    const { command, actor: by, today } = step;
    const outcome = documentDecider.decide(fold(documentDecider, history), command, {
      ...facts,
      actor: by,
      today,
      gazetteIssue: { releasedOn: '2026-03-02' },
      replacementIsPublic: true,
    });
    if (outcome instanceof Rejection) continue;
    see([...history], outcome, step);
    history.push(...outcome);
  }
  return history;
};

const lastOf = <T extends DocumentEvent['type']>(
  history: readonly DocumentEvent[],
  ...types: T[]
) =>
  history.findLast((event): event is Extract<DocumentEvent, { type: T }> =>
    (types as string[]).includes(event.type),
  );

/** The rule told again from the events alone, without the state the decider keeps. */
const checkWayOut = (history: DocumentEvent[], contentDigest: string) => {
  const review = lastOf(
    history,
    'SecrecyReviewPassed',
    'SecrecyReviewRefused',
    'SecrecyReviewVoided',
  );
  const decision = lastOf(history, 'AttributeDecided', 'AttributeMoved', 'WithholdingReevaluated');
  const approval = lastOf(
    history,
    'DocumentApproved',
    'DocumentReturned',
    'DocumentWithdrawn',
    'DocumentContentRevised',
  );
  const written = lastOf(history, 'DocumentDrafted', 'DocumentAttested', 'DocumentContentRevised')!;
  const proposal = lastOf(history, 'AttributeProposed')!;
  const authors = history.flatMap((event) =>
    event.type === 'DocumentDrafted'
      ? [event.data.author]
      : event.type === 'DocumentAttested'
        ? [event.data.recordedBy]
        : event.type === 'DocumentContentRevised'
          ? [event.data.revisedBy]
          : [],
  );
  expect(written.data.contentDigest).toBe(contentDigest);
  expect(review?.type === 'SecrecyReviewPassed' && review.data.contentDigest).toBe(contentDigest);
  const reviewer = review?.type === 'SecrecyReviewPassed' ? review.data.reviewedBy : '';
  expect([...authors, proposal.data.proposedBy]).not.toContain(reviewer);
  expect(PEOPLE).toContain(reviewer);
  const attributed =
    decision?.type === 'AttributeDecided'
      ? decision.data.attribute
      : decision?.type === 'AttributeMoved'
        ? decision.data.to
        : '';
  expect(attributed).toBe('onInitiative');
  expect(approval?.type === 'DocumentApproved' && approval.data.contentDigest).toBe(contentDigest);
  const signer = approval?.type === 'DocumentApproved' ? approval.data.approvedBy : '';
  expect(authors).not.toContain(signer);
  expect(PEOPLE).toContain(signer);
};

describe('every order of every command by anybody', () => {
  it('lets nothing out without a review by another person, a decision and an approval of that very content', () => {
    let out = 0;
    fc.assert(
      fc.property(sequence, (steps) => {
        play(steps, (before, now) => {
          for (const event of now)
            if (
              event.type === 'DocumentPublished' ||
              event.type === 'SubmissionSent' ||
              event.type === 'DocumentCorrected'
            ) {
              checkWayOut(before, event.data.contentDigest);
              out += 1;
            }
        });
      }),
      { numRuns: 600 },
    );
    // The property is worth something only if many histories get out at all.
    expect(out).toBeGreaterThan(100);
  });

  it('shows the public exactly what is public: no row before, none after a withdrawal', () =>
    fc.assert(
      fc.property(sequence, (steps) => {
        let row: ItemRow | undefined;
        const history: DocumentEvent[] = [];
        play(steps, (_, now) => {
          for (const event of now) {
            history.push(event);
            if (Object.hasOwn(itemRows.events, event.type))
              row = itemRows.apply(row, { ...event, meta: {}, position: 1n } as never, documentId);
          }
          const state = fold(documentDecider, history);
          expect(row !== undefined).toBe(state.publicDigest !== null);
        });
      }),
      { numRuns: 200 },
    ));

  it('leaves nothing public that was decided to be kept, or that a review refused', () => {
    let takenDown = 0;
    fc.assert(
      fc.property(publicFirst, (steps) => {
        play(steps, (before, now) => {
          const { publicDigest } = fold(documentDecider, before);
          const against = now.some(
            (event) =>
              (event.type === 'AttributeDecided' && event.data.attribute !== 'onInitiative') ||
              (event.type === 'AttributeMoved' && event.data.to !== 'onInitiative') ||
              (event.type === 'SecrecyReviewRefused' && event.data.contentDigest === publicDigest),
          );
          if (publicDigest === null || !against) return;
          expect(fold(documentDecider, [...before, ...now]).publicDigest).toBeNull();
          takenDown += 1;
        });
      }),
      { numRuns: 400 },
    );
    expect(takenDown).toBeGreaterThan(10);
  });

  it('counts an item once, whatever happens to it', () =>
    fc.assert(
      fc.property(sequence, (steps) => {
        const history = play(steps, () => undefined);
        const firsts = history.filter(
          (event) =>
            event.type === 'DocumentAttested' ||
            (event.type === 'DocumentPublished' && event.data.first),
        );
        expect(firsts.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    ));
});
