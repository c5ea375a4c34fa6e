/** Commands and histories for the specs of replies, fees, later rounds and the archive. */
import { nationalCalendar } from '@gongkai/calendar';
import { fold, Rejection, type Actor } from '@gongkai/kernel';
import { RequestCommands, type RequestCommandData, type RequestCommandInput } from './commands.js';
import { requestDecider } from './decider.js';
import type { RequestFacts } from './decider.state.js';
import type { EventNamed, RequestEvent } from './events.js';

export const requestId = 'request1';
export type Change = Readonly<Record<string, unknown>>;
/** A command by `type`, with everything the spec says nothing about filled in. */
export type Step = { type: RequestCommandInput['type'] } & Change;
export type Given = Step | [Step, Partial<RequestFacts>];

export const officer = (id: string): Actor => ({ kind: 'officer', id, agency: 'agency1' });
export const facts: RequestFacts = {
  today: '2026-03-20',
  actor: officer('clerk'),
  calendar: nationalCalendar,
  calendarRevision: 0,
  agencyActive: true,
};

export const sealed = (name: string) => ({
  key: 'person1',
  nonce: 'AAAAAAAAAAAAAAAA',
  ciphertext: name,
  commitment: '0'.repeat(64),
});
const paper = { digest: 'f'.repeat(64), title: '预算表', pages: 12, redacted: false };

/** What a command says when the spec does not say otherwise. */
const defaults: Partial<Record<RequestCommandInput['type'], Change>> = {
  receive: {
    number: '2026-0001',
    agency: 'agency1',
    channel: 'signedPost',
    receivedOn: '2026-03-02',
    applicantKind: 'natural',
    identityKind: 'identityCard',
    person: 'person1',
    identityMac: 'a'.repeat(64),
    applicant: sealed('applicant'),
    contact: sealed('contact'),
    description: sealed('description'),
  },
  draftReply: {
    replyId: 'reply1',
    kind: 'granted',
    text: sealed('text'),
    statements: ['given'],
    contents: [paper],
  },
  recordDelivery: { replyId: 'reply1', route: 'post' },
  undoReply: { replyId: 'reply1', by: 'court', reference: '(2026)行初1号', reason: '判决重作' },
  noticeFee: { feeId: 'fee1', basis: 'perVolume', quantity: 109 },
  recordPayment: { feeId: 'fee1', amountFen: 88_000 },
  reduceFee: { feeId: 'fee1', byFen: 1000, reason: '生活困难' },
  suggestPublication: { suggestionId: 'suggestion1' },
  decideSuggestion: { suggestionId: 'suggestion1', taken: true, reason: '涉及公众利益' },
  archive: { fileNumber: '2026-依申请-1' },
  sendConsultation: { consultationId: 'ask1', kind: 'thirdParty', addressee: sealed('party') },
  answerConsultation: { consultationId: 'ask1', answer: 'objects', reasonable: true },
  noticeOverride: { consultationId: 'ask1', reason: sealed('why') },
  requestClarification: { items: ['content'] },
  askExcessReasons: { answerBy: '2026-03-10' },
  decideExcess: { reasonable: false, reason: '无正当理由' },
  withdraw: {},
};
const OF_REPLY: readonly string[] = ['approveReply', 'issueReply', 'recordReturnedMail'];

export const commandOf = ({ type, ...change }: Step): RequestCommandData => {
  const ofReply = OF_REPLY.includes(type) || type.endsWith('Secrecy') || type.endsWith('Guidance');
  const of = type === 'receive' ? {} : { requestId };
  const input = { type, ...of, ...(ofReply ? { replyId: 'reply1' } : {}), ...defaults[type] };
  const parsed = RequestCommands.parse({ ...input, ...change });
  return { ...parsed, requestId };
};

/** Runs commands one after the other; every one must be taken but the last. */
export const run = (...steps: readonly Given[]) => {
  const history: RequestEvent[] = [];
  let outcome: RequestEvent[] | Rejection = [];
  for (const step of steps) {
    if (outcome instanceof Rejection) throw new Error(`refused too early: ${outcome.code}`);
    const [input, change] = Array.isArray(step) ? step : [step, {}];
    const state = fold(requestDecider, history);
    outcome = requestDecider.decide(state, commandOf(input), { ...facts, ...change });
    if (!(outcome instanceof Rejection)) history.push(...outcome);
  }
  return { outcome, history, state: fold(requestDecider, history) };
};
export const refusal = (...steps: Given[]) => {
  const { outcome } = run(...steps);
  return outcome instanceof Rejection ? [outcome.code, outcome.field] : outcome;
};
/** The code of the refusal, or the types of the events, of the last command. */
export const last = (...steps: Given[]) => {
  const { outcome } = run(...steps);
  return outcome instanceof Rejection ? outcome.code : outcome.map(({ type }) => type);
};
/** The events of one type that the last command gave. */
export const dataOf = <T extends RequestEvent['type']>(
  type: T,
  ...steps: Given[]
): EventNamed<T>['data'] | undefined => {
  const { outcome } = run(...steps);
  if (outcome instanceof Rejection) throw new Error(`refused: ${outcome.code}`);
  const found: { data: unknown } | undefined = outcome.find((event) => event.type === type);
  return found?.data as EventNamed<T>['data'] | undefined;
};

export const by = (id: string, step: Step, more: Partial<RequestFacts> = {}): Given => [
  step,
  { actor: officer(id), ...more },
];
export const received: Given = { type: 'receive' };
export const draft = (change: Change = {}): Given =>
  by('drafter', { type: 'draftReply', ...change });
/** A kind of reply that carries nothing but its letter. */
export const bare = (kind: string, change: Change = {}): Given =>
  draft({ kind, statements: ['reasons'], contents: [], ...change });
export const refused = (ground: string, change: Change = {}): Given =>
  bare('refused', { ground, ...change });
export const reviewed: Given[] = [
  by('drafter', { type: 'requestSecrecy' }),
  by('reviewer', { type: 'passSecrecy' }),
];
export const approved = by('head', { type: 'approveReply' });
export const issued: Given = { type: 'issueReply' };
export const delivered = (change: Change = {}): Given => ({ type: 'recordDelivery', ...change });
/** A reply with contents, from receipt to the post office. */
export const ready: Given[] = [received, draft(), ...reviewed, approved];
export const answered: Given[] = [...ready, issued, delivered()];
