import type { CommandOf } from './commands.js';
import { impossibleDay, replyOf, type Outcome } from './decider.reply.js';
import { replyInForce, type Request, type RequestFacts } from './decider.state.js';
import { rejectReply as reject } from './errors.reply.js';
import type { RequestEvent } from './events.js';

/** Ends that leave nothing to undo: the applicant wanted it so, or the case goes on elsewhere. */
const NOT_UNDONE: readonly string[] = ['withdrawn', 'transferred', 'split'];

/**
 * A court, a review body or the office itself undoes how the round ended. What was written stays on
 * record; another round begins with its own period: the statutory one, or the days that were ordered.
 * A reply that was issued but not given is taken back by the office, and the same round goes on.
 */
export const undoReply = (
  request: Request,
  command: CommandOf<'undoReply'>,
  facts: RequestFacts,
): Outcome => {
  const { replyId, by, reference, days, reason } = command;
  const on = command.on ?? facts.today;
  const startsOn = command.startsOn ?? on;
  if (replyId === null) return reopenedWithout(request, command, facts);
  const reply = replyOf(request, replyId);
  if (!reply) return reject('request.replyUnknown', {}, 'replyId');
  if (reply.round !== request.round || replyInForce(request) !== reply)
    return reject('request.nothingToUndo', {}, 'replyId');
  if (reply.delivered === null && by !== 'office') return reject('request.nothingToUndo', {}, 'by');
  const since = reply.delivered?.givenOn ?? reply.issued!.on;
  const day =
    impossibleDay(request, on, facts, 'on', since) ??
    impossibleDay(request, startsOn, facts, 'startsOn', on);
  if (day) return day;
  const undone: RequestEvent = {
    type: 'ReplyUndone',
    data: {
      requestId: request.id,
      replyId,
      round: request.round,
      by,
      reference,
      recordedBy: facts.actor.id,
      on,
    },
  };
  return reply.delivered === null ? [undone] : [undone, opened(request, startsOn, days, reason)];
};

const opened = (
  request: Request,
  startsOn: string,
  days: number | null,
  reason: string,
): RequestEvent => ({
  type: 'RoundOpened',
  data: {
    requestId: request.id,
    round: request.round + 1,
    applicantKind: request.applicant.kind,
    startsOn,
    days,
    reason,
  },
});

/** 不再处理, a joinder, or an answer given elsewhere of which only the end is on record here. */
const reopenedWithout = (
  request: Request,
  command: CommandOf<'undoReply'>,
  facts: RequestFacts,
): Outcome => {
  const ended = request.conclusions.find(({ round }) => round === request.round);
  if (!ended) return reject('request.roundOpen');
  if (replyInForce(request) !== null || NOT_UNDONE.includes(ended.outcome))
    return reject('request.nothingToUndo', {}, 'replyId');
  const on = command.on ?? facts.today;
  const startsOn = command.startsOn ?? on;
  const day =
    impossibleDay(request, on, facts, 'on', ended.on) ??
    impossibleDay(request, startsOn, facts, 'startsOn', on);
  return day ?? [opened(request, startsOn, command.days, command.reason)];
};
