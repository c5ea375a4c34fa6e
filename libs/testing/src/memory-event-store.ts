import {
  ConflictError,
  bucketOf,
  encodeRecord,
  parseMetadata,
  type Appended,
  type Clock,
  type EventMetadata,
  type EventStore,
  type FeedBatch,
  type FeedFilter,
  type FeedOptions,
  type LogRecord,
  type LogRecords,
  type NewEvent,
  type Position,
  type RecordLog,
  type StoredEvent,
} from '@gongkai/kernel';
import { FakeClock } from './fakes.js';

type Kept = StoredEvent & LogRecord & { stream: string; meta: EventMetadata };
type Coming = LogRecord & { meta: EventMetadata };

/** The event-store port in memory, for specs; same suite as every adapter. */
export class MemoryEventStore implements EventStore, RecordLog {
  private readonly log: Kept[] = [];
  private readonly streams = new Map<string, Kept[]>();
  private waiting: (() => void)[] = [];
  private lastRecordedAt = '';

  constructor(private readonly clock: Clock = new FakeClock()) {}

  async read(stream: string, fromRevision = 1): Promise<StoredEvent[]> {
    return (this.streams.get(stream) ?? []).slice(fromRevision - 1);
  }

  async revision(stream: string): Promise<number> {
    return this.streams.get(stream)?.length ?? 0;
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const now = this.clock.now().toISOString();
    const recordedAt = now > this.lastRecordedAt ? now : this.lastRecordedAt;
    const coming = events.map(({ meta: given, data, facet }) => {
      const meta = { ...given, recordedAt };
      return { meta, record: encodeRecord(meta, data), facet };
    });
    return this.keep(stream, expectedRevision, coming);
  }

  async appendRecords(
    stream: string,
    expectedRevision: number,
    records: readonly LogRecord[],
  ): Promise<Appended> {
    const coming = records.map((each) => ({ ...each, meta: parseMetadata(each.record) }));
    return this.keep(stream, expectedRevision, coming);
  }

  async *records(
    after: Position | undefined,
    filter: Omit<FeedFilter, 'types'>,
    options: FeedOptions,
  ): AsyncIterable<LogRecords> {
    for await (const { events, ...batch } of this.feed(after, filter, options))
      yield {
        ...batch,
        records: events.map(({ position, record }) => ({
          position,
          record,
          facet: this.log[Number(position) - 1]!.facet,
        })),
      };
  }

  async *feed(
    after: Position | undefined,
    filter: FeedFilter,
    { signal, batchSize = 500, follow = true }: FeedOptions,
  ): AsyncIterable<FeedBatch> {
    let next = Number(after ?? 0n);
    while (!signal.aborted) {
      const block = this.log.slice(next, next + batchSize);
      if (block.length > 0) {
        next += block.length;
        const events = block
          .filter((event) => wanted(event, filter))
          .map(({ position, record }) => ({ position, record }));
        yield { events, upTo: BigInt(next), live: next === this.log.length };
      } else if (!follow) return;
      else await this.moreOr(signal);
    }
  }

  async head(): Promise<Position | undefined> {
    return this.log.length === 0 ? undefined : BigInt(this.log.length);
  }

  async close(): Promise<void> {
    for (const wake of this.waiting.splice(0)) wake();
  }

  private keep(stream: string, expectedRevision: number, coming: readonly Coming[]): Appended {
    const kept = this.streams.get(stream) ?? [];
    if (kept.length !== expectedRevision)
      throw new ConflictError(stream, expectedRevision, kept.length);
    for (const each of coming) {
      const event = { ...each, position: BigInt(this.log.length + 1), stream };
      this.log.push(event);
      kept.push(event);
    }
    this.streams.set(stream, kept);
    const { recordedAt } = coming.at(-1)!.meta;
    if (recordedAt > this.lastRecordedAt) this.lastRecordedAt = recordedAt;
    for (const wake of this.waiting.splice(0)) wake();
    return { revision: kept.length, position: BigInt(this.log.length), recordedAt };
  }

  private moreOr(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

const wanted = ({ meta }: Kept, { types, tenants, buckets }: FeedFilter): boolean => {
  const bucket = Number(bucketOf(meta.tenant).slice(1));
  return (
    (!types || types.includes(meta.type)) &&
    (!tenants || tenants.includes(meta.tenant)) &&
    (!buckets || (bucket >= buckets[0] && bucket < buckets[1]))
  );
};
