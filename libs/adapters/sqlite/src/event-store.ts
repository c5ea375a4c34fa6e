import { EventEmitter } from 'node:events';
import {
  FACET_MAX,
  hotMonthOf,
  IntegrityError,
  metadataHead,
  parseMetadata,
  parseStreamName,
  StoreUnavailable,
  type Appended,
  type AppendQueue,
  type EventMetadata,
  type EventStore,
  type FeedBatch,
  type FeedFilter,
  type FeedOptions,
  type HotKeyRange,
  type HotKeys,
  type LogRecord,
  type LogRecords,
  type NewEvent,
  type Position,
  type RecordLog,
  type StoredEvent,
} from '@gongkai/kernel';
import Database from 'better-sqlite3';
import { prepareReader, type Db } from './event-schema.js';
import { GroupCommit } from './group-commit.js';
import { writerHere, writerInThread, type LogHost } from './log-host.js';
import { localName, LogWriter, type AppendRequest } from './log-writer.js';
import { plannedOnce } from './planned-once.js';
import { Feed } from './event-feed.js';
import { checked, type EventRow } from './event-row.js';
import { facetsOf, HotKeyReader, hotPositions } from './hot-keys.js';

export type EventStoreOptions = {
  /** Path of events.db. */
  path: string;
  /** `none` opens the log for reading only, beside a running writer. */
  writer: 'here' | 'thread' | 'none';
  /** The bundled worker, needed for `thread`. */
  workerFile?: URL;
  now?: () => Date;
  queueMax?: number;
  /** A writer already made, instead of one made here. */
  host?: LogHost;
};

/** Few enough to lie in the processor's cache: what is asked again and again is soon back. */
const HEADS_MAX = 10_000;

/** The embedded event store: one file, one writer, any number of readers. */
export class SqliteEventStore implements EventStore, HotKeys, RecordLog {
  private readonly db: Db;
  private readonly commits: GroupCommit | undefined;
  private readonly host: LogHost | undefined;
  /** `head` with the new last position after each durable group. */
  readonly commitsSeen = new EventEmitter();
  /** Revisions seen or written; right for ever, because the one writer of the file is here. */
  private readonly heads: Map<string, number> | undefined;
  private readonly readStream;
  private readonly streamRevision;
  private readonly lastPosition;
  readonly agencies: () => ReadonlyMap<number, string>;
  readonly types: () => ReadonlyMap<number, string>;

  constructor({ path, writer, workerFile, now, queueMax = 20_000, host }: EventStoreOptions) {
    this.host = host ?? hostFor(path, writer, workerFile, now);
    this.db = new Database(path, { readonly: true, fileMustExist: true });
    prepareReader(this.db);
    this.heads = this.host && new Map();
    this.commitsSeen.setMaxListeners(0);
    this.commits =
      this.host &&
      new GroupCommit(this.host, queueMax, {
        appended: (stream, revision) => this.remember(stream, revision),
        committed: (head) => this.commitsSeen.emit('head', head),
      });
    this.readStream = this.db.prepare(
      plannedOnce(`SELECT e.position, s.revision, e.crc, e.record
       FROM streams s JOIN events e ON e.position = s.position
       WHERE s.tenant = (SELECT id FROM tenants WHERE name = ?) AND s.stream = ? AND s.revision >= ?
       ORDER BY s.revision`),
    );
    this.streamRevision = this.db
      .prepare(
        `SELECT max(revision) FROM streams
         WHERE tenant = (SELECT id FROM tenants WHERE name = ?) AND stream = ?`,
      )
      .pluck();
    this.lastPosition = this.db.prepare('SELECT max(position) FROM events').pluck();
    this.agencies = dictionary(this.db, 'agencies');
    this.types = dictionary(this.db, 'types');
  }

  /** How the last group fared: `full` resumes by itself, `failed` needs a restart. */
  get writerState(): 'ok' | 'full' | 'failed' | 'readOnly' {
    return this.commits?.state ?? 'readOnly';
  }

  get queue(): AppendQueue | undefined {
    return this.commits && { waiting: this.commits.length, max: this.commits.queueMax };
  }

  /** Resolves when everything queued so far has been answered. */
  async drained(): Promise<void> {
    await this.commits?.drained();
  }

  async read(stream: string, fromRevision = 1): Promise<StoredEvent[]> {
    const { tenant } = parseStreamName(stream);
    const rows = this.readStream.all(tenant, localName(stream), fromRevision) as (EventRow & {
      revision: number;
    })[];
    return rows.map((row, i) => {
      if (row.revision !== fromRevision + i) throw IntegrityError.at(row.position);
      return checked(row);
    });
  }

  async revision(stream: string): Promise<number> {
    const known = this.heads?.get(stream);
    if (known !== undefined) return known;
    const { tenant } = parseStreamName(stream);
    const stored = (this.streamRevision.get(tenant, localName(stream)) as number | null) ?? 0;
    if (stored > 0) this.remember(stream, stored);
    return stored;
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const asked = events.map(({ meta, data, facet }) => ({
      head: metadataHead(meta),
      data,
      ...marksOf(meta, facet),
    }));
    return this.commit(stream, expectedRevision, asked);
  }

  async appendRecords(
    stream: string,
    expectedRevision: number,
    records: readonly LogRecord[],
  ): Promise<Appended> {
    let recordedAt = '';
    const asked = records.map(({ record, facet }) => {
      const meta = parseMetadata(record);
      recordedAt = meta.recordedAt;
      return { record, ...marksOf(meta, facet) };
    });
    return { ...(await this.commit(stream, expectedRevision, asked)), recordedAt };
  }

  async *records(
    after: Position | undefined,
    filter: Omit<FeedFilter, 'types'>,
    options: FeedOptions,
  ): AsyncIterable<LogRecords> {
    for await (const { events, upTo, live } of this.feed(after, filter, options)) {
      const facetAt = facetsOf(this.db, events);
      const records = events.map(({ position, record, damaged }) => {
        if (damaged) throw IntegrityError.at(Number(position));
        return { position, record, facet: facetAt(position) };
      });
      yield { records, upTo, live };
    }
  }

  feed(
    after: Position | undefined,
    filter: FeedFilter,
    options: FeedOptions,
  ): AsyncIterable<FeedBatch> {
    return new Feed(this.db, this.commitsSeen, filter, options).from(Number(after ?? 0n));
  }

  async head(): Promise<Position | undefined> {
    const position = this.lastPosition.get() as number | null;
    return position === null ? undefined : BigInt(position);
  }

  scan(
    after: Position | undefined,
    upTo: Position,
    visit: (keys: Float64Array, count: number) => void,
  ): void {
    for (const { keys } of new HotKeyReader(this.db).blocks(Number(after ?? 0n), Number(upTo)))
      visit(keys, keys.length);
  }

  positions(range: HotKeyRange, after: Position | undefined, limit: number): Position[] {
    return hotPositions(this.db, range, Number(after ?? 0n), limit);
  }

  /** Events by position, e.g. those behind a cell. */
  async at(positions: readonly Position[]): Promise<StoredEvent[]> {
    const rows = this.db
      .prepare(
        `SELECT position, crc, record FROM events
         WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position`,
      )
      .all(JSON.stringify(positions.map(Number))) as EventRow[];
    return rows.map(checked);
  }

  /** Waits for what is queued, then closes; later appends are refused. */
  async close(): Promise<void> {
    await this.commits?.drained();
    await this.host?.close();
    this.commitsSeen.emit('close');
    if (this.db.open) this.db.close();
  }

  private async commit(
    stream: string,
    expectedRevision: number,
    events: AppendRequest['events'],
  ): Promise<Appended> {
    if (!this.commits) throw new StoreUnavailable('readOnly');
    const { tenant } = parseStreamName(stream);
    return this.commits.append({ stream, tenant, expectedRevision, events });
  }

  private remember(stream: string, revision: number): void {
    if (!this.heads) return;
    if (this.heads.size >= HEADS_MAX) this.heads.clear();
    this.heads.set(stream, Math.max(this.heads.get(stream) ?? 0, revision));
  }
}

/** The names of a dictionary by number: only ever added, and read again only then. */
const dictionary = (db: Db, table: 'agencies' | 'types'): (() => ReadonlyMap<number, string>) => {
  const last = db.prepare(`SELECT max(id) FROM ${table}`).pluck();
  const all = db.prepare(`SELECT id, name FROM ${table}`).raw();
  let names = new Map<number, string>();
  return () => {
    if (names.size !== (last.get() ?? 0)) names = new Map(all.all() as [number, string][]);
    return names;
  };
};

const hostFor = (
  path: string,
  writer: EventStoreOptions['writer'],
  workerFile: URL | undefined,
  now: (() => Date) | undefined,
): LogHost | undefined => {
  if (writer === 'none') return undefined;
  // The file is made here in either case, so that readers find it.
  const local = new LogWriter(path, now);
  if (writer === 'here') return writerHere(local);
  local.close();
  if (!workerFile) throw new Error('a writer in a thread needs its worker file');
  return writerInThread(path, workerFile);
};

/** What of a hot key an event brings along; what does not fit fails it before it joins a group. */
const marksOf = (
  { type, agency, occurredOn }: Omit<EventMetadata, 'recordedAt'>,
  facet: number,
) => {
  if (!(facet >= 0 && facet <= FACET_MAX)) throw new RangeError(`facet ${facet}`);
  return { type, agency, month: hotMonthOf(occurredOn), facet };
};
