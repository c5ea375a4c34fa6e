import { crc32 } from 'node:zlib';
import type { StoredEvent } from '@gongkai/kernel';

/** A row of `events` as it is read. */
export type EventRow = { position: number; crc: number; record: Buffer };

/** A stored record is not what was written: its checksum or its place is wrong. */
export class IntegrityError extends Error {
  constructor(readonly position: number) {
    super(`the record at position ${position} is not what was written`);
    this.name = 'IntegrityError';
  }
}

/** The stored event, once its checksum has been found right. */
export const checked = (row: EventRow): StoredEvent => {
  if (!intact(row)) throw new IntegrityError(row.position);
  return { position: BigInt(row.position), record: row.record };
};

export const intact = ({ crc, record }: EventRow): boolean => crc32(record) === crc;
