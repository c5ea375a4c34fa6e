import { packHotKey, unpackHotKey, type HotKeyRange, type Position } from '@gongkai/kernel';
import type { Db } from './event-schema.js';

/** Rows fetched at once: stepping row by row is five times slower, larger arrays leave the cache. */
const FETCH = 4096;
const BLOCK = 16 * FETCH;

/** Hands over the keys of positions in (after, upTo] in blocks; reads nothing but the keys. */
export const scanHotKeys = (
  db: Db,
  after: number,
  upTo: number,
  visit: (keys: Float64Array, count: number) => void,
): void => {
  const block = new Float64Array(BLOCK);
  let count = 0;
  const fetch = db.prepare('SELECT key FROM hot WHERE position > ? AND position <= ?').pluck();
  for (let from = after; from < upTo; from += FETCH) {
    const keys = fetch.all(from, Math.min(from + FETCH, upTo)) as number[];
    for (let i = 0; i < keys.length; i++) block[count++] = keys[i]!;
    if (count <= BLOCK - FETCH) continue;
    visit(block, count);
    count = 0;
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
