/** Histories of a document for properties: every order of every command by anybody. */
import { fold, Rejection, type Actor } from '@gongkai/kernel';
import fc from 'fast-check';
import { CREATES as CREATING, DocumentCommands, type DocumentCommandData } from './commands.js';
import { documentDecider } from './decider.js';
import type { DocumentEvent } from './events.js';
import { documentId, facts } from './testing.js';

const CREATES: readonly string[] = CREATING;
export const PEOPLE = ['a', 'b', 'c', 'd'];
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
  noteHandledOutside: { agency: fc.constant('agency1'), mark: fc.constant('secret'), on },
  revise: content,
  assignColumn: { column: fc.constant('0201') },
  setLimit: {
    limit: fc.option(fc.constant({ workingDays: 7, article: '某法第一条' }), { nil: null }),
    reason,
  },
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
  voidPublication: {
    publications: fc.option(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
      {
        nil: undefined,
      },
    ),
    reason,
  },
  correctPublication: {
    publication: fc.integer({ min: 1, max: 4 }),
    channel,
    publishedOn: day,
    site: fc.option(fc.constant('分站'), { nil: undefined }),
    reason,
  },
  voidSubmission: { submission: fc.integer({ min: 1, max: 2 }), reason },
  voidEnding: { reason },
  voidHandledOutside: { reason },
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
const commandBy = (id: string, type: string, data: Record<string, unknown> = {}): Given => ({
  command: {
    ...DocumentCommands.parse({
      type,
      ...(CREATES.includes(type) ? {} : { documentId }),
      ...data,
    }),
    documentId,
  },
  actor: { kind: 'officer', id },
  today: '2026-06-01',
});
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
const theWay = asMeant.map(([type, id, data]) => commandBy(id, type, data));
const onTheWay: fc.Arbitrary<Given[]> = fc
  .tuple(fc.integer({ min: 0, max: 11 }), anyOne)
  .map(([at, other]) => theWay.map((step, i) => (i === at ? other : step)));
export const sequence = fc
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
export const publicFirst = fc
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

/** To the signature, some months before what is recorded of its publication. */
const signed: Given[] = [
  commandBy('a', 'proposeAttribute', { attribute: 'onInitiative' }),
  commandBy('a', 'requestSecrecy', { on: '2026-01-05' }),
  commandBy('c', 'passSecrecy', { on: '2026-01-05' }),
  commandBy('d', 'decideAttribute', { attribute: 'onInitiative' }),
  commandBy('d', 'approve', { on: '2026-01-05' }),
];
const often = (...types: string[]) =>
  fc.constantFrom(...types).chain((type) => given(type).map((one) => [one]));
const written = (type: string) =>
  fc
    .tuple(fc.boolean(), fc.constantFrom('circular', 'regulation'), fc.boolean())
    .map(([normative, genre, isChange]) => {
      const place = type === 'draft' ? { agency: 'agency1', column: '0201' } : {};
      const formed = { title: `${genre}${String(normative)}`, formedOn: '2026-01-05' };
      const changed = type === 'revise' && isChange ? { changedOn: '2026-02-02' } : {};
      const content = { ...formed, ...changed, normative, genre };
      return [commandBy('a', type, { ...place, ...content }), ...signed];
    });
/** Public, and then recorded about, wrongly and rightly, and more than once. */
export const mended = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: written('draft') },
      { weight: 2, arbitrary: often('attest') },
      { weight: 1, arbitrary: often('noteHandledOutside') },
    ),
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: often('publish') },
        { weight: 5, arbitrary: often('correctPublication', 'voidPublication') },
        { weight: 3, arbitrary: often('submit', 'recordTaken', 'voidSubmission') },
        { weight: 2, arbitrary: often('withdraw', 'repeal', 'replace', 'voidEnding') },
        { weight: 2, arbitrary: often('approve', 'correct', 'voidHandledOutside') },
        { weight: 2, arbitrary: written('revise') },
        { weight: 2, arbitrary: anyOne.map((one) => [one]) },
      ),
      { minLength: 4, maxLength: 24 },
    ),
  )
  .map(([first, rest]) => [...first, ...rest.flat()]);

/** Runs what is taken; what is refused changes nothing. */
export const play = (
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
