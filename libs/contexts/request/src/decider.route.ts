import { Rejection } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { dayOf } from './decider.days.js';
import { concluded } from './decider.end.js';
import { replyInForce, type Request, type RequestFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { RequestEvent } from './events.js';

type Outcome = RequestEvent[] | Rejection;

/** Received, accepted and answered are three facts; the period waits for none but the first. */
export const accept = (
  request: Request,
  command: CommandOf<'accept'>,
  facts: RequestFacts,
): Outcome => {
  const { acceptedOn: earlier, id: requestId, applicant } = request;
  if (earlier !== null) return reject('request.alreadyAccepted', { on: earlier });
  const acceptedOn = dayOf(request, command, facts);
  if (acceptedOn instanceof Rejection) return acceptedOn;
  const by = { applicantKind: applicant.kind, acceptedOn, acceptedBy: facts.actor.id };
  return [{ type: 'RequestAccepted', data: { requestId, ...by } }];
};

export const setSubject = (
  request: Request,
  { subject }: CommandOf<'setSubject'>,
  { actor }: RequestFacts,
): Outcome =>
  subject === request.subject
    ? []
    : [{ type: 'SubjectSet', data: { requestId: request.id, subject, setBy: actor.id } }];

export const route = (
  request: Request,
  command: CommandOf<'route'>,
  facts: RequestFacts,
): Outcome => {
  const { unit, officer } = command;
  if (unit === null && officer === null) return reject('request.routeEmpty', {}, 'unit');
  const on = dayOf(request, command, facts);
  if (on instanceof Rejection) return on;
  const data = { requestId: request.id, unit, officer, routedBy: facts.actor.id, on };
  return [{ type: 'RequestRouted', data }];
};

/** What can no longer be done once the reply of this round has been issued. */
const beforeReply = (
  request: Request,
  command: { on?: string | undefined },
  facts: RequestFacts,
) => {
  if (replyInForce(request) !== null) return reject('request.replyIssued');
  return dayOf(request, command, facts);
};

/**
 * To an agency of this government the case goes with its clock; to one outside it ends here. The
 * first event belongs to the agency that lets it go, the second to the one that gets it.
 */
export const transfer = (
  request: Request,
  command: CommandOf<'transfer'>,
  facts: RequestFacts,
): Outcome => {
  const { agency: to, outside, reason } = command;
  const { agency: from, id: requestId } = request;
  if (outside !== null && to !== null) return reject('request.transferUnclear', {}, 'outside');
  if (outside === null && to === from) return reject('request.transferToSelf', {}, 'agency');
  if (outside === null && facts.agencyActive === false)
    return reject('request.agencyUnknown', {}, 'agency');
  const on = beforeReply(request, command, facts);
  if (on instanceof Rejection) return on;
  const { round, applicant } = request;
  const of = { requestId, round, applicantKind: applicant.kind, from, to };
  const data = { ...of, outside, reason, transferredBy: facts.actor.id, on };
  return [
    { type: 'RequestTransferredOut', data },
    outside === null
      ? { type: 'RequestTransferredIn', data: { ...of, on } }
      : concluded(request, 'transferred', on),
  ];
};

/** 一事一申请 (国办函〔2020〕109号): the parts are registered by the process of requests. */
export const split = (
  request: Request,
  command: CommandOf<'split'>,
  facts: RequestFacts,
): Outcome => {
  const { parts, reason } = command;
  const ids = new Set([request.id, ...parts.map(({ id }) => id)]);
  const numbers = new Set([request.number, ...parts.map(({ number }) => number)]);
  if (ids.size <= parts.length || numbers.size <= parts.length)
    return reject('request.partsRepeat', {}, 'parts');
  const on = beforeReply(request, command, facts);
  if (on instanceof Rejection) return on;
  const data = { requestId: request.id, parts, reason, splitBy: facts.actor.id, on };
  return [{ type: 'RequestSplit', data }, concluded(request, 'split', on)];
};

/** The same applicant asks again for the same: one case goes on, the other ends in it. */
export const join = (
  request: Request,
  command: CommandOf<'join'>,
  facts: RequestFacts,
): Outcome => {
  const { into, reason } = command;
  const { joinTarget: target } = facts;
  if (into === request.id) return reject('request.joinToSelf', {}, 'into');
  if (target?.status !== 'open') return reject('request.joinTargetUnknown', {}, 'into');
  const { person, identityMac } = request.applicant;
  const same =
    person === target.applicant.person ||
    (identityMac !== null && identityMac === target.applicant.identityMac);
  if (!same) return reject('request.joinOtherApplicant', {}, 'into');
  const on = beforeReply(request, command, facts);
  if (on instanceof Rejection) return on;
  const data = { requestId: request.id, into, reason, joinedBy: facts.actor.id, on };
  return [{ type: 'RequestJoined', data }, concluded(request, 'joined', on)];
};

export const withdraw = (
  request: Request,
  command: CommandOf<'withdraw'>,
  facts: RequestFacts,
): Outcome => {
  const on = beforeReply(request, command, facts);
  if (on instanceof Rejection) return on;
  const { id: requestId, round } = request;
  const { text } = command;
  return [
    { type: 'RequestWithdrawn', data: { requestId, round, on, text, recordedBy: facts.actor.id } },
    concluded(request, 'withdrawn', on),
  ];
};
