import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  OperatorError,
  parseMetadata,
  streamName,
  type LogRecord,
  type Position,
  type RecordLog,
} from '@gongkai/kernel';
import { REPLICA_DIFFERS } from '@gongkai/nest';
import type { SqliteEventStore } from '@gongkai/sqlite';

/** The replica holds something else than the log it follows; nobody may go on with it. */
export class ReplicaDiverged extends OperatorError {
  constructor(readonly position: Position) {
    super(
      'replica.differs',
      {
        zh: '本机的日志副本自第 {position} 条事件起与日志不一致:请移走本进程的数据目录后重新启动;如其他进程也如此提示,则是日志本身已被改动。',
        en: 'The local copy of the log differs from the log at event {position}: move the data folder of this process away and start it again. If other processes say the same, the log itself has changed.',
      },
      { position: String(position) },
    );
  }
}

/** Where the log was when the replica held so many of its events. */
type Mark = { ordinal: string; source: string };

export type ReplicaOptions = {
  /** The log of the cluster. */
  source: RecordLog;
  /** The embedded log beside this process, written by nobody else. */
  replica: SqliteEventStore;
  /** A file of its own: how far of the source the replica has come; it may be lost. */
  markFile: string;
  batchSize?: number;
};

const MARK_MS = 1_000;
const RETRY_MAX_MS = 10_000;

/**
 * Follows the log of a cluster into an embedded log, event by event in the same order. The position
 * of an event on this platform is its place in that order, counted from 1: the same in every process
 * and on one machine, because no event is ever taken out.
 */
export class Replica {
  /** Why it stands still; null when it does not. */
  failure: string | null = null;
  private differs = false;
  private readonly stop = new AbortController();
  private reached: Position = 0n;
  private following: Promise<void> = Promise.resolve();
  private markedAt = 0;
  private mark: Mark | undefined;

  private constructor(private readonly options: ReplicaOptions) {}

  /** Catches up with the log as it is now, then follows until `close`. */
  static async open(
    options: ReplicaOptions,
    onProgress?: (events: number) => void,
  ): Promise<Replica> {
    const replica = new Replica(options);
    await replica.catchUp(onProgress);
    replica.following = replica.follow();
    return replica;
  }

  /** As alarms of health. */
  get problems(): readonly string[] {
    if (this.differs) return [REPLICA_DIFFERS];
    return this.failure === null ? [] : ['replica.behind'];
  }

  /** Stops after the batch in hand. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.following;
    await this.saveMark();
  }

  private async catchUp(onProgress?: (events: number) => void): Promise<void> {
    await this.copy(false, () => onProgress?.(Number(this.reached)));
    const held = (await this.options.replica.head()) ?? 0n;
    // The log has lost what it once gave: nobody may go on as if that had never been.
    if (held > this.reached) throw new ReplicaDiverged(this.reached + 1n);
  }

  /** Reconnects as long as nobody stops it; a copy that differs is not mended by trying again. */
  private async follow(): Promise<void> {
    for (let failures = 0; !this.stop.signal.aborted; failures++) {
      try {
        await this.copy(true, () => {
          failures = 0;
          this.failure = null;
        });
      } catch (error) {
        this.failure = error instanceof Error ? error.message : 'failed';
        this.differs = error instanceof ReplicaDiverged;
        if (this.differs) return;
        const wait = Math.min(RETRY_MAX_MS, 200 * 2 ** Math.min(failures, 6));
        await pause(wait, undefined, { signal: this.stop.signal }).catch(() => undefined);
      }
    }
  }

  /** Reads from the last mark on; what the replica holds already is compared, the rest is taken. */
  private async copy(follow: boolean, onBatch: () => void): Promise<void> {
    const { source, replica, batchSize = 1000 } = this.options;
    const held = (await replica.head()) ?? 0n;
    const mark = await this.lastMark(held);
    this.reached = mark ? BigInt(mark.ordinal) : 0n;
    const after = mark && BigInt(mark.source);
    const options = { signal: this.stop.signal, batchSize, follow };
    let last = mark;
    for await (const { records, upTo } of source.records(after, {}, options)) {
      const known = Number(held > this.reached ? held - this.reached : 0n);
      await this.compare(records.slice(0, known));
      await this.take(records.slice(known));
      this.reached += BigInt(records.length);
      // One batch behind: whoever begins there meets what is held already, and compares it.
      if (records.length > 0) {
        this.mark = last;
        last = { ordinal: String(this.reached), source: String(upTo) };
      }
      if (performance.now() - this.markedAt > MARK_MS) await this.saveMark();
      onBatch();
    }
  }

  private async compare(records: readonly LogRecord[]): Promise<void> {
    if (records.length === 0) return;
    const positions = records.map((_, i) => this.reached + BigInt(i + 1));
    const held = await this.options.replica.at(positions);
    for (const [i, { record }] of records.entries())
      if (!held[i] || Buffer.compare(held[i].record, record) !== 0)
        throw new ReplicaDiverged(positions[i]!);
  }

  /** In one group of the writer, so in order: a run of events of one stream is one append. */
  private async take(records: readonly LogRecord[]): Promise<void> {
    const appends: Promise<unknown>[] = [];
    for (const { stream, revision, run } of runsOf(records))
      appends.push(this.options.replica.appendRecords(stream, revision - 1, run));
    await Promise.all(appends);
  }

  private async lastMark(held: Position): Promise<Mark | undefined> {
    this.mark ??= await readFile(this.options.markFile, 'utf8').then(
      (text) => JSON.parse(text) as Mark,
      () => undefined,
    );
    // The folder is older than the file beside it: everything is compared from the beginning.
    if (this.mark && BigInt(this.mark.ordinal) > held) this.mark = undefined;
    return this.mark;
  }

  private async saveMark(): Promise<void> {
    if (!this.mark) return;
    const { markFile } = this.options;
    this.markedAt = performance.now();
    await writeFile(`${markFile}.new`, JSON.stringify(this.mark));
    await rename(`${markFile}.new`, markFile);
  }
}

export type Run = { stream: string; revision: number; run: LogRecord[] };

/** Records that follow each other in one stream, in order. */
export const runsOf = (records: readonly LogRecord[]): Run[] => {
  const runs: Run[] = [];
  for (const each of records) {
    const { tenant, aggregate, aggregateId, revision } = parseMetadata(each.record);
    const stream = streamName(tenant, aggregate, aggregateId);
    const last = runs.at(-1);
    if (last?.stream === stream && last.revision + last.run.length === revision)
      last.run.push(each);
    else runs.push({ stream, revision, run: [each] });
  }
  return runs;
};
