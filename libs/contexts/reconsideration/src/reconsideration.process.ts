import { addDays } from '@gongkai/calendar';
import {
  pickEvents,
  type CollectionSpec,
  type Day,
  type Origin,
  type Process,
} from '@gongkai/kernel';
import { requestEvents, RequestCommand, type RequestEvent } from '@gongkai/request';
import { ReconsiderationCommand, type ReconsiderationCommandInput } from './commands.js';
import { reconsiderationEvents, type EventNamed } from './events.js';

/** What of a case can fall due by itself; the last days, not the days after them. */
export type AppealWatchRow = {
  reconsiderationId: string;
  origin: Origin;
  closed: boolean;
  /** While the body examines the application. */
  examination: Day | null;
  answer: Day | null;
  decision: Day | null;
  answered: boolean;
  answerMissed: Day | null;
  decisionMissed: Day | null;
  due: Day | null;
};
type Bare = Omit<AppealWatchRow, 'due'>;

const watched = pickEvents(
  reconsiderationEvents,
  'ReconsiderationFiled',
  'ReconsiderationVoided',
  'ReconsiderationCorrectionRequested',
  'ReconsiderationAccepted',
  'ReconsiderationRefused',
  'AnswerSubmitted',
  'ReconsiderationDueSet',
  'ReconsiderationDecided',
  'ReconsiderationEnded',
  'AnswerMissed',
  'AnswerMissLifted',
  'DecisionMissed',
);
type Watched = EventNamed<keyof typeof watched>;

const after = (row: Bare, event: Watched): Bare => {
  switch (event.type) {
    case 'ReconsiderationFiled':
      return row;
    case 'ReconsiderationDueSet':
      return { ...row, [event.data.period]: event.data.dueOn };
    case 'ReconsiderationCorrectionRequested':
      // The body waits, and so does its examination; asked too late it has no effect.
      return event.data.late ? row : { ...row, examination: null, decision: null };
    case 'ReconsiderationAccepted':
      return { ...row, examination: null };
    case 'AnswerSubmitted':
      return { ...row, answered: true };
    case 'AnswerMissed':
      return { ...row, answerMissed: event.data.dueOn };
    case 'AnswerMissLifted':
      return { ...row, answerMissed: null };
    case 'DecisionMissed':
      return { ...row, decisionMissed: event.data.dueOn };
    case 'ReconsiderationVoided':
    case 'ReconsiderationRefused':
    case 'ReconsiderationDecided':
    case 'ReconsiderationEnded':
      return { ...row, closed: true };
  }
};

/** The last day of each period that is still to be noted. */
const open = (row: Bare): { examination: Day | null; answer: Day | null; decision: Day | null } => {
  const { examination, answer, decision, answered, answerMissed, decisionMissed } = row;
  return {
    examination,
    answer: answered || answer === answerMissed ? null : answer,
    decision: decision === decisionMissed ? null : decision,
  };
};

/** What is due on a day is over the day after. */
const firstDue = (row: Bare): Day | null => {
  if (row.closed) return null;
  const days = Object.values(open(row)).flatMap((day) => day ?? []);
  const [first] = days.sort();
  return first === undefined ? null : addDays(first, 1);
};

/** What to note, and of which origin: what follows from a simulated case is simulated too. */
export type AppealNote = { note: ReconsiderationCommandInput; origin: Origin };

const collection: CollectionSpec<AppealWatchRow> = {
  name: 'reconsiderationWatch',
  version: 1,
  keys: { due: (row) => row.due },
  indexes: [['due']],
};

/** Notes acceptance by silence, and answers and decisions that did not come in time. */
export const reconsiderationWatch: Process<AppealWatchRow, AppealNote, Watched> = {
  name: 'reconsiderationWatch',
  version: 1,
  events: watched,
  collection,
  key: (event) => event.data.reconsiderationId,
  apply(known, event, reconsiderationId) {
    const { due: _, ...row } = known ?? {
      reconsiderationId,
      origin: event.meta.origin,
      closed: false,
      examination: null,
      answer: null,
      decision: null,
      answered: false,
      answerMissed: null,
      decisionMissed: null,
      due: null,
    };
    const next = after(row, event);
    return { ...next, due: firstDue(next) };
  },
  dueKey: 'due',
  due(row, today) {
    if (row.closed) return [];
    const { reconsiderationId, origin } = row;
    const { examination, answer, decision } = open(row);
    const over = (last: Day | null) => last !== null && today > last;
    const notes: ReconsiderationCommandInput[] = [];
    if (over(examination)) notes.push({ type: 'noteAcceptance', reconsiderationId });
    if (over(answer)) notes.push({ type: 'noteMissedAnswer', reconsiderationId });
    if (over(decision)) notes.push({ type: 'noteMissedDecision', reconsiderationId });
    return notes.map((note) => ({ note, origin }));
  },
  command: (call, { note, origin }) =>
    new ReconsiderationCommand({ ...call, body: note, origin }, note),
};

/** An order to answer anew that the request has not heard of yet. */
export type AnswerAnewRow = {
  requestId: string;
  replyId: string | null;
  reference: string;
  on: Day;
  startsOn: Day;
  days: number | null;
  origin: Origin;
  due: Day;
};

type Ordered =
  EventNamed<'ReconsiderationDecided'> | Extract<RequestEvent, { type: 'RoundOpened' }>;

export type AnswerAnew = {
  command: {
    type: 'undoReply';
    requestId: string;
    replyId: string | null;
    by: 'reconsideration';
    reference: string;
    startsOn: Day;
    days: number | null;
    reason: string;
    on: Day;
  };
  origin: Origin;
};

/**
 * An order to answer anew opens a new round of the request with its own clock, once: the row is gone
 * as soon as the round has begun, and the request knows a repeat of the command.
 */
export const answerAnew: Process<AnswerAnewRow, AnswerAnew, Ordered> = {
  name: 'reconsiderationAnswerAnew',
  version: 1,
  events: {
    ...pickEvents(reconsiderationEvents, 'ReconsiderationDecided'),
    ...pickEvents(requestEvents, 'RoundOpened'),
  },
  collection: {
    name: 'reconsiderationAnswerAnew',
    version: 1,
    keys: { due: (row) => row.due },
    indexes: [['due']],
  },
  key(event) {
    if (event.type === 'RoundOpened') return event.data.requestId;
    const { order } = event.data;
    return order?.opensRound ? order.requestId : undefined;
  },
  apply(_row, event, requestId) {
    if (event.type === 'RoundOpened') return undefined;
    const { order, on, decisionNumber, reconsiderationId } = event.data;
    if (!order) return undefined;
    const { replyId, startsOn, roundDays: days } = order;
    const reference = decisionNumber ?? reconsiderationId;
    const { origin } = event.meta;
    return { requestId, replyId, reference, on, startsOn, days, origin, due: startsOn };
  },
  dueKey: 'due',
  due({ requestId, replyId, reference, on, startsOn, days, origin, due }, today) {
    if (today < due) return [];
    const reason = `行政复议决定(${reference})责令重新答复`;
    const by = 'reconsideration' as const;
    return [
      {
        command: {
          type: 'undoReply',
          requestId,
          replyId,
          by,
          reference,
          startsOn,
          days,
          reason,
          on,
        },
        origin,
      },
    ];
  },
  command: (call, { command, origin }) =>
    new RequestCommand({ ...call, body: command, origin }, command),
};
