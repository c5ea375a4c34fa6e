import type { Position } from './event.js';
import type { FeedBatch, ReadStore, StoredEvent } from './ports.js';
import { BatchEvent, Fold, type Projection } from './projection.js';
import { bucketOf } from './stream.js';

/** One projection under way. */
export type Course = {
  projection: Projection;
  name: string;
  position: Position | undefined;
  saved: Position | undefined;
  /** Batches since the checkpoint was saved. */
  unsaved: number;
  /** Buckets that another share had taken further than this one begins. */
  floors: Map<number, Position> | undefined;
  parked: Set<string>;
  live: boolean;
  lagMs: number;
};

/** Where the last of them stands; undefined when one has not begun. */
export const standOf = (courses: readonly Course[]): Position | undefined =>
  courses.some(({ position }) => position === undefined)
    ? undefined
    : leastOf(courses.map(({ position }) => position!));

export const leastOf = (positions: Iterable<Position>): Position | undefined => {
  let least: Position | undefined;
  for (const position of positions) if (least === undefined || position < least) least = position;
  return least;
};

/** Batches folded one after the other for several projections, of which nothing is saved yet. */
export class Gathered {
  readonly folds: ReadonlyMap<Course, Fold>;
  /** Up to here; undefined before the first batch. */
  upTo: Position | undefined;
  live = false;
  private bytes = 0;

  constructor(reads: ReadStore, courses: readonly Course[]) {
    this.folds = new Map(courses.map((course) => [course, foldOf(reads, course)]));
  }

  /** After a failure the same batch may be added again: what a row holds is not folded into it twice. */
  async add({ events, upTo, live }: FeedBatch): Promise<void> {
    await foldTogether(this.folds, events);
    for (const { record } of events) this.bytes += record.byteLength;
    this.upTo = upTo;
    this.live = live;
  }

  isFull(most: { rows: number; bytes: number } | undefined): boolean {
    if (!most || this.bytes >= most.bytes) return true;
    let rows = 0;
    for (const fold of this.folds.values()) rows += fold.size;
    return rows >= most.rows;
  }
}

export const foldOf = (reads: ReadStore, { projection, parked }: Course): Fold =>
  new Fold(projection, (tenant, ids) => reads.rowsAt(projection.collection, tenant, ids), parked);

/**
 * Events of a batch that are parsed and folded at once, by one projection after the other: what was
 * made of them is gone before it grows old, and only rows are kept until the whole batch is saved.
 */
const FOLDED_TOGETHER = 500;

/** Folds events for several projections, some of them after the other. */
export const foldTogether = async (
  folds: ReadonlyMap<Course, Fold>,
  events: readonly StoredEvent[],
): Promise<void> => {
  for (let at = 0; at < events.length; at += FOLDED_TOGETHER) {
    const stored = events.slice(at, at + FOLDED_TOGETHER);
    const together = stored.map((each) => new BatchEvent(each));
    for (const [course, fold] of folds) {
      const mine = together.filter((event) => wants(course, event));
      if (mine.length > 0) await fold.add(mine);
    }
  }
};

const wants = ({ projection, position, floors }: Course, event: BatchEvent): boolean => {
  if (!Object.hasOwn(projection.events, event.meta.type)) return false;
  if (position !== undefined && event.position <= position) return false;
  if (!floors) return true;
  const floor = floors.get(Number(bucketOf(event.meta.tenant).slice(1)));
  return floor === undefined || event.position > floor;
};
