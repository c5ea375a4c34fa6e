import { crc32 } from 'node:zlib';
import { IntegrityError, type StoredEvent } from '@gongkai/kernel';

/** A row of `events` as it is read. */
export type EventRow = { position: number; crc: number; record: Buffer };

/** The stored event, once its checksum has been found right. */
export const checked = (row: EventRow): StoredEvent => {
  if (!intact(row)) throw IntegrityError.at(row.position);
  return { position: BigInt(row.position), record: row.record };
};

export const intact = ({ crc, record }: EventRow): boolean => crc32(record) === crc;
