import { setTimeout as pause } from 'node:timers/promises';
import { Binary, Long, type Collection, type Db, type Document } from 'mongodb';
import { MongoStoreError } from '../errors.js';
import { plainly } from '../refusals.js';

/** Documents of one kind under ids of text; the tenant stands first in every id that has one. */
export type Kept<T extends object = Document> = T & { _id: string };

/**
 * A collection whose writes are acknowledged when most members have them on the disk, and whose
 * reads never show what could still be rolled back: what is guarded here may not be decided twice.
 */
export const durable = <T extends object>(db: Db, name: string): Collection<Kept<T>> =>
  db.collection<Kept<T>>(name, {
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    writeConcern: { w: 'majority', journal: true },
  });

/** Somebody was first. */
export const isDuplicate = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 11_000;

/** Inserts, or says that there is one already. */
export const claim = async <T extends object>(
  collection: Collection<Kept<T>>,
  document: Kept<T>,
): Promise<boolean> => {
  try {
    await collection.insertOne(document as Parameters<typeof collection.insertOne>[0]);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
};

const VISIBLE_MS = 10_000;
const LOOK_MS = 20;

/** What somebody was first to write: seen as soon as most members have it. */
export const written = async <T>(read: () => Promise<T | null | undefined>): Promise<T> => {
  const until = performance.now() + VISIBLE_MS;
  for (;;) {
    const found = await read();
    if (found !== null && found !== undefined) return found;
    if (performance.now() > until) throw new MongoStoreError('noMajority');
    await pause(LOOK_MS);
  }
};

/** The store with what goes wrong at the server told as an operator can understand it. */
export const plain = <S extends object>(store: S): S =>
  new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, given);
        return answer instanceof Promise ? plainly(() => answer) : answer;
      };
    },
  });

/** Bytes as the driver gives them. */
export type Stored = Binary | Uint8Array;
export const bytesOf = (stored: Stored): Uint8Array =>
  Uint8Array.from(stored instanceof Binary ? stored.value() : stored);
export const binary = (bytes: Uint8Array): Binary => new Binary(bytes);

/** A position as the driver gives it, whatever it was told to make of 64-bit numbers. */
export type StoredPosition = Long | bigint | number;
export const positionOf = (stored: StoredPosition): bigint =>
  typeof stored === 'object' ? stored.toBigInt() : BigInt(stored);
export const long = (position: bigint): Long => Long.fromBigInt(position);

const PAGE = 1_000;

/** In pages a filter may name. */
export const paged = function* <T>(all: readonly T[], size = PAGE): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
};
