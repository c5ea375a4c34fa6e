import { packHotKey, unpackHotKey, type HotKeyRange, type Position } from '@gongkai/kernel';
import type { Db } from './event-schema.js';

const BLOCK = 65_536;

/** Hands over the keys of positions in (after, upTo] in blocks; reads nothing but the keys. */
export const scanHotKeys = (
  db: Db,
  after: number,
  upTo: number,
  visit: (keys: Float64Array, count: number) => void,
): void => {
  const block = new Float64Array(BLOCK);
  let count = 0;
  const keys = db.prepare('SELECT key FROM hot WHERE position > ? AND position <= ?').pluck();
  for (const key of keys.iterate(after, upTo) as IterableIterator<number>) {
    block[count++] = key;
    if (count === BLOCK) {
      visit(block, count);
      count = 0;
    }
  }
  if (count > 0) visit(block, count);
};

/** Positions of the events of one agency and months that match, in order, after a position. */
export const hotPositions = (
  db: Db,
  { agency, monthFrom, monthTo, matches, upTo }: HotKeyRange,
  after: number,
  limit: number,
): Position[] => {
  const from = packHotKey({ agency, month: monthFrom, type: 0, facet: 0 });
  const to = packHotKey({ agency, month: monthTo, type: 1023, facet: 1023 });
  const rows = db
    .prepare(
      'SELECT position, key FROM hot WHERE position > ? AND position <= ? AND key BETWEEN ? AND ?',
    )
    .raw()
    .iterate(after, Number(upTo ?? BigInt(Number.MAX_SAFE_INTEGER)), from, to) as IterableIterator<
    [number, number]
  >;
  const found: Position[] = [];
  for (const [position, key] of rows) {
    const { type, facet } = unpackHotKey(key);
    if (!matches.some((match) => match.type === type && match.facets.has(facet))) continue;
    found.push(BigInt(position));
    if (found.length === limit) break;
  }
  return found;
};
