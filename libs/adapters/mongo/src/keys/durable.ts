import { Binary, Long, type Collection, type Db, type Document } from 'mongodb';

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
