import type { CommandOf } from './commands.js';
import { dueDayOn } from './decider.clock.js';
import { abandonmentDue } from './decider.end.js';
import type { Request, RequestFacts } from './decider.state.js';
import type { RequestEvent } from './events.js';

/** Nobody acted is also an event; asked twice, nothing is said the second time. */
export const noteAbandonment = (
  request: Request,
  _command: CommandOf<'noteAbandonment'>,
  { today }: RequestFacts,
): RequestEvent[] => abandonmentDue(request, today);

/** Once for each round and due day: a due day that moved can be missed again. */
export const noteMissedDeadline = (
  request: Request,
  _command: CommandOf<'noteMissedDeadline'>,
  { today }: RequestFacts,
): RequestEvent[] => {
  const { clock, missed, id: requestId, round, applicant } = request;
  const dueOn = clock?.round === round ? clock.dueOn : null;
  if (dueOn === null || today <= dueOn || missed.includes(dueOn)) return [];
  const data = { requestId, applicantKind: applicant.kind, round, dueOn, notedOn: today };
  return [{ type: 'DeadlineMissed', data }];
};

/** After a notice on the working calendar; a closed case keeps the day that was right then. */
export const recalculate = (
  request: Request,
  { notice, reason }: CommandOf<'recalculate'>,
  { calendar, calendarRevision }: RequestFacts,
): RequestEvent[] => {
  const { clock, id: requestId, round } = request;
  const { startsOn, dueOn: to, provisional } = dueDayOn(request, calendar);
  const from = clock?.dueOn ?? null;
  const same =
    clock !== null &&
    clock.startsOn === startsOn &&
    from === to &&
    clock.provisional === provisional;
  if (same) return [];
  const moved = { from, to, startsOn, provisional, calendar: calendarRevision, notice, reason };
  return [{ type: 'DeadlineMoved', data: { requestId, round, ...moved } }];
};
