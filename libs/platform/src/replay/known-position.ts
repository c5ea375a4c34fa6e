import { parseRecord, type Instant, type Position, type StoredEvent } from '@gongkai/kernel';

/** Events by position. */
export type ReadAt = (positions: readonly Position[]) => Promise<StoredEvent[]>;

/**
 * The last position recorded at or before an instant, 0 when there is none: what was known then.
 * `recordedAt` does not decrease in position order and positions have no gap, so the log is halved
 * until it is found: a few reads, however long the log is.
 */
export const positionKnownAt = async (
  at: ReadAt,
  head: Position | undefined,
  instant: Instant,
): Promise<Position> => {
  let known = 0n;
  let later = (head ?? 0n) + 1n;
  while (later - known > 1n) {
    const middle = (known + later) / 2n;
    const [event] = await at([middle]);
    const recordedAt = event === undefined ? '' : parseRecord(event.record).meta.recordedAt;
    if (recordedAt <= instant) known = middle;
    else later = middle;
  }
  return known;
};

const MARK = Buffer.from(',"occurredOn":"');
const DAY_BYTES = 10;

/**
 * The legal day in a stored record, without parsing it: inside a text of the metadata the mark would
 * stand with escaped quotes, so its first place is the key itself.
 */
export const occurredOnIn = (record: Uint8Array): string => {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  const from = bytes.indexOf(MARK) + MARK.length;
  return bytes.toString('latin1', from, from + DAY_BYTES);
};
