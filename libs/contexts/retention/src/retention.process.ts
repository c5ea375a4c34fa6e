import type { Catalogue, Day, Origin, Process, Recorded } from '@gongkai/kernel';
import { APPEALS, type AppealType } from './case-kinds.js';
import {
  ErasureCommand,
  RetentionNoteCommand,
  type ErasureInput,
  type RetentionNote,
} from './commands.js';
import {
  afterErasure,
  erasureCollection,
  type ErasureRow,
  type ErasureRowEvent,
} from './erasures.projection.js';
import { erasureEvents, retentionEvents, type RetentionEvent } from './events.js';

const { PersonErased, HoldPlaced, RetentionScheduleAdopted } = retentionEvents;

/** Carries out what was approved, and finishes what a crash left between record and deed. */
export const erasureWatch: Process<ErasureRow, ErasureInput, ErasureRowEvent> = {
  name: 'erasureWatch',
  version: 1,
  events: { ...erasureEvents, PersonErased },
  collection: erasureCollection,
  key: (event) => event.data.erasure,
  apply: (row, event) => afterErasure(row, event, event.meta.origin),
  dueKey: 'due',
  due: ({ id, due }, today) =>
    due === null || today < due ? [] : [{ type: 'carryOut', erasure: id }],
  command: (call, data) => new ErasureCommand({ ...call, body: data }, data),
};

/** An appeal whose cases are not all held yet. */
export type AppealRow = {
  id: string;
  kind: 'reconsideration' | 'suit';
  cases: readonly { kind: string; id: string }[];
  filedOn: Day;
  origin: Origin;
};
type Held = { note: RetentionNote; origin: Origin };
type Placed = Extract<RetentionEvent, { type: 'HoldPlaced' }>;
type Challenged = { requestId?: string; documentId?: string };
type Filed = {
  type: AppealType;
  data: { challenged?: Challenged; reconsiderationId?: string | null };
};

/** The case of the appeal itself, what it challenges, and the appeal that came before it. */
const casesOf = (event: Recorded<Filed>): AppealRow['cases'] => {
  const { challenged = {}, reconsiderationId } = event.data;
  const kind = APPEALS[event.type];
  const own = { kind, id: event.meta.aggregateId };
  const before =
    kind === 'suit' && reconsiderationId
      ? [{ kind: 'reconsideration', id: reconsiderationId }]
      : [];
  const { requestId, documentId } = challenged;
  return [
    own,
    ...before,
    ...(requestId ? [{ kind: 'request', id: requestId }] : []),
    ...(documentId ? [{ kind: 'document', id: documentId }] : []),
  ];
};

/** What was handled elsewhere and is only taken over, or made up, holds nothing back. */
const HELD_ORIGINS: ReadonlySet<Origin> = new Set(['live', 'demo']);

/** Holds every case of an appeal from the day it is filed (law: evidence is not destroyed). */
export const appealHolds = (catalogue: Catalogue): Process<AppealRow, Held, Filed | Placed> => ({
  name: 'appealHolds',
  version: 1,
  events: {
    ...Object.fromEntries(Object.entries(catalogue).filter(([type]) => type in APPEALS)),
    HoldPlaced,
  },
  collection: {
    name: 'appealHolds',
    version: 1,
    keys: { filedOn: (row) => row.filedOn },
    indexes: [['filedOn']],
  },
  key(event) {
    if (event.type === 'HoldPlaced') return event.data.cause.id ?? undefined;
    return HELD_ORIGINS.has(event.meta.origin) ? event.meta.aggregateId : undefined;
  },
  apply(row, event, id) {
    if (event.type !== 'HoldPlaced') {
      const { occurredOn: filedOn, origin } = event.meta;
      return { id, kind: APPEALS[event.type], cases: casesOf(event), filedOn, origin };
    }
    const cases = row?.cases.filter((each) => each.id !== event.data.caseId) ?? [];
    return row && cases.length > 0 ? { ...row, cases } : undefined;
  },
  dueKey: 'filedOn',
  due: ({ id, kind, cases, filedOn, origin }, today) =>
    today < filedOn
      ? []
      : cases.map((each) => ({
          note: {
            type: 'holdForAppeal',
            caseKind: each.kind,
            caseId: each.id,
            cause: { kind, id },
            placedOn: filedOn,
          },
          origin,
        })),
  command: (call, { note, origin }) =>
    new RetentionNoteCommand({ ...call, body: note, origin }, note),
});

/** A kind of case with a schedule: looked at every day. */
export type ScheduledRow = { kind: string; since: Day };
type Adopted = Extract<RetentionEvent, { type: 'RetentionScheduleAdopted' }>;

/** Notes, once, that cases of a kind have been kept as long as their schedule asks. */
export const dueWatch: Process<ScheduledRow, RetentionNote, Adopted> = {
  name: 'retentionDueWatch',
  version: 1,
  events: { RetentionScheduleAdopted },
  collection: {
    name: 'retentionScheduled',
    version: 1,
    keys: { since: (row) => row.since },
    indexes: [['since']],
  },
  key: (event) => event.data.kind,
  apply: (row, event, kind) => row ?? { kind, since: event.data.effectiveOn },
  dueKey: 'since',
  due: ({ kind }) => [{ type: 'noteDue', kind }],
  command: (call, note) => new RetentionNoteCommand({ ...call, body: note }, note),
};
