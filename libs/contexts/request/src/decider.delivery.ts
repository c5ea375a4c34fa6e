import { Rejection } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { deliveryRoutes, givenOnOf } from './decider.delivery-routes.js';
import { concluded } from './decider.end.js';
import { impossibleDay, replyOf, roundClosed, type Outcome } from './decider.reply.js';
import {
  isExtended,
  replyInForce,
  type Reply,
  type Request,
  type RequestFacts,
} from './decider.state.js';
import { rejectReply as reject } from './errors.reply.js';
import type { RequestEvent } from './events.js';
import { outcomeOf } from './reply-kinds.js';

/** The reply in force in the present round, which is what can be delivered and come back. */
const issuedReply = (request: Request, replyId: string): Reply | Rejection => {
  const reply = replyOf(request, replyId);
  if (!reply || reply.round !== request.round) return reject('request.replyUnknown', {}, 'replyId');
  return replyInForce(request) === reply ? reply : reject('request.replyNotIssued');
};

/**
 * That the reply has left, and on which day it counts as given: by post that of posting, else as the
 * rule of the route says. Late is recorded as late. The first delivery ends the round; one after a
 * return does not end it again, and no period runs for it: the reply was given before.
 */
export const recordDelivery = (
  request: Request,
  command: CommandOf<'recordDelivery'>,
  facts: RequestFacts,
): Outcome => {
  const reply = issuedReply(request, command.replyId);
  if (reply instanceof Rejection) return reply;
  const again = reply.delivered !== null;
  if (again && reply.returnedOn === null)
    return reject('request.replyAlreadyGiven', { givenOn: reply.delivered!.givenOn });
  const closed = again ? undefined : roundClosed(request);
  if (closed) return closed;
  const { route, signedOn } = command;
  const handedOverOn = command.handedOverOn ?? facts.today;
  const since = reply.returnedOn ?? reply.issued!.on;
  const day =
    impossibleDay(request, handedOverOn, facts, 'handedOverOn', since) ??
    (signedOn === null
      ? undefined
      : impossibleDay(request, signedOn, facts, 'signedOn', handedOverOn));
  if (day) return day;
  const givenOn = givenOnOf(route, handedOverOn, signedOn);
  const { zh, en, irregular = null } = deliveryRoutes[route];
  if (givenOn === null)
    return reject('request.signatureMissing', { route: zh, routeEn: en }, 'signedOn');
  const dueOn = again ? null : (request.clock?.dueOn ?? null);
  const delivered: RequestEvent = {
    type: 'ReplyDelivered',
    data: {
      requestId: request.id,
      replyId: reply.id,
      round: request.round,
      applicantKind: request.applicant.kind,
      route,
      handedOverOn,
      signedOn,
      givenOn,
      dueOn,
      late: dueOn !== null && givenOn > dueOn,
      extended: isExtended(request),
      irregular,
      recordedBy: facts.actor.id,
    },
  };
  return again
    ? [delivered]
    : [delivered, concluded(request, outcomeOf(reply.kind, reply.ground), givenOn)];
};

/** What comes back stays given; whether it is sent again is on record. */
export const recordReturnedMail = (
  request: Request,
  command: CommandOf<'recordReturnedMail'>,
  facts: RequestFacts,
): Outcome => {
  const reply = issuedReply(request, command.replyId);
  if (reply instanceof Rejection) return reply;
  const { delivered, returnedOn: returned } = reply;
  if (delivered === null || returned !== null || delivered.route === 'handedOver')
    return reject('request.nothingToReturn');
  const returnedOn = command.on ?? facts.today;
  const day = impossibleDay(request, returnedOn, facts, 'on', delivered.givenOn);
  if (day) return day;
  const of = { requestId: request.id, replyId: reply.id };
  const { reason } = command;
  return [
    { type: 'ReplyReturned', data: { ...of, returnedOn, reason, recordedBy: facts.actor.id } },
  ];
};
