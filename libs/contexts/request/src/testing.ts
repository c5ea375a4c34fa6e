/** Commands and histories for the specs of a request. */
import { nationalCalendar } from '@gongkai/calendar';
import { fold, Rejection, type Actor } from '@gongkai/kernel';
import type { Sealed } from '@gongkai/vault';
import { RequestCommands, type RequestCommandData, type RequestCommandInput } from './commands.js';
import { requestDecider } from './decider.js';
import type { RequestFacts } from './decider.state.js';
import type { EventNamed, RequestEvent } from './events.js';

export const requestId = 'request1';
export const sealed = (n = 1): Sealed => ({
  key: 'person1',
  nonce: 'AAAAAAAAAAAAAAAA',
  ciphertext: `c2VhbGVk${n}`,
  commitment: String(n).repeat(64).slice(0, 64),
});
export const officer = (id: string, agency = 'agency1'): Actor => ({ kind: 'officer', id, agency });
export const watch: Actor = { kind: 'process', id: 'requestWatch' };
export const facts: RequestFacts = {
  today: '2023-03-01',
  actor: officer('clerk'),
  calendar: nationalCalendar,
  calendarRevision: 0,
  agencyActive: true,
};

type Given = Readonly<Record<string, unknown>>;
/** A command, and on which day and with what else known it is given. */
export type Step = [RequestCommandInput, Partial<RequestFacts>];
const step = (input: Given, today?: string, more: Partial<RequestFacts> = {}): Step => [
  input as RequestCommandInput,
  { ...(today === undefined ? {} : { today }), ...more },
];

/** By signed post on Wednesday 2023-03-01: due on 2023-03-29 when nothing happens. */
export const receive = (change: Given = {}, more: Partial<RequestFacts> = {}): Step =>
  step(
    {
      type: 'receive',
      number: '2023-0001',
      agency: 'agency1',
      channel: 'signedPost',
      receivedOn: '2023-03-01',
      applicantKind: 'natural',
      identityKind: 'identityCard',
      person: 'person1',
      identityMac: 'mac1',
      applicant: sealed(1),
      contact: sealed(2),
      description: sealed(3),
      ...change,
    },
    undefined,
    more,
  );
/** Any other command, given on a day. */
export const at = (
  today: string,
  type: RequestCommandData['type'],
  data: Given = {},
  more: Partial<RequestFacts> = {},
): Step => step({ type, requestId, ...data }, today, more);

export const commandOf = (input: RequestCommandInput): RequestCommandData => ({
  requestId,
  ...RequestCommands.parse(input),
});

/** Runs commands one after the other; every one must be taken but the last. */
export const run = (...steps: Step[]) => {
  const history: RequestEvent[] = [];
  let outcome: RequestEvent[] | Rejection = [];
  let today = facts.today;
  for (const [input, change] of steps) {
    if (outcome instanceof Rejection) throw new Error(`refused too early: ${outcome.code}`);
    today = change.today ?? today;
    const known = { ...facts, ...change, today };
    outcome = requestDecider.decide(fold(requestDecider, history), commandOf(input), known);
    if (!(outcome instanceof Rejection)) history.push(...outcome);
  }
  return { outcome, history, state: fold(requestDecider, history) };
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
export const dataOf = <T extends RequestEvent['type']>(type: T, ...steps: Step[]) =>
  run(...steps).history.findLast((event) => event.type === type)?.data as
    EventNamed<T>['data'] | undefined;
export const clock = (...steps: Step[]) => run(...steps).state.clock;
export const dueOn = (...steps: Step[]) => clock(...steps)?.dueOn;
