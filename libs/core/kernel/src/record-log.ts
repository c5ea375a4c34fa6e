import type { Position } from './event.js';
import type { Appended, FeedFilter, FeedOptions } from './ports.js';

/** An event as a log keeps it: the exact bytes, and the facet that stands beside them. */
export type LogRecord = {
  /** metadata ‖ 0x0A ‖ data. */
  record: Uint8Array;
  /** 0…1023; it is not in the record and cannot be told from it by a program that lacks the type. */
  facet: number;
};

export type LogRecords = {
  records: (LogRecord & { position: Position })[];
  /** Everything up to here has been considered, filtered out or given. */
  upTo: Position;
  /** True when the batch reached the end of the log as it was read. */
  live: boolean;
};

/** A log that gives its records to another and takes another's over, byte for byte. */
export interface RecordLog {
  /** Batches after a position (undefined: from the beginning); catches up, then follows. */
  records(
    after: Position | undefined,
    filter: Omit<FeedFilter, 'types'>,
    options: FeedOptions,
  ): AsyncIterable<LogRecords>;
  /**
   * Appends records that another log has written, `recordedAt` and all, in one piece. Throws
   * `ConflictError` when the stream is not at `expectedRevision`. Who follows one log only and alone
   * writes the other keeps their order the same.
   */
  appendRecords(
    stream: string,
    expectedRevision: number,
    records: readonly LogRecord[],
  ): Promise<Appended>;
}
