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

/**
 * The log as it is, with appends that are kept in memory and forgotten: commands are judged exactly
 * as they would be, against each other too, and nothing is recorded.
 */
export class DryRunStore implements EventStore {
  private readonly added = new Map<string, StoredEvent[]>();
  private next: Position | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly now: () => Date,
  ) {}

  async read(stream: string, fromRevision = 1): Promise<StoredEvent[]> {
    const all = [...(await this.store.read(stream)), ...(this.added.get(stream) ?? [])];
    return all.slice(fromRevision - 1);
  }

  async revision(stream: string): Promise<number> {
    return (await this.store.revision(stream)) + (this.added.get(stream)?.length ?? 0);
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const stored = await this.store.revision(stream);
    this.next ??= (await this.store.head()) ?? 0n;
    const added = this.added.get(stream) ?? [];
    const actual = stored + added.length;
    if (actual !== expectedRevision) throw new ConflictError(stream, expectedRevision, actual);
    const recordedAt = this.now().toISOString();
    for (const { meta, data } of events)
      added.push({ position: ++this.next, record: encodeRecord({ ...meta, recordedAt }, data) });
    this.added.set(stream, added);
    return { revision: stored + added.length, position: this.next, recordedAt };
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
    this.added.clear();
  }
}
