import { digestOf, Rejection, type Actor, type Day } from '@gongkai/kernel';
import { letterKindOf, remedyOf } from '@gongkai/letter';
import { decideSecrecy, voidSecrecy, type SecrecyCommand } from '@gongkai/secrecy';
import type { CommandOf } from './commands.js';
import { basisIn, leaves, mayBeIssued, missingStep, replySubject } from './decider.reply-gate.js';
import { secrecyMissing } from './decider.reply-gate.js';
import { isOpen, type Reply, type Request, type RequestFacts } from './decider.state.js';
import { reject as rejectRequest } from './errors.js';
import { rejectReply as reject } from './errors.reply.js';
import type { RequestEvent } from './events.js';
import type { Remedy } from './events.reply.js';
import type { ReplyStatement } from './reply-kinds.js';

export type Outcome = RequestEvent[] | Rejection;

/** Replies are made while a round is open; what was concluded waits for another round. */
export const roundClosed = (request: Request): Rejection | undefined =>
  isOpen(request)
    ? undefined
    : reject('request.roundClosed', { concludedOn: request.conclusions.at(-1)?.on ?? null });

/** A day of an answer: after the receipt and what it answers to, and not in the future. */
export const impossibleDay = (
  request: Request,
  on: Day,
  { today }: Pick<RequestFacts, 'today'>,
  field: string,
  notBefore: Day = request.receivedOn,
): Rejection | undefined => {
  const { receivedOn } = request;
  if (on < receivedOn) return reject('request.replyBeforeReceipt', { on, receivedOn }, field);
  return on < notBefore || on > today
    ? rejectRequest('request.dayImpossible', { on, notBefore, notAfter: today }, field)
    : undefined;
};

/** A reply is the work of named people; a program may send letters, not write or sign them. */
const nobody = (actor: Actor): Rejection | undefined =>
  actor.kind === 'officer' || actor.kind === 'operator'
    ? undefined
    : reject('request.replyAuthorless');

export const replyOf = (request: Request, replyId: string): Reply | undefined =>
  request.replies.find(({ id }) => id === replyId);

/** The draft of the present round that a command is about. */
const draftOf = (request: Request, replyId: string): Reply | Rejection => {
  const closed = roundClosed(request);
  if (closed) return closed;
  const reply = replyOf(request, replyId);
  if (!reply || reply.round !== request.round) return reject('request.replyUnknown', {}, 'replyId');
  return reply.issued === null ? reply : reject('request.replyAlreadyIssued', {}, 'replyId');
};

/** Writes a reply, or writes it anew under its id; what was reviewed or approved before is void then. */
export const draftReply = (
  request: Request,
  command: CommandOf<'draftReply'>,
  facts: RequestFacts,
): Outcome => {
  const refused = roundClosed(request) ?? nobody(facts.actor) ?? missingFile(facts);
  if (refused) return refused;
  const { replyId, kind, ground, text, contents, form } = command;
  const earlier = replyOf(request, replyId);
  if (earlier && earlier.round !== request.round)
    return reject('request.replyAlreadyExists', {}, 'replyId');
  if (earlier && earlier.issued !== null)
    return reject('request.replyAlreadyIssued', {}, 'replyId');
  const draftedOn = command.on ?? facts.today;
  const day = impossibleDay(request, draftedOn, facts, 'on', earlier?.draftedOn);
  if (day) return day;
  const statements = saidIn(command);
  const basis = basisIn(request, { ...command, statements });
  if (basis instanceof Rejection) return basis;
  const step = missingStep(request, kind, basis, facts);
  if (step) return step;
  const { article, groundArticle } = basis;
  const written = { kind, article, ground, groundArticle, text, statements, contents, form };
  const contentDigest = digestOf(written);
  if (earlier?.contentDigest === contentDigest) return [];
  const of = { requestId: request.id, replyId, round: request.round };
  const by = { draftedBy: facts.actor.id, draftedOn };
  return [
    { type: 'ReplyDrafted', data: { ...of, ...written, contentDigest, ...by } },
    ...(earlier ? voidSecrecy(earlier.secrecy, earlier, facts.today) : []),
  ];
};

/** Without words nothing is stated; papers alone are what is given. */
const saidIn = ({ text, statements, contents }: CommandOf<'draftReply'>): ReplyStatement[] =>
  text === null
    ? statements.filter((statement) => statement === 'given' && contents.length > 0)
    : statements;

const missingFile = ({ missingFile: digest }: RequestFacts): Rejection | undefined =>
  digest === undefined || digest === null
    ? undefined
    : rejectRequest('request.fileUnknown', { digest }, 'contents');

/** The secrecy review of what leaves with a reply (条例第十七条), by another person than its authors. */
export const replySecrecy = (
  request: Request,
  command: CommandOf<SecrecyCommand['type']>,
  facts: RequestFacts,
): Outcome => {
  const reply = draftOf(request, command.replyId);
  if (reply instanceof Rejection) return reply;
  if (!leaves(reply)) return reject('request.secrecyNotNeeded');
  const { on = facts.today } = command;
  const day = impossibleDay(request, on, facts, 'on', reply.draftedOn);
  if (day) return day;
  return decideSecrecy(reply.secrecy, command, replySubject(request, reply), facts);
};

/** By the signer or the head of the disclosure office, who did not write it. */
export const approveReply = (
  request: Request,
  command: CommandOf<'approveReply'>,
  facts: RequestFacts,
): Outcome => {
  const reply = draftOf(request, command.replyId);
  if (reply instanceof Rejection) return reply;
  const { actor } = facts;
  if (actor.kind !== 'officer') return reject('request.replyAuthorless');
  const { contentDigest, approval, authors } = reply;
  if (approval?.contentDigest === contentDigest) return reject('request.replyAlreadyApproved');
  const missing = secrecyMissing(request, reply);
  if (missing) return missing;
  if (authors.includes(actor.id)) return reject('request.separationOfDuties');
  const approvedOn = command.on ?? facts.today;
  // Reviewed first, approved then: nobody signs what has not been looked at.
  const reviewedOn = leaves(reply) && reply.secrecy.status === 'passed' ? reply.secrecy.on : null;
  const notBefore = reviewedOn ?? reply.draftedOn;
  const day = impossibleDay(request, approvedOn, facts, 'on', notBefore);
  if (day) return day;
  const of = { requestId: request.id, replyId: reply.id, contentDigest };
  return [{ type: 'ReplyApproved', data: { ...of, approvedBy: actor.id, approvedOn } }];
};

/** The way open against it, by the same data as the letter tells it (行政复议法第二十三条). */
const remedyFor = (kind: Reply['kind'], ground: Reply['ground'], on: Day): Remedy => {
  const letterKind = letterKindOf(kind, ground);
  return (letterKind && remedyOf(letterKind, ground, on)?.order) ?? 'none';
};

/** Dates and numbers the reply and names the remedy; it counts as given by how it is delivered. */
export const issueReply = (
  request: Request,
  command: CommandOf<'issueReply'>,
  facts: RequestFacts,
): Outcome => {
  const reply = draftOf(request, command.replyId);
  if (reply instanceof Rejection) return reply;
  const refused = nobody(facts.actor);
  if (refused) return refused;
  const basis = mayBeIssued(request, reply, facts);
  if (basis instanceof Rejection) return basis;
  const issuedOn = command.on ?? facts.today;
  const day = impossibleDay(request, issuedOn, facts, 'on', reply.approval!.on);
  if (day) return day;
  const { id: replyId, round, kind, ground, contentDigest } = reply;
  const { article, groundArticle } = basis;
  return [
    {
      type: 'ReplyIssued',
      data: {
        requestId: request.id,
        replyId,
        round,
        applicantKind: request.applicant.kind,
        kind,
        article,
        ground,
        groundArticle,
        contentDigest,
        remedy: remedyFor(kind, ground, issuedOn),
        letter: command.letter,
        issuedBy: facts.actor.id,
        issuedOn,
      },
    },
  ];
};
