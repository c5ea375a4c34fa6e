import {
  parseRecord,
  PositionWait,
  recordedOf,
  type Catalogue,
  type EventStore,
  type Position,
  type Recorded,
  type StoredEvent,
} from '@gongkai/kernel';

/** Keeps something in the memory of a process current from the log. */
export abstract class LogFollower {
  private readonly stop = new AbortController();
  private readonly waits = new PositionWait((position) => this.position >= position);
  private readonly parked = new Set<string>();
  private following: Promise<void> = Promise.resolve();
  private position: Position = 0n;

  protected constructor(
    private readonly store: EventStore,
    private readonly events: Catalogue,
  ) {}

  protected abstract apply(event: Recorded): void;
  /** Told after a batch with events in it. */
  protected abstract changed(): void;

  /** Reads what there is after a position (undefined: from the beginning), then follows when asked. */
  protected async begin(after: Position | undefined, follow: boolean): Promise<void> {
    this.position = after ?? 0n;
    await this.read(after, false);
    if (follow) this.following = this.read(this.position, true);
  }

  /** Resolves when what is kept shows the event at the position. */
  waitFor(position: Position, signal?: AbortSignal): Promise<void> {
    return this.waits.until(position, signal);
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.following;
  }

  /** An event that cannot be read leaves what its tenant had; the read model raises the alarm. */
  private take(stored: StoredEvent): void {
    const { tenant } = stored.damaged ?? parseRecord(stored.record).meta;
    if (this.parked.has(tenant)) return;
    try {
      if (stored.damaged) throw new Error('the record is not what was written');
      this.apply(recordedOf(this.events, stored));
    } catch {
      this.parked.add(tenant);
    }
  }

  private async read(after: Position | undefined, follow: boolean): Promise<void> {
    const types = Object.keys(this.events);
    const options = { signal: this.stop.signal, follow, batchSize: 1000 };
    for await (const batch of this.store.feed(after, { types }, options)) {
      for (const stored of batch.events) this.take(stored);
      this.position = batch.upTo;
      this.waits.settle();
      if (batch.events.length > 0) this.changed();
    }
  }
}
