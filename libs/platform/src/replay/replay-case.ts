import {
  BatchEvent,
  foldBatch,
  isWithin,
  streamName,
  type Day,
  type EventMetadata,
  type EventStore,
  type Instant,
  type Parked,
  type Position,
  type Projection,
  type ReadStore,
  type ReplayBounds,
  type StoredEvent,
} from '@gongkai/kernel';
import { caseProjections } from './case-projections.js';
import { caseStreams, type CaseStream, type CaseStreams } from './case-streams.js';

export type ReplayDeps = { store: EventStore; reads: ReadStore };

export type ReplayQuestion = ReplayBounds & {
  tenant: string;
  /** Id of a request, a document or an appeal. */
  case: string;
};

/** A row of a read model, as it would have stood. */
export type ReplayedRow = { collection: string; id: string; row: unknown };

/** An event of a case with the bytes it was stored as. */
export type ReplayedEvent = StoredEvent & { meta: EventMetadata };

/** A case as of a day, as known at an instant, or both. */
export type CaseReplay = {
  case: {
    id: string;
    kind: string;
    /** Number and subject as they stood; empty when the case had not begun. */
    title: string;
    tenant: string;
    agency: string | null;
    /** Streams with at least one event within the bounds. */
    streams: readonly CaseStream[];
  };
  asOf: Day | null;
  asKnownAt: Instant | null;
  /** The events within the bounds, in the order of the log. */
  events: readonly ReplayedEvent[];
  /** Rows by collection and id. Empty when the case had not begun. */
  rows: readonly ReplayedRow[];
  /** Read models that could not be folded: an event of theirs is not understood or is damaged. */
  parked: readonly Parked[];
  /** Name of each read model asked, with its version. */
  projectionVersions: Readonly<Record<string, number>>;
  /** Of the last event within the bounds; null when there is none. */
  position: Position | null;
};

/**
 * Folds the streams of a case within the bounds by the projections of the contexts, in memory.
 * Nothing is written, sent or decided: deciders and processes never run on a replay. Undefined when
 * the tenant has no such case.
 */
export const replayCase = async (
  deps: ReplayDeps,
  { tenant, case: id, ...bounds }: ReplayQuestion,
): Promise<CaseReplay | undefined> => {
  const found = await caseStreams(deps, tenant, id);
  return found && replayStreams(deps.store, found, bounds);
};

/** The same for streams already found. */
export const replayStreams = async (
  store: EventStore,
  { kind, id, tenant, streams }: CaseStreams,
  { asOf, asKnownAt }: ReplayBounds,
): Promise<CaseReplay> => {
  const lived: CaseStream[] = [];
  const read: { event: ReplayedEvent; batch: BatchEvent }[] = [];
  for (const stream of streams) {
    const stored = await store.read(streamName(tenant, stream.aggregate, stream.id));
    const within = stored
      .map((event) => ({ event, batch: new BatchEvent(event) }))
      .filter(({ batch: { meta } }) => isWithin(meta, { asOf, asKnownAt }))
      .map(({ event, batch }) => ({ event: { ...event, meta: batch.meta }, batch }));
    if (within.length > 0) lived.push(stream);
    read.push(...within);
  }
  read.sort((a, b) => (a.event.position < b.event.position ? -1 : 1));
  const events = read.map(({ event }) => event);
  const batch = read.map((each) => each.batch);
  const { rows, parked } = await foldRows(caseProjections(), batch, belongingTo(lived));
  const own = rows.find((row) => row.collection === kind.collection.name && row.id === id);
  return {
    case: {
      id,
      kind: kind.kind,
      title: own ? kind.title(own.row as never) : '',
      tenant,
      agency: own ? kind.agency(own.row as never) : null,
      streams: lived,
    },
    asOf: asOf ?? null,
    asKnownAt: asKnownAt ?? null,
    events,
    rows,
    parked,
    projectionVersions: Object.fromEntries(
      caseProjections().map(({ name, version }) => [name, version]),
    ),
    position: events.at(-1)?.position ?? null,
  };
};

/** Row ids of a case: that of one of its streams, or one that begins with it and a dot. */
const belongingTo = (streams: readonly CaseStream[]) => {
  const ids = new Set(streams.map(({ id }) => id));
  return (row: string): boolean => ids.has(row) || ids.has(row.slice(0, row.indexOf('.')));
};

/** Rows of projections over events in order, as they would be kept: as JSON has them. */
export const foldRows = async (
  projections: readonly Projection[],
  events: readonly (StoredEvent | BatchEvent)[],
  wanted: (id: string) => boolean = () => true,
): Promise<{ rows: ReplayedRow[]; parked: Parked[] }> => {
  const batch = events.map((event) =>
    event instanceof BatchEvent ? event : new BatchEvent(event),
  );
  const rows: ReplayedRow[] = [];
  const parked: Parked[] = [];
  for (const projection of projections) {
    const mine = batch.filter(({ meta }) => Object.hasOwn(projection.events, meta.type));
    const folded = await foldBatch(projection, mine, async () => new Map(), new Set());
    parked.push(...folded.parked);
    for (const { id, row } of folded.writes)
      if (row !== undefined && wanted(id))
        rows.push({ collection: projection.collection.name, id, row: asKept(row) });
  }
  rows.sort((a, b) => compare(a.collection, b.collection) || compare(a.id, b.id));
  return { rows, parked };
};

const asKept = (row: unknown): unknown => JSON.parse(JSON.stringify(row)) as unknown;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
