import { setTimeout as pause } from 'node:timers/promises';
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
import type { CourseStatus } from './keeping/projector.js';

const RETRY_MS = 1000;

/** Keeps something in the memory of a process current from the log. */
export abstract class LogFollower {
  private readonly stop = new AbortController();
  private readonly waits = new PositionWait((position) => this.position >= position);
  private readonly parked = new Set<string>();
  private following: Promise<void> = Promise.resolve();
  private position: Position = 0n;
  /** Why it stands still; null when it does not. */
  failure: string | null = null;
  /** Told of each read that failed; set by who shows it. */
  onFailure: () => void = () => undefined;

  protected constructor(
    private readonly store: EventStore,
    private readonly events: Catalogue,
  ) {}

  /** As one of the read models, under a name. */
  course(name: string): CourseStatus {
    return { name, position: this.position, lagMs: 0, failure: this.failure };
  }

  protected abstract apply(event: Recorded): void;
  /** Told after a batch with events in it. */
  protected abstract changed(): void;

  /**
   * Reads what there is after a position (undefined: from the beginning), then follows when asked.
   * Of tenants that are parked already nothing is taken.
   */
  protected async begin(
    after: Position | undefined,
    follow: boolean,
    parked: Iterable<string> = [],
  ): Promise<void> {
    this.position = after ?? 0n;
    for (const tenant of parked) this.parked.add(tenant);
    await this.read(after, false);
    if (follow) this.following = this.follow();
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

  /** Until `close`; a read that fails is tried again. */
  private async follow(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      try {
        await this.read(this.position, true);
      } catch (error) {
        this.failure = error instanceof Error ? error.message : 'failed';
        this.onFailure();
        await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async read(after: Position | undefined, follow: boolean): Promise<void> {
    const types = Object.keys(this.events);
    const options = { signal: this.stop.signal, follow, batchSize: 1000 };
    for await (const batch of this.store.feed(after, { types }, options)) {
      for (const stored of batch.events) this.take(stored);
      this.position = batch.upTo;
      this.failure = null;
      this.waits.settle();
      if (batch.events.length > 0) this.changed();
    }
  }
}
