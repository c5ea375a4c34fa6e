import {
  ConflictError,
  encodeRecord,
  type Appended,
  type EventStore,
  type FeedBatch,
  type FeedFilter,
  type FeedOptions,
  type NewEvent,
  type Position,
  type StoredEvent,
} from '@gongkai/kernel';
import { TemporaryRecords } from '@gongkai/sqlite';

/**
 * The log as it is, with appends that are forgotten: commands are judged exactly as they would be,
 * against each other too, and nothing is recorded. A trial may be of any length: what it appends
 * lies in a temporary file, not in memory.
 */
export class DryRunStore implements EventStore {
  private readonly added = new TemporaryRecords();
  private next: Position | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly now: () => Date,
  ) {}

  async read(stream: string, fromRevision = 1): Promise<StoredEvent[]> {
    const all = [...(await this.store.read(stream)), ...this.added.of(stream)];
    return all.slice(fromRevision - 1);
  }

  async revision(stream: string): Promise<number> {
    return (await this.store.revision(stream)) + this.added.count(stream);
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const stored = await this.store.revision(stream);
    this.next ??= (await this.store.head()) ?? 0n;
    const actual = stored + this.added.count(stream);
    if (actual !== expectedRevision) throw new ConflictError(stream, expectedRevision, actual);
    const recordedAt = this.now().toISOString();
    let position = this.next;
    const records = events.map(({ meta, data }) => ({
      position: ++position,
      record: encodeRecord({ ...meta, recordedAt }, data),
    }));
    this.added.add(stream, records);
    this.next = position;
    return { revision: actual + records.length, position, recordedAt };
  }

  feed(
    after: Position | undefined,
    filter: FeedFilter,
    options: FeedOptions,
  ): AsyncIterable<FeedBatch> {
    return this.store.feed(after, filter, options);
  }

  head(): Promise<Position | undefined> {
    return this.store.head();
  }

  async close(): Promise<void> {
    this.added.close();
  }
}
