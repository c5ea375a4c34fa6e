import {
  ConflictError,
  bucketOf,
  encodeRecord,
  type Appended,
  type Clock,
  type EventMetadata,
  type EventStore,
  type FeedBatch,
  type FeedFilter,
  type FeedOptions,
  type NewEvent,
  type Position,
  type StoredEvent,
} from '@gongkai/kernel';
import { FakeClock } from './fakes.js';

type Kept = StoredEvent & { stream: string; meta: EventMetadata };

/** The event-store port in memory, for specs; same suite as every adapter. */
export class MemoryEventStore implements EventStore {
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
    const kept = this.streams.get(stream) ?? [];
    if (kept.length !== expectedRevision)
      throw new ConflictError(stream, expectedRevision, kept.length);
    const now = this.clock.now().toISOString();
    const recordedAt = now > this.lastRecordedAt ? now : this.lastRecordedAt;
    this.lastRecordedAt = recordedAt;
    for (const { meta: given, data } of events) {
      const meta = { ...given, recordedAt };
      const position = BigInt(this.log.length + 1);
      const event = { position, record: encodeRecord(meta, data), stream, meta };
      this.log.push(event);
      kept.push(event);
    }
    this.streams.set(stream, kept);
    for (const wake of this.waiting.splice(0)) wake();
    return { revision: kept.length, position: BigInt(this.log.length), recordedAt };
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
