import { addDays } from '@gongkai/calendar';
import { consultationEvents, silenceFrom, type ConsultationEvent } from '@gongkai/consultation';
import {
  pickEvents,
  type CollectionSpec,
  type Day,
  type Origin,
  type Process,
} from '@gongkai/kernel';
import { RequestCommand, type RequestCommandInput } from './commands.js';
import { lapsesUnclarified } from './decider.end.js';
import { requestEvents, type EventNamed } from './events.js';

/** What of a request can fall due by itself; the last days, not the days after them. */
export type RequestWatchRow = {
  requestId: string;
  origin: Origin;
  edition: '2007' | '2019';
  closed: boolean;
  round: number;
  /** Of the present round. */
  dueOn: Day | null;
  missed: readonly Day[];
  respondBy: Day | null;
  /** Fee id → the last day to pay. */
  payBy: Readonly<Record<string, Day>>;
  /** Consultation id → the last day to answer. */
  answerBy: Readonly<Record<string, Day>>;
  due: Day | null;
};
type Bare = Omit<RequestWatchRow, 'due'>;

const consulted = pickEvents(
  consultationEvents,
  'ConsultationDelivered',
  'ConsultationReturned',
  'ConsultationAnswered',
  'ConsultationSilent',
);
const watched = pickEvents(
  requestEvents,
  'RequestReceived',
  'EditionOverridden',
  'ClarificationRequested',
  'ClarificationReceived',
  'DeadlineSet',
  'DeadlineMoved',
  'DeadlineMissed',
  'RequestConcluded',
  'RequestReopened',
  'RoundOpened',
  'FeeNoticed',
  'FeePaid',
  'FeeWaived',
  'RequestArchived',
);
type Consulted = Extract<ConsultationEvent, { type: keyof typeof consulted }>;
type Watched = EventNamed<keyof typeof watched> | Consulted;

const without = (days: Readonly<Record<string, Day>>, id: string) =>
  Object.fromEntries(Object.entries(days).filter(([known]) => known !== id));

const isConsulted = (event: Watched): event is Consulted => Object.hasOwn(consulted, event.type);

const afterConsultation = (row: Bare, event: Consulted): Bare => {
  const { consultationId: id } = event.data;
  if (event.type !== 'ConsultationDelivered')
    return { ...row, answerBy: without(row.answerBy, id) };
  const { answerBy } = event.data;
  return answerBy === null ? row : { ...row, answerBy: { ...row.answerBy, [id]: answerBy } };
};

const after = (row: Bare, event: Watched): Bare => {
  if (isConsulted(event)) return afterConsultation(row, event);
  switch (event.type) {
    case 'RequestReceived':
    case 'EditionOverridden':
      return { ...row, edition: event.data.edition };
    case 'ClarificationRequested':
      return { ...row, respondBy: event.data.respondBy };
    case 'ClarificationReceived':
      return event.data.counts ? { ...row, respondBy: null } : row;
    case 'DeadlineSet':
      return { ...row, round: event.data.round, dueOn: event.data.dueOn };
    case 'DeadlineMoved':
      return { ...row, round: event.data.round, dueOn: event.data.to };
    case 'DeadlineMissed':
      return { ...row, missed: [...row.missed, event.data.dueOn] };
    case 'FeeNoticed': {
      const { feeId, payBy } = event.data;
      return payBy === null ? row : { ...row, payBy: { ...row.payBy, [feeId]: payBy } };
    }
    case 'FeePaid':
      return event.data.counts ? { ...row, payBy: without(row.payBy, event.data.feeId) } : row;
    case 'FeeWaived':
      return { ...row, payBy: without(row.payBy, event.data.feeId) };
    case 'RequestConcluded':
    case 'RequestArchived':
      return { ...row, closed: true };
    case 'RequestReopened':
      return { ...row, closed: false };
    case 'RoundOpened': {
      const fresh = { missed: [], respondBy: null, payBy: {}, dueOn: null };
      return { ...row, ...fresh, closed: false, round: event.data.round };
    }
  }
};

const day = (last: Day | null): Day[] => (last === null ? [] : [addDays(last, 1)]);

/** The first day on which something is to be noted; what is due on a day is over the day after. */
const firstDue = (row: Bare): Day | null =>
  row.closed
    ? null
    : ([
        ...(row.dueOn !== null && row.missed.includes(row.dueOn) ? [] : day(row.dueOn)),
        ...(lapsesUnclarified(row) ? day(row.respondBy) : []),
        ...Object.values(row.payBy).flatMap(day),
        ...Object.values(row.answerBy).map(silenceFrom),
      ].sort()[0] ?? null);

/** What to note, and of which origin: what follows from a simulated request is simulated too. */
export type RequestNote = { note: RequestCommandInput; origin: Origin };

const collection: CollectionSpec<RequestWatchRow> = {
  name: 'requestWatch',
  version: 1,
  keys: { due: (row) => row.due },
  indexes: [['due']],
};

/** Notes due days that passed, the silence of those consulted, and what lapsed by law. */
export const requestWatch: Process<RequestWatchRow, RequestNote, Watched> = {
  name: 'requestWatch',
  version: 1,
  events: { ...watched, ...consulted },
  collection,
  key: (event) => (isConsulted(event) ? event.data.subject : event.data.requestId),
  apply(known, event, requestId) {
    const { due: _, ...row } = known ?? {
      requestId,
      origin: event.meta.origin,
      edition: '2019',
      closed: false,
      round: 1,
      dueOn: null,
      missed: [],
      respondBy: null,
      payBy: {},
      answerBy: {},
      due: null,
    };
    if (event.type === 'RequestArchived') return undefined;
    const next = after(row, event);
    return { ...next, due: firstDue(next) };
  },
  dueKey: 'due',
  due(row, today) {
    const { requestId, origin, dueOn, missed, respondBy, payBy, answerBy } = row;
    if (row.closed) return [];
    const over = (last: Day | null) => last !== null && today > last;
    const notes: RequestCommandInput[] = [];
    for (const [consultationId, last] of Object.entries(answerBy))
      if (over(last)) notes.push({ type: 'noteConsultationSilence', requestId, consultationId });
    if (over(dueOn) && !missed.includes(dueOn!))
      notes.push({ type: 'noteMissedDeadline', requestId });
    const lapsed = lapsesUnclarified(row) && over(respondBy);
    if (lapsed || Object.values(payBy).some(over))
      notes.push({ type: 'noteAbandonment', requestId });
    return notes.map((note) => ({ note, origin }));
  },
  command: (call, { note, origin }) => new RequestCommand({ ...call, body: note, origin }, note),
};

/** A part of a split request that has not been registered yet. */
export type RequestPartRow = { requestId: string; whole: string; origin: Origin; due: Day };

type Parting = EventNamed<'RequestSplit' | 'RequestReceived'>;

/** Registers the parts of a split request (一事一申请), each once. */
export const requestParts: Process<RequestPartRow, RequestNote, Parting> = {
  name: 'requestParts',
  version: 1,
  events: pickEvents(requestEvents, 'RequestSplit', 'RequestReceived'),
  collection: {
    name: 'requestParts',
    version: 1,
    keys: { due: (row) => row.due },
    indexes: [['due']],
  },
  key(event) {
    if (event.type === 'RequestSplit') return event.data.parts.map(({ id }) => id);
    return event.data.partOf === null ? undefined : event.data.requestId;
  },
  apply: (_row, event, requestId) =>
    event.type === 'RequestSplit'
      ? {
          requestId,
          whole: event.data.requestId,
          origin: event.meta.origin,
          due: event.data.on,
        }
      : undefined,
  dueKey: 'due',
  due: ({ requestId, whole, origin, due }, today) =>
    today < due ? [] : [{ note: { type: 'receivePart', requestId, whole }, origin }],
  command: (call, { note, origin }) => new RequestCommand({ ...call, body: note, origin }, note),
};
