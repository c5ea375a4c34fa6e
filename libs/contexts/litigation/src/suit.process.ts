import { addDays } from '@gongkai/calendar';
import {
  pickEvents,
  type CollectionSpec,
  type Day,
  type Origin,
  type Process,
  type Recorded,
} from '@gongkai/kernel';
import { RequestCommand, requestEvents, type RequestCommandInput } from '@gongkai/request';
import { SuitCommand } from './commands.js';
import { litigationEvents, type SuitEventNamed } from './events.js';

const watched = pickEvents(
  litigationEvents,
  'SuitCopyReceived',
  'SuitAnswerDayMoved',
  'EvidenceDelayPermitted',
  'SuitEvidenceFiled',
  'EvidenceMissed',
  'SuitConcluded',
  'SuitVoided',
);
type Watched = SuitEventNamed<keyof typeof watched>;

/** A suit whose evidence is awaited: the last day, and what moves it. */
export type EvidenceWatchRow = {
  suitId: string;
  origin: Origin;
  answerBy: Day;
  delayedTo: Day | null;
  due: Day;
};
/** What to note, and of which origin. */
export type SuitNote = { note: { type: 'noteEvidenceMissed'; suitId: string }; origin: Origin };

const collection: CollectionSpec<EvidenceWatchRow> = {
  name: 'suitEvidenceWatch',
  version: 1,
  keys: { due: (row) => row.due },
  indexes: [['due']],
};

const withDue = (row: Omit<EvidenceWatchRow, 'due'>): EvidenceWatchRow => {
  const last = [row.answerBy, row.delayedTo ?? ''].sort().at(-1)!;
  return { ...row, due: addDays(last, 1) };
};

/** Notes once that no evidence came in time; the row goes when it came or the suit is over. */
export const suitEvidenceWatch: Process<EvidenceWatchRow, SuitNote, Watched> = {
  name: 'suitEvidenceWatch',
  version: 1,
  events: watched,
  collection,
  key: ({ data }) => data.suitId,
  apply(row, event, suitId) {
    switch (event.type) {
      case 'SuitCopyReceived': {
        const { instance, answerBy } = event.data;
        if (instance === 2) return row;
        return withDue({ suitId, origin: event.meta.origin, answerBy, delayedTo: null });
      }
      case 'SuitAnswerDayMoved':
        return row && event.data.instance === 1
          ? withDue({ ...row, answerBy: event.data.to })
          : row;
      case 'EvidenceDelayPermitted':
        return row && withDue({ ...row, delayedTo: event.data.until });
      case 'SuitEvidenceFiled':
        return event.data.counts ? undefined : row;
      default:
        return undefined;
    }
  },
  dueKey: 'due',
  due: ({ suitId, origin, due }, today) =>
    today < due ? [] : [{ note: { type: 'noteEvidenceMissed', suitId }, origin }],
  command: (call, { note, origin }) => new SuitCommand({ ...call, body: note, origin }, note),
};

const ordered = {
  ...pickEvents(litigationEvents, 'SuitConcluded'),
  ...pickEvents(requestEvents, 'RoundOpened'),
};
type Ordered =
  SuitEventNamed<'SuitConcluded'> | { type: 'RoundOpened'; data: { requestId: string } };

/** An order to answer anew that has not reached its request yet. */
export type CourtOrderRow = {
  requestId: string;
  suitId: string;
  origin: Origin;
  replyId: string | null;
  reference: string;
  on: Day;
  days: number | null;
  /** Not tried after that day. */
  until: Day;
  due: Day;
};
/** What the request is told. */
export type CourtOrder = { order: RequestCommandInput; origin: Origin };

/** An order that no request takes within so many days is looked at by people, not tried for ever. */
const TRIED_DAYS = 30;

const orderRow = ({
  data,
  meta: { origin, recordedAt },
}: Recorded<SuitEventNamed<'SuitConcluded'>>): CourtOrderRow | undefined => {
  const { anew, order, suitId, number, concludedOn: on } = data;
  if (!anew?.opensRound || order === null) return undefined;
  const { requestId, replyId } = anew;
  const reference = number ?? suitId;
  const recorded = recordedAt.slice(0, 10);
  const until = addDays(recorded > on ? recorded : on, TRIED_DAYS);
  return { requestId, suitId, origin, replyId, reference, on, days: order.days, until, due: on };
};

/** Sends the order of a court to the request it is about, which opens a round of its own for it. */
export const courtOrders: Process<CourtOrderRow, CourtOrder, Ordered> = {
  name: 'courtOrders',
  version: 1,
  events: ordered,
  collection: {
    name: 'courtOrders',
    version: 1,
    keys: { due: (row) => row.due },
    indexes: [['due']],
  },
  key: (event) =>
    event.type === 'SuitConcluded' ? event.data.anew?.requestId : event.data.requestId,
  // Whoever has opened the round: the request is answered anew, and nothing waits any more.
  apply: (row, event) => (event.type === 'SuitConcluded' ? (orderRow(event) ?? row) : undefined),
  dueKey: 'due',
  due({ origin, requestId, replyId, reference, on, days, until }, today) {
    if (today < on || today > until) return [];
    const reason = '人民法院判决重新作出答复';
    const order: RequestCommandInput = {
      ...{ type: 'undoReply', requestId, replyId, by: 'court', reference, days, reason },
      on,
      startsOn: on,
    };
    return [{ order, origin }];
  },
  command: (call, { order, origin }) => new RequestCommand({ ...call, body: order, origin }, order),
};
