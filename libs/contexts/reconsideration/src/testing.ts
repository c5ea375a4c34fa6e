/** Commands and histories for the specs of a reconsideration. */
import { nationalCalendar } from '@gongkai/calendar';
import { fold, Rejection, type Actor } from '@gongkai/kernel';
import { documentAggregate, type Document } from '@gongkai/publication';
import { requestDecider, type Request } from '@gongkai/request';
import type { Sealed } from '@gongkai/vault';
import {
  ReconsiderationCommands,
  type ReconsiderationCommandData,
  type ReconsiderationCommandInput,
} from './commands.js';
import { reconsiderationDecider } from './decider.js';
import type { ReconsiderationFacts } from './decider.state.js';
import type { EventNamed, ReconsiderationEvent } from './events.js';

export const reconsiderationId = 'recon1';
export const sealed = (n = 1): Sealed => ({
  key: 'person1',
  nonce: 'AAAAAAAAAAAAAAAA',
  ciphertext: `c2VhbGVk${n}`,
  commitment: String(n).repeat(64).slice(0, 64),
});
export const actor: Actor = { kind: 'officer', id: 'legal', agency: 'agency1' };

const reply: Request['replies'][number] = {
  id: 'reply1',
  round: 1,
  kind: 'refused',
  article: '条例第三十六条第三项',
  ground: 'internalAffairs',
  groundArticle: '条例第十六条第一款',
  statements: ['reasons'],
  contents: [],
  contentDigest: 'd1',
  authors: ['clerk'],
  draftedOn: '2026-03-16',
  secrecy: requestDecider.initial.replies[0]?.secrecy ?? ({ status: 'none' } as never),
  approval: { contentDigest: 'd1', by: 'head', on: '2026-03-19' },
  issued: { on: '2026-03-20', remedy: 'reconsiderationFirst', letter: null },
  delivered: { route: 'handedOver', givenOn: '2026-03-23', late: false },
  returnedOn: null,
  undone: null,
};

/** Came on 2026-03-02, refused and given on 2026-03-23, a week before its last day. */
export const answered = (change: Partial<Request> = {}): Request => ({
  ...requestDecider.initial,
  id: 'request1',
  status: 'concluded',
  number: '2026-00001',
  agency: 'agency1',
  receivedOn: '2026-03-02',
  edition: '2019',
  clock: {
    round: 1,
    edition: '2019',
    startsOn: '2026-03-02',
    dueOn: '2026-03-30',
    provisional: false,
    calendar: 0,
  },
  replies: [reply],
  conclusions: [{ round: 1, outcome: 'refusedInternal', extended: false, on: '2026-03-23' }],
  ...change,
});
export const withReply = (change: Partial<Request['replies'][number]>): Request =>
  answered({ replies: [{ ...reply, ...change }] });
/** Nothing was said until the last day, 2026-03-30. */
export const unanswered = (change: Partial<Request> = {}): Request =>
  answered({ status: 'open', replies: [], conclusions: [], missed: ['2026-03-30'], ...change });
export const published = (change: Partial<Document> = {}): Document => ({
  ...documentAggregate.decider.initial,
  id: 'document1',
  agency: 'agency1',
  firstPublishedOn: '2026-03-10',
  ...change,
});

export const facts: ReconsiderationFacts = {
  today: '2026-04-20',
  actor,
  calendar: nationalCalendar,
  calendarRevision: 0,
  request: answered(),
  document: null,
  respondentKind: 'department',
};

type Given = Readonly<Record<string, unknown>>;
/** A command, and on which day and with what else known it is given. */
export type Step = [ReconsiderationCommandInput, Partial<ReconsiderationFacts>];
/** Filed and received on Monday 2026-04-20: the examination ends on 2026-04-27. */
export const file = (change: Given = {}, more: Partial<ReconsiderationFacts> = {}): Step => [
  {
    type: 'file',
    number: '平政复〔2026〕3号',
    challenged: { kind: 'reply', requestId: 'request1', replyId: 'reply1' },
    filedOn: '2026-04-20',
    body: { kind: 'localGovernment', name: '某县人民政府', tenant: null },
    subject: '不服不予公开答复',
    relief: ['revoke'],
    applicantKind: 'natural',
    identityKind: 'identityCard',
    person: 'person1',
    applicant: sealed(1),
    ...change,
  } as ReconsiderationCommandInput,
  more,
];
/** Any other command, given on a day. */
export const at = (
  today: string,
  type: ReconsiderationCommandData['type'],
  data: Given = {},
  more: Partial<ReconsiderationFacts> = {},
): Step => [
  { type, reconsiderationId, ...data } as ReconsiderationCommandInput,
  { ...more, today },
];
export const accepted = (procedure = 'ordinary'): Step[] => [
  file(),
  at('2026-04-22', 'accept', { procedure }),
];
/** The copy came on Monday 2026-04-27: an answer is due on 2026-05-13, or 2026-05-07. */
export const served = (procedure = 'ordinary'): Step[] => [
  ...accepted(procedure),
  at('2026-04-27', 'serveCopy', { sentOn: '2026-04-24' }),
];

/** Runs commands one after the other; every one must be taken but the last. */
export const run = (...steps: Step[]) => {
  const history: ReconsiderationEvent[] = [];
  let outcome: ReconsiderationEvent[] | Rejection = [];
  let { today } = facts;
  for (const [input, change] of steps) {
    if (outcome instanceof Rejection) throw new Error(`refused too early: ${outcome.code}`);
    today = change.today ?? today;
    const command = { reconsiderationId, ...ReconsiderationCommands.parse(input) };
    const state = fold(reconsiderationDecider, history);
    outcome = reconsiderationDecider.decide(state, command, { ...facts, ...change, today });
    if (!(outcome instanceof Rejection)) history.push(...outcome);
  }
  return { outcome, history, state: fold(reconsiderationDecider, history) };
};
/** Code and field of the refusal of the last command; its events when it was taken. */
export const refusal = (...steps: Step[]) => {
  const { outcome } = run(...steps);
  return outcome instanceof Rejection ? [outcome.code, outcome.field] : outcome;
};
/** What the last command led to, by type; the code of a refusal. */
export const last = (...steps: Step[]) => {
  const { outcome } = run(...steps);
  return outcome instanceof Rejection ? outcome.code : outcome.map(({ type }) => type);
};
/** The data of the last event of a type. */
export const dataOf = <T extends ReconsiderationEvent['type']>(type: T, ...steps: Step[]) =>
  run(...steps).history.findLast((event) => event.type === type)?.data as
    EventNamed<T>['data'] | undefined;
export const dueOn = (period: 'examination' | 'answer' | 'decision', ...steps: Step[]) =>
  run(...steps).state.clocks[period]?.dueOn;
