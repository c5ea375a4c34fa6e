import type { KeyValue } from '@gongkai/kernel';
import { ReadStoreError } from './read-schema.js';

/**
 * The number of a document in the full-text index says whose it is and how new: ascending numbers
 * of one tenant and level are descending days, so results come newest first without sorting.
 *
 *     tenant 14 bits · level 2 · day 17, counted down from 2158 · number within the day
 *
 * The numbers of a level lie dense, which keeps the index small: a day has 64 on level 0; a busier
 * day goes on at level 1 with 128, then 2 with 1,024 and 3 with a million. A search reads the levels
 * a tenant has in use side by side.
 */
const BITS = [6, 7, 10, 20] as const;
export const LEVELS = BITS.length;
const SIZES = BITS.map((bits) => 2 ** bits);
const LEVEL_SPAN = 2 ** 37;
const DAYS = 2 ** 17;
const FIRST_DAY = Date.UTC(1800, 0, 1) / 86_400_000;
const TENANTS = 2 ** 14;

/** The rank of everything before 1800 and of what is no day. */
export const OLDEST = DAYS - 1;

export const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);

/** Days counted down, 0 the newest; what is no day counts as the oldest, as does all before 1800. */
export const rankOf = (day: KeyValue): number => {
  const at = isDay(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(at)) return OLDEST;
  return DAYS - 1 - Math.min(Math.max(Math.floor(at / 86_400_000) - FIRST_DAY, 0), DAYS - 1);
};

/** Rank of the n-th document of a tenant in a collection whose results have no order. */
export const rankOfNumber = (n: number): number => Math.min(Math.floor(n / SIZES[0]!), DAYS - 1);

export const levelStart = (tenant: number, level: number): number =>
  (tenant * LEVELS + level) * LEVEL_SPAN;

export const levelEnd = (tenant: number, level: number): number =>
  levelStart(tenant, level) + LEVEL_SPAN - 1;

/** The number of a day's next document, of which `given` numbers were given before. */
export const documentOf = (
  tenant: number,
  rank: number,
  given: number,
): { doc: number; level: number } => {
  if (tenant >= TENANTS) throw new ReadStoreError('tooMany', { tenants: TENANTS });
  let rest = given;
  for (const [level, size] of SIZES.entries()) {
    if (rest < size) return { doc: levelStart(tenant, level) + rank * size + rest, level };
    rest -= size;
  }
  throw new ReadStoreError('tooMany', { documentsOfOneDay: given });
};

type Place = { level: number; rank: number; n: number };

const placeOf = (doc: number): Place => {
  const level = Math.floor(doc / LEVEL_SPAN) % LEVELS;
  const size = SIZES[level]!;
  const offset = doc % LEVEL_SPAN;
  return { level, rank: Math.floor(offset / size), n: offset % size };
};

export const rankOfDocument = (doc: number): number => placeOf(doc).rank;

/** The numbers that documents of these days may have on a level; days rank from the newest. */
export const levelOfDays = (
  tenant: number,
  level: number,
  newest: number,
  oldest: number,
): [number, number] => {
  const start = levelStart(tenant, level);
  return [start + newest * SIZES[level]!, start + (oldest + 1) * SIZES[level]! - 1];
};

/** Compares documents of one tenant in result order: day, level, number. */
export const inResultOrder = (a: number, b: number): number => {
  const [x, y] = [placeOf(a), placeOf(b)];
  return x.rank - y.rank || x.level - y.level || x.n - y.n;
};

/** Where a level goes on after a document, in result order. */
export const levelAfter = (tenant: number, level: number, after: number): number => {
  const place = placeOf(after);
  if (level === place.level) return after + 1;
  const rank = level > place.level ? place.rank : place.rank + 1;
  return levelStart(tenant, level) + rank * SIZES[level]!;
};
