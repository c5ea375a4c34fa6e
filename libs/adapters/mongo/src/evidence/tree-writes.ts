import { HASH_BYTES, PLACE_BYTES, readPlaces, TILE_WIDTH } from '@gongkai/evidence-port';
import { MongoBulkWriteError, type AnyBulkWriteOperation, type Collection } from 'mongodb';
import { binary, bytesOf, isDuplicate, long, type Kept } from '../keys/durable.js';
import {
  headId,
  idsFrom,
  streamId,
  tileId,
  type HeadDocument,
  type Planned,
  type Run,
  type StreamDocument,
  type TileDocument,
} from './documents.js';

/** In any order; what is there already was written by whoever did this before. */
export const allOf = async <T extends object>(
  collection: Collection<Kept<T>>,
  writes: readonly unknown[],
): Promise<void> => {
  if (writes.length === 0) return;
  try {
    await collection.bulkWrite(writes as AnyBulkWriteOperation<Kept<T>>[], { ordered: false });
  } catch (error) {
    const only = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
    const held = error instanceof MongoBulkWriteError && !error.result.getWriteConcernError();
    if (!held || only.length === 0 || !only.every(isDuplicate)) throw error;
  }
};

export const streamWrites = ({ tenant, to, stands }: Planned, epoch: number): unknown[] =>
  stands.map(({ fresh, before, ...stand }) => {
    const _id = streamId(tenant, epoch, stand.stream);
    const document: StreamDocument = { tenant, epoch, ...stand, at: to, before };
    return fresh
      ? { insertOne: { document: { _id, ...document } } }
      : { replaceOne: { filter: { _id, tenant, at: { $lt: to } }, replacement: document } };
  });

export const headWrite = (
  { tenant, fresh, from, to, position, streams, levels }: Planned,
  epoch: number,
  keeper: string,
): unknown => {
  const _id = headId(tenant, epoch);
  const document: HeadDocument = { tenant, epoch, size: to, position, streams, levels, keeper };
  return fresh
    ? { insertOne: { document: { _id, ...document } } }
    : { replaceOne: { filter: { _id, tenant, size: from }, replacement: document } };
};

/** Parts of tiles that are full now. */
export const partsOutgrown = ({ tenant, runs }: Planned, epoch: number): unknown[] =>
  runs.flatMap(({ level, from, count }) => {
    const end = from + count - ((from + count) % TILE_WIDTH);
    if (end <= from - (from % TILE_WIDTH)) return [];
    const _id = { ...idsFrom(tenant, epoch, level, 0), $lt: tileId(tenant, epoch, level, end) };
    return [{ deleteMany: { filter: { _id, tenant } } }];
  });

export const byTile = (run: Run): Run[] => {
  const pieces: Run[] = [];
  const end = run.from + run.count;
  for (let at = run.from; at < end;) {
    const next = Math.min(end, at - (at % TILE_WIDTH) + TILE_WIDTH);
    pieces.push(cut(run, at, next));
    at = next;
  }
  return pieces;
};

const cut = (run: Run, from: number, to: number): Run => {
  const part = (stored: Run['sha256'], width: number) =>
    binary(bytesOf(stored).subarray((from - run.from) * width, (to - run.from) * width));
  return {
    level: run.level,
    from,
    count: to - from,
    sha256: part(run.sha256, HASH_BYTES),
    sm3: part(run.sm3, HASH_BYTES),
    places: run.places && part(run.places, PLACE_BYTES),
  };
};

export const joined = (a: Run, b: Run): Run => {
  const both = (x: Run['sha256'], y: Run['sha256']) =>
    binary(Buffer.concat([bytesOf(x), bytesOf(y)]));
  return {
    ...a,
    count: a.count + b.count,
    sha256: both(a.sha256, b.sha256),
    sm3: both(a.sm3, b.sm3),
    places: a.places && b.places && both(a.places, b.places),
  };
};

export const tileOf = (tenant: string, epoch: number, run: Run): Kept<TileDocument> => {
  const { level, sha256, sm3, places } = run;
  const n = run.from / TILE_WIDTH;
  const first = places && long(BigInt(readPlaces(Buffer.from(bytesOf(places))).positions[0]!));
  return {
    _id: tileId(tenant, epoch, level, n),
    tenant,
    epoch,
    level,
    n,
    first,
    sha256,
    sm3,
    places,
  };
};
