import {
  StoreUnavailable,
  type Appended,
  type AppendQueue,
  type EventStore,
  type FeedBatch,
  type FeedFilter,
  type FeedOptions,
  type NewEvent,
  type Position,
  type StoredEvent,
} from '@gongkai/kernel';
import type { SqliteEventStore } from '@gongkai/sqlite';

/** How long an append or a read waits for this process's replica. */
const REPLICA_MS = 10_000;

/**
 * The log of a cluster as this process sees it: appended to and asked for the state of a stream over
 * the wire, read from the replica once that holds what the log holds of the stream. Positions are
 * those of the replica.
 */
export class ClusterLog implements EventStore {
  constructor(
    private readonly remote: EventStore,
    private readonly replica: SqliteEventStore,
    private readonly patienceMs = REPLICA_MS,
  ) {}

  get queue(): AppendQueue | undefined {
    return this.remote.queue;
  }

  async read(stream: string, fromRevision = 1): Promise<StoredEvent[]> {
    const revision = await this.remote.revision(stream);
    if (revision < fromRevision) return [];
    await this.held(stream, revision);
    return this.replica.read(stream, fromRevision);
  }

  revision(stream: string): Promise<number> {
    return this.remote.revision(stream);
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const { revision, recordedAt } = await this.remote.append(stream, expectedRevision, events);
    await this.held(stream, revision);
    const [last] = await this.replica.read(stream, revision);
    return { revision, recordedAt, position: last!.position };
  }

  feed(
    after: Position | undefined,
    filter: FeedFilter,
    options: FeedOptions,
  ): AsyncIterable<FeedBatch> {
    return this.replica.feed(after, filter, options);
  }

  head(): Promise<Position | undefined> {
    return this.replica.head();
  }

  /** The remote log and the replica are closed by who opened them. */
  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** What was appended stands in the log even when this gives up: the repeat finds it. */
  private async held(stream: string, revision: number): Promise<void> {
    if ((await this.replica.revision(stream)) >= revision) return;
    const { commitsSeen } = this.replica;
    await new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(late);
        commitsSeen.off('head', look);
        settle();
      };
      const look = () =>
        void this.replica.revision(stream).then((known) => {
          if (known >= revision) end(resolve);
        }, reject);
      const late = setTimeout(
        () => end(() => reject(new StoreUnavailable('busy'))),
        this.patienceMs,
      );
      commitsSeen.on('head', look);
      look();
    });
  }
}
