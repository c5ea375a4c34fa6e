import { addDays, editionRules } from '@gongkai/calendar';
import type { Day } from '@gongkai/kernel';
import {
  awaitedClarification,
  awaitedFee,
  isExtended,
  isOpen,
  replyInForce,
  type Request,
} from './decider.state.js';
import type { EventNamed, RequestEvent } from './events.js';
import type { Outcome } from './events.kinds.js';

/** The end of the present round; goes into the same command as what ended it. */
export const concluded = (
  request: Request,
  outcome: Outcome,
  on: Day,
): EventNamed<'RequestConcluded'> => ({
  type: 'RequestConcluded',
  data: {
    requestId: request.id,
    round: request.round,
    applicantKind: request.applicant.kind,
    outcome,
    extended: isExtended(request),
    concludedOn: on,
  },
});

type Lapse = { cause: 'notClarified' | 'feeUnpaid'; lastDay: Day };

/** Whether the edition lets a request lapse when it is not clarified: that of 2019 alone. */
export const lapsesUnclarified = ({ edition }: Pick<Request, 'edition'>): boolean =>
  editionRules[edition].clarification !== null;

const lapseOf = (request: Request): Lapse | null => {
  if (!isOpen(request) || replyInForce(request) !== null) return null;
  const clarification = lapsesUnclarified(request) ? awaitedClarification(request) : null;
  const payBy = awaitedFee(request)?.payBy ?? null;
  const lapses: Lapse[] = [
    ...(clarification
      ? [{ cause: 'notClarified', lastDay: clarification.respondBy } as const]
      : []),
    ...(payBy === null ? [] : [{ cause: 'feeUnpaid', lastDay: payBy } as const]),
  ];
  return lapses.sort((a, b) => (a.lastDay <= b.lastDay ? -1 : 1))[0] ?? null;
};

/**
 * 视为放弃申请 (条例第三十条; for a fee 国办函〔2020〕109号): by law the day after the last one to act,
 * whoever notes it and whenever, so that nothing depends on the day the watch ran.
 */
export const abandonmentDue = (
  request: Request,
  today: Day,
): [] | [EventNamed<'RequestAbandoned'>, EventNamed<'RequestConcluded'>] => {
  const lapse = lapseOf(request);
  if (lapse === null || today <= lapse.lastDay) return [];
  const { cause, lastDay } = lapse;
  const on = addDays(lastDay, 1);
  const { id: requestId, round } = request;
  return [
    { type: 'RequestAbandoned', data: { requestId, round, cause, on, notedOn: today } },
    concluded(request, cause, on),
  ];
};

/** What came in time, or late with good reason, takes the abandonment of this round back. */
export const reopened = (
  request: Request,
  cause: EventNamed<'RequestReopened'>['data']['cause'],
  on: Day,
): RequestEvent[] => {
  const { abandoned, status, round } = request;
  if (status !== 'concluded' || abandoned === null || abandoned.round !== round) return [];
  const { concludedOn: _, ...was } = concluded(request, abandoned.cause, on).data;
  // Figures count an end off no earlier than on: else the case would be pending twice in between.
  const since = on < abandoned.on ? abandoned.on : on;
  return [{ type: 'RequestReopened', data: { ...was, cause, on: since } }];
};
