import { directoryEvents, nodeProjection, Tree, type DirectoryEvent } from '@gongkai/directory';
import {
  checkpointName,
  parseRecord,
  recordedOf,
  savedUpTo,
  type EventStore,
  type Position,
  type ReadStore,
  type Recorded,
  type StoredEvent,
} from '@gongkai/kernel';

/** Keeps the one Tree of a process current: from the rows of the read model, then from the log. */
export class TreeKeeper {
  private readonly stop = new AbortController();
  private readonly waiting = new Set<{ position: Position; resolve: () => void }>();
  private following: Promise<void> = Promise.resolve();
  private readonly parked = new Set<string>();

  private constructor(
    readonly tree: Tree,
    private readonly store: EventStore,
    private position: Position,
  ) {}

  /** Reads the tree as it is now; `follow` keeps it so until `close`. */
  static async open(
    store: EventStore,
    reads: ReadStore,
    { follow }: { follow: boolean },
  ): Promise<TreeKeeper> {
    const from = await savedUpTo(reads, checkpointName(nodeProjection));
    const tree = new Tree();
    if (from !== undefined)
      for await (const { row } of reads.scan(nodeProjection.collection)) tree.put(row);
    const keeper = new TreeKeeper(tree, store, from ?? 0n);
    await keeper.read(from, false);
    if (follow) keeper.following = keeper.read(keeper.position, true);
    return keeper;
  }

  /** Resolves when the tree shows the event at the position. */
  waitFor(position: Position): Promise<void> {
    if (this.position >= position) return Promise.resolve();
    return new Promise((resolve) => this.waiting.add({ position, resolve }));
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.following;
  }

  /** An event that cannot be read parks its tenant here too; the read model raises the alarm. */
  private take(stored: StoredEvent): void {
    const { tenant } = stored.damaged ?? parseRecord(stored.record).meta;
    if (this.parked.has(tenant)) return;
    if (stored.damaged) {
      this.parked.add(tenant);
      return;
    }
    try {
      this.tree.apply(recordedOf(directoryEvents, stored) as Recorded<DirectoryEvent>);
    } catch {
      this.parked.add(tenant);
    }
  }

  private async read(after: Position | undefined, follow: boolean): Promise<void> {
    const types = Object.keys(directoryEvents);
    const options = { signal: this.stop.signal, follow, batchSize: 1000 };
    for await (const batch of this.store.feed(after, { types }, options)) {
      for (const stored of batch.events) this.take(stored);
      this.position = batch.upTo;
      for (const waiter of this.waiting)
        if (waiter.position <= batch.upTo) {
          this.waiting.delete(waiter);
          waiter.resolve();
        }
    }
  }
}
