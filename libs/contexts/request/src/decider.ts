import { decideConsultation, type ConsultationCommand } from '@gongkai/consultation';
import { fold, Rejection, type Aggregate, type Decider } from '@gongkai/kernel';
import { CREATES, type CommandOf, type RequestCommandData } from './commands.js';
import { attest } from './decider.attest.js';
import { archive, decideSuggestion, suggestPublication } from './decider.archive.js';
import { receiveClarification, requestClarification } from './decider.clarify.js';
import { deadlineAfter } from './decider.clock.js';
import { recordDelivery, recordReturnedMail } from './decider.delivery.js';
import { abandonmentDue } from './decider.end.js';
import { evolveRequest } from './decider.evolve.js';
import {
  askExcessReasons,
  decideExcess,
  grantExtension,
  receiveExcessReasons,
} from './decider.extend.js';
import { noticeFee, recordPayment, reduceFee } from './decider.fee.js';
import {
  confirmReceipt,
  correctReceipt,
  overrideEdition,
  receive,
  receivePart,
} from './decider.receive.js';
import { approveReply, draftReply, issueReply, replySecrecy } from './decider.reply.js';
import { undoReply } from './decider.round.js';
import { accept, join, route, setSubject, split, transfer, withdraw } from './decider.route.js';
import { noRequest, replyInForce, type Request, type RequestFacts } from './decider.state.js';
import { noteAbandonment, noteMissedDeadline, recalculate } from './decider.watch.js';
import { reject } from './errors.js';
import { requestStreamEvents, type RequestEvent } from './events.js';

type Handlers = {
  [T in RequestCommandData['type']]: (
    request: Request,
    command: CommandOf<T>,
    facts: RequestFacts,
  ) => RequestEvent[] | Rejection;
};
type AnyHandler = (
  request: Request,
  command: never,
  facts: RequestFacts,
) => RequestEvent[] | Rejection;

const consultation = (
  request: Request,
  command: CommandOf<ConsultationCommand['type']>,
  facts: RequestFacts,
): RequestEvent[] | Rejection => {
  if (command.type === 'sendConsultation') {
    if (replyInForce(request) !== null) return reject('request.replyIssued');
    if (command.agency !== null && facts.agencyActive === false)
      return reject('request.agencyUnknown', {}, 'agency');
  }
  return decideConsultation(request.consultations, command, request, facts);
};

const handlers: Handlers = {
  attest,
  receive,
  receivePart,
  confirmReceipt,
  correctReceipt,
  overrideEdition,
  accept,
  setSubject,
  route,
  transfer,
  split,
  join,
  requestClarification,
  receiveClarification,
  grantExtension,
  askExcessReasons,
  receiveExcessReasons,
  decideExcess,
  withdraw,
  sendConsultation: consultation,
  recordConsultationDelivery: consultation,
  recordConsultationReturn: consultation,
  answerConsultation: consultation,
  noticeOverride: consultation,
  noteConsultationSilence: consultation,
  requestSecrecy: replySecrecy,
  askSecrecyGuidance: replySecrecy,
  answerSecrecyGuidance: replySecrecy,
  passSecrecy: replySecrecy,
  refuseSecrecy: replySecrecy,
  draftReply,
  approveReply,
  issueReply,
  recordDelivery,
  recordReturnedMail,
  undoReply,
  noticeFee,
  recordPayment,
  reduceFee,
  suggestPublication,
  decideSuggestion,
  archive,
  recalculate,
  noteAbandonment,
  noteMissedDeadline,
};

type Type = RequestCommandData['type'];
const isCreate = (type: Type) =>
  type === 'receivePart' || type === 'attest' || (CREATES as readonly string[]).includes(type);

/** What the watch and the keeper of the calendar say about a case that is closed is nothing. */
const WATCH: readonly Type[] = [
  'noteAbandonment',
  'noteMissedDeadline',
  'noteConsultationSilence',
  'recalculate',
];
/** Facts that may come to be known after a round has ended. */
const AFTER_THE_END: readonly Type[] = [
  'receiveClarification',
  'recordConsultationDelivery',
  'recordConsultationReturn',
  'answerConsultation',
];
/** Replies, fees, rounds and the archive know themselves when they are too late. */
const OF_REPLIES: readonly Type[] = [
  'requestSecrecy',
  'askSecrecyGuidance',
  'answerSecrecyGuidance',
  'passSecrecy',
  'refuseSecrecy',
  'draftReply',
  'approveReply',
  'issueReply',
  'recordDelivery',
  'recordReturnedMail',
  'undoReply',
  'noticeFee',
  'recordPayment',
  'reduceFee',
  'suggestPublication',
  'decideSuggestion',
  'archive',
];
/** What each kind of lapse waits for: judged by its own day, not by the day it is recorded. */
const AWAITED: Readonly<Record<string, Type>> = {
  notClarified: 'receiveClarification',
  feeUnpaid: 'recordPayment',
};

const closed = (request: Request, type: Type): Rejection | undefined => {
  if (request.status === 'open' || OF_REPLIES.includes(type)) return undefined;
  if (request.status === 'archived') return reject('request.archived');
  if (AFTER_THE_END.includes(type)) return undefined;
  const { outcome, on } = request.conclusions.at(-1) ?? { outcome: '—', on: '—' };
  return reject('request.closed', { outcome, on });
};

const decideOn = (
  request: Request,
  command: RequestCommandData,
  facts: RequestFacts,
): RequestEvent[] | Rejection => {
  const handler = handlers[command.type] as AnyHandler;
  if (isCreate(command.type)) return handler(request, command as never, facts);
  if (request.status === 'none') return reject('request.notFound', {}, 'requestId');
  if (WATCH.includes(command.type))
    return request.status === 'open' ? handler(request, command as never, facts) : [];
  // By law the case has lapsed, whether or not the watch has been here yet.
  const lapsed = abandonmentDue(request, facts.today);
  const [abandoned] = lapsed;
  const awaited = abandoned && AWAITED[abandoned.data.cause] === command.type;
  const before = awaited ? [] : lapsed;
  const standing = folded(request, before);
  const refused = closed(standing, command.type);
  if (refused) return refused;
  const decided = handler(standing, command as never, facts);
  if (decided instanceof Rejection || decided.length === 0) return decided;
  const after = abandonmentDue(folded(standing, decided), facts.today);
  return [...before, ...decided, ...after];
};

const folded = (request: Request, events: readonly RequestEvent[]): Request =>
  fold({ initial: request, evolve: evolveRequest }, events);

export const requestDecider: Decider<RequestCommandData, Request, RequestEvent, RequestFacts> = {
  initial: noRequest,
  decide(request, command, facts) {
    const decided = decideOn(request, command, facts);
    if (decided instanceof Rejection || command.type === 'recalculate') return decided;
    return [...decided, ...deadlineAfter(request, decided, facts, evolveRequest)];
  },
  evolve: evolveRequest,
};

/** A request (申请) from receipt to archive, with its consultations and the reviews of its replies. */
export const requestAggregate: Aggregate<RequestCommandData, Request, RequestEvent, RequestFacts> =
  {
    name: 'request',
    events: requestStreamEvents,
    decider: requestDecider,
    agencyOf: (request) => request.agency,
  };
