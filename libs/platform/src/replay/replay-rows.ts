import {
  BatchEvent,
  foldBatch,
  isWithin,
  type EventStore,
  type Parked,
  type Position,
  Rejection,
  type Projection,
  type ReplayBounds,
  type RowAt,
  type RowWrite,
} from '@gongkai/kernel';
import { readModels } from './case-projections.js';
import { rejectReplay } from './errors.js';
import type { ReplayedRow } from './replay-case.js';

export type RowsQuestion = ReplayBounds & {
  tenant: string;
  /** Names of collections; absent: every read model of the contexts. */
  collections?: readonly string[];
  /** Rows held in memory before the replay is given up. */
  rowsMax?: number;
  /** Events read so far, and the part of the log behind. */
  onProgress?: (events: number, part: number) => void;
};

/** The read models of a tenant as of a day, as known at an instant, or both. */
export type ReplayedRows = {
  rows: readonly ReplayedRow[];
  parked: readonly Parked[];
  /** Events folded. */
  events: number;
  /** Of the last event within the bounds; null when there is none. */
  position: Position | null;
};

/** About 500 bytes a row: what a small machine can hold. */
const ROWS_MAX = 200_000;
const BATCH = 2_000;

/** Folds the log of a tenant within the bounds into memory. Long for a large tenant. */
export const replayRows = async (
  store: EventStore,
  { tenant, collections, rowsMax = ROWS_MAX, onProgress, ...bounds }: RowsQuestion,
): Promise<ReplayedRows | Rejection> => {
  const projections = projectionsOf(collections);
  if (projections instanceof Rejection) return projections;
  const kept = new Map(projections.map((each) => [each, new Map<string, RowAt>()]));
  const parked: Parked[] = [];
  const head = await store.head();
  let events = 0;
  let position: Position | null = null;
  const types = [...new Set(projections.flatMap((each) => Object.keys(each.events)))];
  const options = { signal: new AbortController().signal, follow: false, batchSize: BATCH };
  for await (const batch of store.feed(undefined, { tenants: [tenant], types }, options)) {
    const all = batch.events.map((event) => new BatchEvent(event));
    const within = all.filter(({ meta }) => isWithin(meta, bounds));
    for (const projection of projections)
      parked.push(...(await fold(projection, within, kept.get(projection)!, parked)));
    events += within.length;
    position = within.at(-1)?.position ?? position;
    if (sizeOf(kept) > rowsMax) return rejectReplay('replay.tooManyRows', { limit: rowsMax });
    onProgress?.(events, head === undefined ? 1 : Number(batch.upTo) / Number(head));
    if (isPast(all.at(-1), bounds)) break;
  }
  return { rows: rowsIn(kept), parked, events, position };
};

const projectionsOf = (
  collections: readonly string[] | undefined,
): readonly Projection[] | Rejection => {
  const all = readModels();
  if (!collections) return all;
  const known = all.map(({ collection }) => collection.name);
  const unknown = collections.find((name) => !known.includes(name));
  return unknown === undefined
    ? all.filter(({ collection }) => collections.includes(collection.name))
    : rejectReplay(
        'replay.readModelUnknown',
        { name: unknown.slice(0, 60), known: known.join(', ') },
        'rows',
      );
};

const fold = async (
  projection: Projection,
  events: readonly BatchEvent[],
  rows: Map<string, RowAt>,
  earlier: readonly Parked[],
): Promise<Parked[]> => {
  const name = `${projection.name}@${projection.version}`;
  const stopped = earlier.filter((one) => one.projection === name).map(({ tenant }) => tenant);
  const mine = events.filter(({ meta }) => Object.hasOwn(projection.events, meta.type));
  const load = async (_: string, ids: readonly string[]) =>
    new Map(ids.flatMap((id) => (rows.has(id) ? [[id, rows.get(id)!] as const] : [])));
  const { writes, parked } = await foldBatch(projection, mine, load, new Set(stopped));
  for (const write of writes) put(rows, write);
  return parked;
};

/** As a store keeps it: a row goes through JSON. */
const put = (rows: Map<string, RowAt>, { id, row, position }: RowWrite): void => {
  if (row === undefined) rows.delete(id);
  else rows.set(id, { row: JSON.parse(JSON.stringify(row)) as unknown, position });
};

const sizeOf = (kept: ReadonlyMap<Projection, ReadonlyMap<string, unknown>>): number =>
  [...kept.values()].reduce((sum, { size }) => sum + size, 0);

/** Nothing recorded later can be within. */
const isPast = (last: BatchEvent | undefined, { asKnownAt }: ReplayBounds): boolean =>
  last !== undefined && asKnownAt !== undefined && last.meta.recordedAt > asKnownAt;

const rowsIn = (kept: ReadonlyMap<Projection, ReadonlyMap<string, RowAt>>): ReplayedRow[] =>
  [...kept].flatMap(([{ collection }, rows]) =>
    [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { row }]) => ({ collection: collection.name, id, row })),
  );
