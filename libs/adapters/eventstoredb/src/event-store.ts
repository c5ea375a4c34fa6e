import {
  type Appended,
  type AppendQueue,
  type EventStore,
  type FeedBatch,
  type FeedFilter,
  type FeedOptions,
  IntegrityError,
  type LogRecord,
  type LogRecords,
  metadataHead,
  type NewEvent,
  parseMetadata,
  parseStreamName,
  type Position,
  type RecordLog,
  type StoredEvent,
  StoreUnavailable,
} from '@gongkai/kernel';
import { AppendLine, type ProposedEvent } from './append-line.js';
import { Appends } from './appends.js';
import { ClusterStoreError } from './cluster-store-error.js';
import { parseConnectionString } from './connection-string.js';
import { Connection } from './connection.js';
import { serverId } from './event-id.js';
import type { Patience } from './failures.js';
import { ServerFeed } from './feed.js';
import { checkServer, clusterHealth, type ClusterHealth } from './health.js';
import {
  fedEvent,
  isOurs,
  logRecord,
  ourStream,
  partsOf,
  storedEvent,
  type ServerEvent,
} from './server-event.js';
import { StreamReads } from './stream-reads.js';

export type EventStoreDbOptions = {
  /** `esdb://…` or `esdb+discover://…`. */
  url: string;
  now?: () => Date;
  /** Silence after which a call is taken for lost, and repeated when that is safe. */
  answerMs?: number;
  /** How long an append or a read is repeated before `StoreUnavailable`. */
  giveUpMs?: number;
  /** Appends under way before new ones are refused as busy. */
  queueMax?: number;
};

/**
 * The log on EventStoreDB (KurrentDB). The metadata and the data of a record are what the server
 * keeps as such, byte for byte; a position is the commit position at the server.
 */
export class EventStoreDbStore implements EventStore, RecordLog {
  private readonly line: AppendLine;
  private readonly reads: StreamReads;
  private readonly appends: Appends;
  private readonly closing = new AbortController();
  private underWay = 0;
  private lastRecordedAt = '';

  private constructor(
    private readonly connection: Connection,
    private readonly patience: Patience,
    private readonly now: () => Date,
    private readonly queueMax: number,
  ) {
    this.line = new AppendLine(connection, patience.answerMs);
    this.reads = new StreamReads(connection, patience);
    this.appends = new Appends(this.line, this.reads, patience);
  }

  /** Connects and makes sure that the server can be used; throws `ClusterStoreError` when it cannot. */
  static async open({
    url,
    now = () => new Date(),
    answerMs = 5_000,
    giveUpMs = 20_000,
    queueMax = 20_000,
  }: EventStoreDbOptions): Promise<EventStoreDbStore> {
    const settings = parseConnectionString(url);
    const connection = new Connection(settings);
    const store = new EventStoreDbStore(connection, { answerMs, giveUpMs }, now, queueMax);
    try {
      await checkServer(connection, { answerMs, giveUpMs });
      await store.head();
    } catch (error) {
      await store.close();
      if (!(error instanceof StoreUnavailable)) throw error;
      const places = settings.hosts.map(({ address, port }) => `${address}:${port}`).join(', ');
      throw Object.assign(new ClusterStoreError('unreachable', places), { cause: error.cause });
    }
    return store;
  }

  get queue(): AppendQueue {
    return { waiting: this.underWay, max: this.queueMax };
  }

  async read(stream: string, fromRevision = 1): Promise<StoredEvent[]> {
    return (await this.reads.read(stream, fromRevision)).map(storedEvent);
  }

  revision(stream: string): Promise<number> {
    return this.reads.revision(stream);
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const recordedAt = this.recordedAt();
    const proposed = events.map(({ meta, data, facet }) => ({
      id: serverId(meta.id, facet),
      type: meta.type,
      metadata: utf8(`${metadataHead(meta)},"recordedAt":"${recordedAt}"}`),
      data: utf8(data),
    }));
    return { ...(await this.write(stream, expectedRevision, proposed)), recordedAt };
  }

  async appendRecords(
    stream: string,
    expectedRevision: number,
    records: readonly LogRecord[],
  ): Promise<Appended> {
    let recordedAt = '';
    const proposed = records.map(({ record, facet }, i) => {
      const parts = partsOf(record);
      const meta = parseMetadata(record);
      const revision = expectedRevision + i + 1;
      if (meta.revision !== revision) throw IntegrityError.of(stream, revision);
      recordedAt = meta.recordedAt;
      return { id: serverId(meta.id, facet), type: meta.type, ...parts };
    });
    return { ...(await this.write(stream, expectedRevision, proposed)), recordedAt };
  }

  async *feed(
    after: Position | undefined,
    filter: FeedFilter,
    options: FeedOptions,
  ): AsyncIterable<FeedBatch> {
    for await (const { events, ...batch } of this.follow(after, filter, options))
      yield {
        ...batch,
        events: events.map((event) => fedEvent(event, ourStream(event.stream)!.tenant)),
      };
  }

  async *records(
    after: Position | undefined,
    filter: Omit<FeedFilter, 'types'>,
    options: FeedOptions,
  ): AsyncIterable<LogRecords> {
    for await (const { events, ...batch } of this.follow(after, filter, options))
      yield { ...batch, records: events.map(takenRecord) };
  }

  head(): Promise<Position | undefined> {
    return this.reads.head();
  }

  /** Who leads, who lives, and what an operator has to do, if anything. Never throws. */
  health(): Promise<ClusterHealth> {
    return clusterHealth(this.connection, this.patience.answerMs);
  }

  /** Ends feeds and calls; an append still under way may or may not be in the log. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    this.line.close();
    await this.connection.close();
  }

  private follow(after: Position | undefined, filter: FeedFilter, options: FeedOptions) {
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    return new ServerFeed(this.connection, this.patience, this.reads, wantedBy(filter), filter, {
      ...options,
      signal,
    }).from(after);
  }

  /** A time never earlier than the one before: the clock of this machine may be set back. */
  private recordedAt(): string {
    const now = this.now().toISOString();
    if (now > this.lastRecordedAt) this.lastRecordedAt = now;
    return this.lastRecordedAt;
  }

  private async write(
    stream: string,
    expectedRevision: number,
    events: readonly ProposedEvent[],
  ): Promise<{ revision: number; position: Position }> {
    parseStreamName(stream);
    if (events.length === 0) throw new RangeError('an append has events');
    if (this.closing.signal.aborted) throw new StoreUnavailable('failed');
    if (this.underWay >= this.queueMax) throw new StoreUnavailable('busy');
    this.underWay += 1;
    try {
      return await this.appends.append(stream, expectedRevision, events);
    } finally {
      this.underWay -= 1;
    }
  }
}

/** Another log takes over only what was written here as it should be. */
const takenRecord = (event: ServerEvent): LogRecord & { position: Position } => {
  if (!isOurs(event)) throw IntegrityError.of(event.stream, event.revision);
  return logRecord(event);
};

const encoder = new TextEncoder();
const utf8 = (text: string): Uint8Array => encoder.encode(text);

const wantedBy = ({ types, tenants, buckets }: FeedFilter): ((event: ServerEvent) => boolean) => {
  const ofType = types && new Set(types);
  const ofTenant = tenants && new Set(tenants);
  return ({ stream, type }) => {
    if (ofType && !ofType.has(type)) return false;
    const parts = ourStream(stream);
    if (!parts || (ofTenant && !ofTenant.has(parts.tenant))) return false;
    const bucket = Number(parts.bucket.slice(1));
    return !buckets || (bucket >= buckets[0] && bucket < buckets[1]);
  };
};
