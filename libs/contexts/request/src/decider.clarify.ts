import { clarifyBy, dueDayOf, workingDayAfter } from '@gongkai/calendar';
import { Rejection, type Day } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { clockOf } from './decider.clock.js';
import { dayOf, impossible } from './decider.days.js';
import { lapsesUnclarified, reopened } from './decider.end.js';
import { replyInForce, type Request, type RequestFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { RequestEvent } from './events.js';

type Outcome = RequestEvent[] | Rejection;

/** 合理期限 (条例第三十条): how long is not in the text; a notice without a day gives so many. */
export const RESPOND_WITHIN_WORKING_DAYS = 15;

/** The day the request counts as received (条例第三十一条); null while it is unconfirmed. */
const receiptDay = (request: Request, { calendar }: RequestFacts): Day | null =>
  dueDayOf(calendar, { ...clockOf(request, calendar), restarts: [], pauses: [] }).startsOn;

/** 条例第三十条: once in a case and in full; after the seventh working day it is recorded as late. */
export const requestClarification = (
  request: Request,
  command: CommandOf<'requestClarification'>,
  facts: RequestFacts,
): Outcome => {
  const { clarification, edition } = request;
  if (clarification !== null)
    return reject('request.alreadyClarified', { on: clarification.sentOn });
  if (replyInForce(request) !== null) return reject('request.replyIssued');
  const sentOn = dayOf(request, command, facts);
  if (sentOn instanceof Rejection) return sentOn;
  const { calendar, actor } = facts;
  const { items, text, letter } = command;
  const respondBy =
    command.respondBy ?? workingDayAfter(calendar, sentOn, RESPOND_WITHIN_WORKING_DAYS).day;
  if (respondBy <= sentOn)
    return reject('request.respondByImpossible', { respondBy, sentOn }, 'respondBy');
  const received = receiptDay(request, facts);
  const last = received === null ? null : clarifyBy(calendar, edition, received);
  return [
    {
      type: 'ClarificationRequested',
      data: {
        requestId: request.id,
        applicantKind: request.applicant.kind,
        items,
        text,
        respondBy,
        letter,
        sentBy: actor.id,
        sentOn,
        late: last !== null && sentOn > last,
      },
    },
  ];
};

/**
 * In time it starts the period anew, also when the request had been noted as abandoned meanwhile;
 * late only with good reason (条例第三十条). A late one without is on record and changes nothing.
 */
export const receiveClarification = (
  request: Request,
  command: CommandOf<'receiveClarification'>,
  { today, actor, missingFile }: RequestFacts,
): Outcome => {
  const { clarification, round, abandoned } = request;
  if (clarification === null || clarification.answer?.counts || clarification.round !== round)
    return reject('request.clarificationNotAwaited');
  if (request.status !== 'open' && abandoned?.cause !== 'notClarified')
    return reject('request.clarificationNotAwaited');
  if (missingFile) return reject('request.fileUnknown', { digest: missingFile }, 'files');
  const { type: _, requestId, on, goodReason, ...given } = command;
  const receivedOn = on ?? today;
  const day = impossible(receivedOn, clarification.sentOn, today);
  if (day) return day;
  const late = receivedOn > clarification.respondBy;
  const excused = goodReason !== null || !lapsesUnclarified(request);
  const counts = !late || excused;
  const came = { receivedOn, late, goodReason: late ? goodReason : null, counts };
  const cause = late ? 'goodReason' : 'clarifiedInTime';
  return [
    {
      type: 'ClarificationReceived',
      data: { requestId, ...came, ...given, recordedBy: actor.id },
    },
    ...(counts ? reopened(request, cause, receivedOn) : []),
  ];
};
