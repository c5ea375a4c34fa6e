import type { Position } from './event.js';
import type { ReadStore } from './ports.js';
import { checkpointName, type Projection } from './projection.js';
import { BUCKETS } from './stream.js';

/** A share of the log: buckets from the first to before the second. */
export type BucketRange = readonly [number, number];

export const ALL_BUCKETS: BucketRange = [0, BUCKETS];
/** Most workers among which the buckets are dealt out. */
export const SHARDS_MAX = 16;

/** The shares when there are so many workers. */
export const shardRanges = (shards: number): BucketRange[] =>
  Array.from({ length: shards }, (_, i) => [
    Math.floor((BUCKETS * i) / shards),
    Math.floor((BUCKETS * (i + 1)) / shards),
  ]);

/** Under which name a share of a projection keeps its checkpoint; the whole log needs no suffix. */
export const shardName = (checkpoint: string, [from, to]: BucketRange): string =>
  from === 0 && to === BUCKETS ? checkpoint : `${checkpoint}#${from}-${to}`;

const everyRange: readonly BucketRange[] = Array.from({ length: SHARDS_MAX }, (_, i) =>
  shardRanges(i + 1),
).flat();

/** Every name under which shares of a projection may have kept checkpoints. */
export const shardNames = (checkpoint: string): string[] => [
  ...new Set(everyRange.map((range) => shardName(checkpoint, range))),
];

/**
 * How far each bucket of a range has come, however the log was shared out before: a bucket has been
 * taken up to the furthest checkpoint of any share that held it, for checkpoints only grow.
 */
export const bucketPositions = (
  checkpoints: ReadonlyMap<string, Position>,
  checkpoint: string,
  [from, to]: BucketRange,
): Map<number, Position> => {
  const positions = new Map<number, Position>();
  for (const range of everyRange) {
    if (range[1] <= from || range[0] >= to) continue;
    const position = checkpoints.get(shardName(checkpoint, range));
    if (position === undefined) continue;
    for (let bucket = Math.max(from, range[0]); bucket < Math.min(to, range[1]); bucket++) {
      const known = positions.get(bucket);
      if (known === undefined || known < position) positions.set(bucket, position);
    }
  }
  return positions;
};

/** Drops the versions before the one a projection has now, once that has caught up. */
export const dropOlderVersions = async (
  reads: ReadStore,
  projection: Projection,
): Promise<void> => {
  for (let version = 1; version < projection.version; version++)
    await dropProjection(reads, {
      ...projection,
      version,
      collection: { ...projection.collection, version },
    });
};

/** Drops the rows, parkings and every checkpoint of a projection version. */
export const dropProjection = async (reads: ReadStore, projection: Projection): Promise<void> => {
  const checkpoints = await reads.checkpoints();
  for (const name of shardNames(checkpointName(projection)))
    if (name === checkpointName(projection) || checkpoints.has(name))
      await reads.drop(projection.collection as never, name);
};

/** The position all shares of a projection have reached; undefined when one has not begun. */
export const savedUpTo = async (
  reads: ReadStore,
  checkpoint: string,
): Promise<Position | undefined> => {
  const positions = bucketPositions(await reads.checkpoints(), checkpoint, ALL_BUCKETS);
  if (positions.size < BUCKETS) return undefined;
  return [...positions.values()].reduce((least, next) => (next < least ? next : least));
};
