import { packHotKey, unpackHotKey, type HotKeyRange, type Position } from '@gongkai/kernel';
import type { Db } from './event-schema.js';

/**
 * Keys in one segment. A segment is written with the event that fills it; the keys after the last
 * one stand in their events alone, so that an append touches no third tree.
 */
export const SEGMENT = 4096;
const FEW = 16;

export type HotBlock = { first: number; keys: Float64Array };

/**
 * The keys that wait for their segment to fill: the writer's own copy of what stands after the last
 * segment.
 */
export class SegmentWriter {
  private readonly keys = new Float64Array(SEGMENT);
  private readonly insert;

  constructor(private readonly db: Db) {
    this.insert = db.prepare('INSERT INTO segments (first, keys) VALUES (?, ?)');
  }

  /** Takes the key of a position; positions come without a gap. */
  add(position: number, key: number): void {
    const at = (position - 1) % SEGMENT;
    this.keys[at] = key;
    if (at === SEGMENT - 1) this.insert.run(position - at, Buffer.from(this.keys.buffer));
  }

  /** Reads back what waits, after the last position of the log. */
  reload(last: number): void {
    const first = last - (last % SEGMENT) + 1;
    for (const { first: from, keys } of new HotKeyReader(this.db).blocks(first - 1, last))
      this.keys.set(keys, from - first);
  }
}

/** Reads keys: from segments where they are full, from their events behind them. */
export class HotKeyReader {
  private readonly full;
  private readonly tail;

  constructor(db: Db) {
    this.full = db.prepare('SELECT keys FROM segments WHERE first = ?').pluck();
    this.tail = db.prepare('SELECT key FROM events WHERE position >= ? AND position < ?').pluck();
  }

  /** The keys of the segment that begins at a position; undefined while it is not full. */
  segment(first: number): Float64Array | undefined {
    const bytes = this.full.get(first) as Buffer | undefined;
    if (!bytes) return undefined;
    // Bytes of their own are read where they lie; others may not be aligned for numbers.
    const { buffer, byteOffset } =
      bytes.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
    return new Float64Array(buffer, byteOffset, SEGMENT);
  }

  /** Keys of positions in (after, upTo], block by block, with the position of the first of each. */
  *blocks(after: number, upTo: number): Generator<HotBlock> {
    for (let next = after + 1; next <= upTo;) {
      const first = next - ((next - 1) % SEGMENT);
      const end = Math.min(first + SEGMENT, upTo + 1);
      // Few keys are read off their events faster than a whole segment.
      const segment = end - next > FEW ? this.segment(first) : undefined;
      const keys =
        segment?.subarray(next - first, end - first) ??
        Float64Array.from(this.tail.all(next, end) as number[]);
      if (keys.length === 0) return;
      yield { first: next, keys };
      next += keys.length;
    }
  }
}

/** Positions of the events of one agency and months that match, in order, after a position. */
export const hotPositions = (
  db: Db,
  { agency, monthFrom, monthTo, matches, upTo }: HotKeyRange,
  after: number,
  limit: number,
): Position[] => {
  const from = packHotKey({ agency, month: monthFrom, type: 0, facet: 0 });
  const to = packHotKey({ agency, month: monthTo, type: 1023, facet: 1023 });
  const facetsOf = new Map(matches.map(({ type, facets }) => [type, facets]));
  const found: Position[] = [];
  const end = Number(upTo ?? lastPosition(db));
  for (const { first, keys } of new HotKeyReader(db).blocks(after, end))
    for (const [i, key] of keys.entries()) {
      if (key < from || key > to) continue;
      const { type, facet } = unpackHotKey(key);
      if (!facetsOf.get(type)?.has(facet)) continue;
      found.push(BigInt(first + i));
      if (found.length === limit) return found;
    }
  return found;
};

/** Facets of events in order of their positions, by position. */
export const facetsOf = (
  db: Db,
  events: readonly { position: Position }[],
): ((position: Position) => number) => {
  const first = Number(events[0]?.position ?? 1n);
  const last = Number(events.at(-1)?.position ?? 0n);
  const keys: number[] = [];
  for (const block of new HotKeyReader(db).blocks(first - 1, last)) keys.push(...block.keys);
  return (position) => unpackHotKey(keys[Number(position) - first]!).facet;
};

/** The last position of the log; 0 when it is empty. */
export const lastPosition = (db: Db): number =>
  (db.prepare('SELECT max(position) FROM events').pluck().get() as number | null) ?? 0;
