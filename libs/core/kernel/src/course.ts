import type { Position } from './event.js';
import type { StoredEvent } from './ports.js';
import { BatchEvent, type Fold, type Projection } from './projection.js';
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
