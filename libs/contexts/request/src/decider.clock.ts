import {
  dueDayOf,
  type Calendar,
  type ClockFacts,
  type DueDay,
  type Pause,
} from '@gongkai/calendar';
import { pauseOf } from '@gongkai/consultation';
import { fold, type Decider } from '@gongkai/kernel';
import { isExtended, type Request, type RequestFacts } from './decider.state.js';
import type { DeadlineCause } from './events.course.js';
import type { Restart } from './events.kinds.js';
import type { RequestEvent } from './events.js';

/**
 * Everything the reply period of the present round depends on, read off the facts of the case alone:
 * never off what was noted by the watch, so that it cannot matter when the watch ran.
 */
export const clockOf = (request: Request, calendar: Calendar): ClockFacts => {
  const restarts = restartsOf(request);
  const { channel, receivedOn: received, confirmedOn, edition, editionReason } = request;
  const inContact = confirmedOn === null && restarts.length > 0;
  const base = request.roundStart?.days ?? request.daysAllowed;
  return {
    edition: editionReason === null ? null : edition,
    channel,
    received,
    // Who sends a clarification has been reached, whether or not a confirmation was recorded.
    confirmed: inContact ? received : confirmedOn,
    restarts,
    pauses: pausesOf(request, calendar),
    extension: isExtended(request) ? request.extension!.days : null,
    delayedTo: request.excess?.decided?.delayedTo ?? null,
    ...(base === null ? {} : { base }),
  };
};

const restartsOf = (request: Request): Restart[] => {
  const { inherited, clarification, fees, roundStart, round } = request;
  if (roundStart !== null)
    return [
      { on: roundStart.startsOn, cause: 'round' },
      ...paymentsOf(fees.filter((fee) => fee.round === round)),
    ];
  const answer = clarification?.answer;
  return [
    ...inherited,
    ...(answer?.counts ? [{ on: answer.receivedOn, cause: 'correction' as const }] : []),
    ...paymentsOf(fees),
  ];
};

/** The period begins anew the day after payment (国办函〔2020〕109号), or after nothing is left to pay. */
const paymentsOf = (fees: Request['fees']): Restart[] =>
  fees.flatMap(({ paid, waivedOn }): Restart[] => {
    const on = paid?.counts ? paid.on : waivedOn;
    return on === null ? [] : [{ on, cause: 'payment' }];
  });

const pausesOf = (request: Request, calendar: Calendar): Pause[] => {
  const { consultations, consultedIn, clarification, fees, round, edition } = request;
  const pauses = Object.values(consultations)
    .filter(({ id }) => consultedIn[id] === round)
    .map((consultation) => pauseOf(consultation, edition, calendar));
  // The applicant's time is not the agency's: the period stands still until the applicant has acted.
  if (clarification !== null && clarification.round === round) {
    const { sentOn, answer } = clarification;
    const to = answer?.counts ? answer.receivedOn : null;
    pauses.push({ id: 'clarification', from: sentOn, to, cause: 'other' });
  }
  for (const { id, round: of, sentOn, payBy, paid, waivedOn } of fees)
    if (of === round && payBy !== null)
      pauses.push({
        id,
        from: sentOn,
        to: paid?.counts ? paid.on : waivedOn,
        cause: 'other',
      });
  return pauses;
};

/** The due day of the present round by the tables given. */
export const dueDayOn = (request: Request, calendar: Calendar): DueDay =>
  dueDayOf(calendar, clockOf(request, calendar));

/** The fact by which a clock was moved, for the record; the last one of the command that matters. */
const CAUSES: Readonly<Partial<Record<RequestEvent['type'], DeadlineCause>>> = {
  RequestReceived: 'receipt',
  ReceiptConfirmed: 'confirmation',
  ReceiptCorrected: 'receiptCorrection',
  EditionOverridden: 'edition',
  ClarificationRequested: 'clarification',
  ClarificationReceived: 'clarificationAnswer',
  RequestReopened: 'reopening',
  ConsultationSent: 'consultation',
  ConsultationDelivered: 'consultation',
  ConsultationReturned: 'consultation',
  ConsultationAnswered: 'consultation',
  ExtensionGranted: 'extension',
  ExcessDecided: 'excess',
  FeeNoticed: 'fee',
  FeePaid: 'payment',
  FeeWaived: 'payment',
  RoundOpened: 'round',
};

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

type Evolve = Pick<Decider<never, Request, RequestEvent, RequestFacts>, 'evolve'>['evolve'];

/**
 * DeadlineSet, when the facts decided on moved the clock: compared before and after by the same
 * tables, so that a change of the tables alone is told by DeadlineMoved and by nothing else.
 */
export const deadlineAfter = (
  before: Request,
  events: readonly RequestEvent[],
  { calendar, calendarRevision }: Pick<RequestFacts, 'calendar' | 'calendarRevision'>,
  evolve: Evolve,
): RequestEvent[] => {
  if (events.length === 0) return [];
  const after = fold({ initial: before, evolve }, events);
  if (after.status !== 'open') return [];
  const { round, clock } = after;
  const moved =
    before.status === 'none' ||
    clock === null ||
    clock.round !== round ||
    !same(clockOf(before, calendar), clockOf(after, calendar));
  if (!moved) return [];
  const { edition, startsOn, dueOn, provisional } = dueDayOn(after, calendar);
  const now = { round, edition, startsOn, dueOn, provisional };
  const { calendar: _, ...was } = clock ?? { calendar: 0 };
  if (same(was, now)) return [];
  const cause = events.map(({ type }) => CAUSES[type]).findLast((found) => found !== undefined);
  const data = { requestId: after.id, ...now, calendar: calendarRevision };
  return [{ type: 'DeadlineSet', data: { ...data, cause: cause ?? 'other' } }];
};
