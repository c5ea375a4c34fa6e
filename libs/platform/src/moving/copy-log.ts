import {
  ConflictError,
  type EventStore,
  type LogRecord,
  type LogRecords,
  type RecordLog,
  type Rejection,
} from '@gongkai/kernel';
import { runsOf, type Run } from '../cluster/replica.js';
import { rejectMove } from './errors.js';
import type { Chosen } from './place.js';

type Log = RecordLog & Pick<EventStore, 'head'>;

export type CopyOptions = {
  from: Log;
  to: Log;
  /** Whether `to` writes appends in the order they were asked for, or each has to be waited for. */
  keepsOrder: boolean;
  chosen: Chosen;
  onRecords?: (records: number) => void;
  batchSize?: number;
};

export type Copied = { records: number; added: number };

const BATCH = 1_000;
/** One append: a server takes a mebibyte at most. */
const RUN_BYTES = 512 * 1024;
const RUN_RECORDS = 100;

/**
 * Copies a log in its order. What the target holds already is compared byte by byte first, so that
 * a copy cut off anywhere goes on where it was and nothing is ever put behind something else.
 */
export const copyLog = async (options: CopyOptions): Promise<Copied | Rejection> => {
  const held = new Held(options.to, options.batchSize ?? BATCH);
  try {
    return await copyBehind(held, options);
  } finally {
    await held.close();
  }
};

const copyBehind = async (held: Held, options: CopyOptions): Promise<Copied | Rejection> => {
  const { from, chosen, onRecords, batchSize } = options;
  let records = 0;
  let added = 0;
  for await (const batch of recordsOf(from, chosen, batchSize)) {
    const known = await held.next(batch.records.length);
    for (const [i, record] of known.entries())
      if (!sameRecord(record, batch.records[i]!)) return differs(records + i + 1);
    const fresh = batch.records.slice(known.length);
    try {
      await append(options, fresh);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      return differs(records + known.length + 1);
    }
    records += batch.records.length;
    added += fresh.length;
    onRecords?.(records);
  }
  const more = await held.next(1);
  return more.length > 0 ? differs(records + 1) : { records, added };
};

/** The records of a log as it is now, those chosen, in order. */
export const recordsOf = (
  log: RecordLog,
  chosen: Chosen,
  batchSize = BATCH,
  after?: bigint,
): AsyncIterable<LogRecords> =>
  log.records(after, chosen ? { tenants: chosen } : {}, {
    signal: new AbortController().signal,
    batchSize,
    follow: false,
  });

const differs = (position: number): Rejection => rejectMove('move.targetDiffers', { position });

const sameRecord = (a: LogRecord, b: LogRecord): boolean =>
  a.facet === b.facet && Buffer.compare(a.record, b.record) === 0;

const append = async ({ to, keepsOrder }: CopyOptions, fresh: LogRecord[]): Promise<void> => {
  const appends: Promise<unknown>[] = [];
  for (const { stream, revision, run } of runsOf(fresh).flatMap(inPieces)) {
    const appended = to.appendRecords(stream, revision - 1, run);
    appends.push(appended);
    if (!keepsOrder) await appended;
  }
  await Promise.all(appends);
};

const inPieces = ({ stream, revision, run }: Run): Run[] => {
  const pieces: Run[] = [];
  let bytes = 0;
  for (const [i, each] of run.entries()) {
    const last = pieces.at(-1);
    bytes += each.record.length;
    if (last && last.run.length < RUN_RECORDS && bytes <= RUN_BYTES) last.run.push(each);
    else {
      pieces.push({ stream, revision: revision + i, run: [each] });
      bytes = each.record.length;
    }
  }
  return pieces;
};

/** What the target held when the copy began, taken piece by piece. */
class Held {
  private readonly batches: AsyncIterator<LogRecords>;
  private rest: LogRecord[] = [];

  constructor(log: RecordLog, batchSize: number) {
    this.batches = recordsOf(log, undefined, batchSize)[Symbol.asyncIterator]();
  }

  /** The next records, fewer at the end. */
  async next(count: number): Promise<LogRecord[]> {
    while (this.rest.length < count) {
      const { done, value } = await this.batches.next();
      if (done) break;
      this.rest = [...this.rest, ...value.records];
    }
    return this.rest.splice(0, count);
  }

  async close(): Promise<void> {
    await this.batches.return?.();
  }
}
