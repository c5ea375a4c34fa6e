import {
  CLOCK_SKEW_MS,
  parseMetadata,
  type Instant,
  type Position,
  type StoredEvent,
} from '@gongkai/kernel';

/** Events by position. */
export type ReadAt = (positions: readonly Position[]) => Promise<StoredEvent[]>;

const BLOCK = 500n;

/**
 * The last position recorded at or before an instant, 0 when there is none: what was known then.
 * Positions have no gap and times rise but for the skew of clocks, so the log is halved until a place
 * near it is found, and read on from there until the times are past the instant by more than that.
 */
export const positionKnownAt = async (
  at: ReadAt,
  head: Position | undefined,
  instant: Instant,
): Promise<Position> => {
  const end = head ?? 0n;
  let known = 0n;
  let later = end + 1n;
  while (later - known > 1n) {
    const middle = (known + later) / 2n;
    const [event] = await at([middle]);
    if (event === undefined || recordedAtOf(event) <= instant) known = middle;
    else later = middle;
  }
  const past = new Date(Date.parse(instant) + CLOCK_SKEW_MS).toISOString();
  for (let from = known + 1n; from <= end; from += BLOCK) {
    const size = Number(end - from < BLOCK ? end - from + 1n : BLOCK);
    const block = await at(Array.from({ length: size }, (_, i) => from + BigInt(i)));
    for (const event of block) {
      const recordedAt = recordedAtOf(event);
      if (recordedAt > past) return known;
      if (recordedAt <= instant) known = event.position;
    }
  }
  return known;
};

const recordedAtOf = ({ record }: StoredEvent): Instant => parseMetadata(record).recordedAt;

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
