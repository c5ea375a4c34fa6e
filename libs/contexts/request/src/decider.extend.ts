import { editionRules } from '@gongkai/calendar';
import { Rejection } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { dueDayOn } from './decider.clock.js';
import { dayOf, impossible } from './decider.days.js';
import { replyInForce, type Request, type RequestFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { RequestEvent } from './events.js';

type Outcome = RequestEvent[] | Rejection;

/**
 * 条例第三十三条第二款: the head of the disclosure office consents, and the applicant is told; once in
 * a round, at most as long as the period itself. Told after the end it is on record as late, and the
 * period stays as it was.
 */
export const grantExtension = (
  request: Request,
  command: CommandOf<'grantExtension'>,
  facts: RequestFacts,
): Outcome => {
  const { extension, edition, id: requestId, round } = request;
  if (extension !== null) return reject('request.alreadyExtended', { on: extension.grantedOn });
  if (replyInForce(request) !== null) return reject('request.replyIssued');
  const { startsOn, dueOn } = dueDayOn(request, facts.calendar);
  if (startsOn === null) return reject('request.clockNotRunning');
  const most = editionRules[edition].extension.days;
  const days = command.days ?? most;
  if (days > most) return reject('request.extensionTooLong', { most }, 'days');
  const grantedOn = dayOf(request, command, facts);
  if (grantedOn instanceof Rejection) return grantedOn;
  const noticedOn = command.noticedOn ?? grantedOn;
  const day = impossible(noticedOn, grantedOn, facts.today, 'noticedOn');
  if (day) return day;
  const { actor } = facts;
  const consentedBy = actor.kind === 'officer' ? actor.id : command.consentedBy;
  if (consentedBy === null) return reject('request.personNeeded', {}, 'consentedBy');
  const { reason, letter } = command;
  const late = dueOn !== null && noticedOn > dueOn;
  const of = { requestId, round, days, consentedBy, reason };
  return [{ type: 'ExtensionGranted', data: { ...of, grantedOn, noticedOn, letter, late } }];
};

/** 条例第三十五条: number or frequency beyond reason; the edition of 2007 knows nothing like it. */
export const askExcessReasons = (
  request: Request,
  command: CommandOf<'askExcessReasons'>,
  facts: RequestFacts,
): Outcome => {
  const { edition, excess, id: requestId } = request;
  if (edition === '2007') return reject('request.excessNotInEdition');
  if (excess !== null) return reject('request.excessAlreadyAsked', { on: excess.askedOn });
  if (replyInForce(request) !== null) return reject('request.replyIssued');
  const askedOn = dayOf(request, command, facts);
  if (askedOn instanceof Rejection) return askedOn;
  const { answerBy, letter } = command;
  if (answerBy !== null && answerBy <= askedOn)
    return reject('request.answerByImpossible', { answerBy, askedOn }, 'answerBy');
  const data = { requestId, askedBy: facts.actor.id, askedOn, answerBy, letter };
  return [{ type: 'ExcessReasonsAsked', data }];
};

export const receiveExcessReasons = (
  request: Request,
  command: CommandOf<'receiveExcessReasons'>,
  { today, actor }: RequestFacts,
): Outcome => {
  const { excess, id: requestId } = request;
  if (excess === null || excess.decided !== null) return reject('request.excessNotAsked');
  if (excess.givenOn !== null) return reject('request.excessReasonsGiven');
  const givenOn = command.on ?? today;
  const day = impossible(givenOn, excess.askedOn, today);
  if (day) return day;
  const { reasons } = command;
  return [
    { type: 'ExcessReasonsGiven', data: { requestId, reasons, givenOn, recordedBy: actor.id } },
  ];
};

/** Unreasonable: a reply that it is not processed may follow. Reasonable: a delayed period, told. */
export const decideExcess = (
  request: Request,
  command: CommandOf<'decideExcess'>,
  { today, actor }: RequestFacts,
): Outcome => {
  const { excess, id: requestId } = request;
  if (excess === null || excess.decided !== null) return reject('request.excessNotAsked');
  if (actor.kind === 'process') return reject('request.personNeeded');
  const decidedOn = command.on ?? today;
  const day = impossible(decidedOn, excess.givenOn ?? excess.askedOn, today);
  if (day) return day;
  const { answerBy, givenOn } = excess;
  if (givenOn === null && (answerBy === null || decidedOn <= answerBy))
    return reject('request.excessReasonsAwaited', { answerBy });
  const { reasonable, delayedTo, reason } = command;
  if (delayedTo !== null && !reasonable) return reject('request.delayNeedsReason', {}, 'delayedTo');
  if (delayedTo !== null && delayedTo <= decidedOn)
    return reject('request.delayImpossible', { delayedTo }, 'delayedTo');
  const decided = { reasonable, delayedTo, reason, decidedBy: actor.id, decidedOn };
  return [{ type: 'ExcessDecided', data: { requestId, ...decided } }];
};
