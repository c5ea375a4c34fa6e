import { crc32 } from 'node:zlib';
import { bucketOf, leafName, packHotKey } from '@gongkai/kernel';
import Database from 'better-sqlite3';
import { prepareWriter, type Db } from './event-schema.js';
import { SegmentWriter } from './hot-keys.js';
import { RowWriter } from './row-writer.js';

/** What stands beside a record, for its hot key. */
type Marks = { type: string; agency: string | null; month: number; facet: number };

/** An append as the writer takes it: new events, or records of another log as they are. */
export type AppendRequest = {
  stream: string;
  tenant: string;
  expectedRevision: number;
  events: readonly (Marks &
    (
      | {
          /** Metadata JSON without the closing brace; the writer adds `recordedAt` and closes it. */
          head: string;
          data: string;
        }
      | { record: Uint8Array }
    ))[];
};

export type AppendOutcome =
  | { ok: true; revision: number; position: number; recordedAt: string }
  | { ok: false; actual: number };

export type WriterFailure = 'full' | 'failed';

/** A whole group could not be made durable; nothing of it is in the log. */
export class GroupFailed extends Error {
  constructor(readonly reason: WriterFailure) {
    super(`the log could not be written: ${reason}`);
    this.name = 'GroupFailed';
  }
}

/** A stream taken for new is not: the group is rolled back and every stream looked up. */
class StreamTaken extends Error {}

const STREAMS_CACHED_MAX = 200_000;
/** About how many appends share one sync at most. */
export const GROUP_MAX = 2_000;

/**
 * The one writer of events.db. Synchronous: a group of appends is one transaction, its outcomes
 * one to one. After a failed sync it refuses everything, because what the disk holds is unknown.
 */
export class LogWriter {
  private readonly db: Db;
  private readonly heads = new Map<string, number>();
  private readonly numbers = {
    tenants: new Map<string, number>(),
    types: new Map<string, number>(),
    agencies: new Map<string, number>(),
  };
  private next = 1;
  private lastRecordedAt = '';
  private stopped = false;
  private readonly segments: SegmentWriter;
  private readonly statements: ReturnType<typeof prepareStatements>;
  private readonly streams: RowWriter;
  private readonly events: RowWriter;
  private readonly transaction: (
    group: readonly AppendRequest[],
    careful: boolean,
  ) => AppendOutcome[];

  constructor(
    path: string,
    private readonly now: () => Date = () => new Date(),
    synchronous: 'FULL' | 'NORMAL' = 'FULL',
  ) {
    this.db = new Database(path);
    prepareWriter(this.db, synchronous);
    this.statements = prepareStatements(this.db);
    this.segments = new SegmentWriter(this.db);
    this.streams = new RowWriter(this.db, 'streams', 4, 'ON CONFLICT DO NOTHING');
    this.events = new RowWriter(this.db, 'events (position, crc, key, record)', 4);
    this.transaction = this.db.transaction((group: readonly AppendRequest[], careful: boolean) => {
      const recordedAt = this.recordedAt();
      const outcomes = group.map((request) => this.appendOne(request, recordedAt, careful));
      this.events.flush();
      if (this.streams.flush() > 0) throw new StreamTaken();
      return outcomes;
    });
    this.reload();
  }

  /** Appends a group; each request meets the ones before it. Throws `GroupFailed`. */
  append(group: readonly AppendRequest[]): AppendOutcome[] {
    if (this.stopped) throw new GroupFailed('failed');
    if (this.heads.size >= STREAMS_CACHED_MAX) this.heads.clear();
    try {
      return this.inOne(group, false);
    } catch (error) {
      if (!(error instanceof StreamTaken)) throw error;
      return this.inOne(group, true);
    }
  }

  private inOne(group: readonly AppendRequest[], careful: boolean): AppendOutcome[] {
    try {
      return this.transaction(group, careful);
    } catch (error) {
      const reason = failureOf(error);
      this.stopped = reason === 'failed';
      this.forget();
      if (!this.stopped) this.reload();
      throw reason ? new GroupFailed(reason) : error;
    }
  }

  get head(): number {
    return this.next - 1;
  }

  /** For specs of a full disk: the file may not grow past this many pages. */
  limitPages(pages: number): void {
    this.db.pragma(`max_page_count = ${pages}`);
  }

  close(): void {
    if (this.db.open) this.db.close();
  }

  /** Unless careful, a stream that nobody has seen is taken for new; `streams` tells when it is not. */
  private appendOne(request: AppendRequest, recordedAt: string, careful: boolean): AppendOutcome {
    const { expectedRevision: expected, tenant: name } = request;
    const known =
      this.heads.get(request.stream) ?? (careful || expected > 0 ? this.stored(request) : 0);
    if (known !== expected) return { ok: false, actual: known };
    const tenant = this.numberOf('tenants', name);
    const stream = localName(request.stream);
    let revision = expected;
    for (const event of request.events) {
      revision += 1;
      this.streams.add(tenant, stream, revision, this.next);
      const record =
        'record' in event
          ? event.record
          : Buffer.from(`${event.head},"recordedAt":"${recordedAt}"}\n${event.data}`);
      const key = packHotKey({
        agency: this.agencyNumber(name, tenant, event.agency),
        month: event.month,
        type: this.numberOf('types', event.type),
        facet: event.facet,
      });
      this.events.add(this.next, crc32(record), key, record);
      this.segments.add(this.next, key);
      this.next += 1;
    }
    this.heads.set(request.stream, revision);
    return { ok: true, revision, position: this.next - 1, recordedAt };
  }

  /** Never earlier than the one before: a clock set back must not reorder what a court reads. */
  private recordedAt(): string {
    const now = this.now().toISOString();
    if (now > this.lastRecordedAt) this.lastRecordedAt = now;
    return this.lastRecordedAt;
  }

  /** Revision of a stream in the file, which is then remembered. */
  private stored({ stream, tenant }: AppendRequest): number {
    const revision = this.statements.revision.get(tenant, localName(stream)) as number | null;
    this.heads.set(stream, revision ?? 0);
    return revision ?? 0;
  }

  private numberOf(kind: 'tenants' | 'types', name: string): number {
    const numbers = this.numbers[kind];
    const known = numbers.get(name);
    if (known) return known;
    const added = this.statements[kind === 'types' ? 'addType' : 'addTenant'].run(name);
    const number = Number(added.lastInsertRowid);
    numbers.set(name, number);
    return number;
  }

  private agencyNumber(tenant: string, number: number, agency: string | null): number {
    const name = leafName(tenant, agency);
    const known = this.numbers.agencies.get(name);
    if (known) return known;
    const bucket = Number(bucketOf(tenant).slice(1));
    const added = Number(this.statements.addAgency.run(name, number, bucket).lastInsertRowid);
    this.numbers.agencies.set(name, added);
    return added;
  }

  private forget(): void {
    this.streams.forget();
    this.events.forget();
    this.heads.clear();
    for (const numbers of Object.values(this.numbers)) numbers.clear();
  }

  private reload(): void {
    const last = this.statements.last.get() as { position: number; record: Buffer } | undefined;
    this.next = (last?.position ?? 0) + 1;
    this.segments.reload(this.next - 1);
    if (last) this.lastRecordedAt = /"recordedAt":"([^"]+)"\}\n/.exec(last.record.toString())![1]!;
    for (const kind of ['tenants', 'types', 'agencies'] as const)
      for (const { id, name } of this.db.prepare(`SELECT id, name FROM ${kind}`).all() as {
        id: number;
        name: string;
      }[])
        this.numbers[kind].set(name, id);
  }
}

/** `<aggregate>-<id>` of `b17/<tenant>/<aggregate>-<id>`. */
export const localName = (stream: string): string => stream.slice(stream.lastIndexOf('/') + 1);

const prepareStatements = (db: Db) => ({
  last: db.prepare('SELECT position, record FROM events ORDER BY position DESC LIMIT 1'),
  revision: db
    .prepare(
      `SELECT max(revision) FROM streams
       WHERE tenant = (SELECT id FROM tenants WHERE name = ?) AND stream = ?`,
    )
    .pluck(),
  addTenant: db.prepare('INSERT INTO tenants (name) VALUES (?)'),
  addType: db.prepare('INSERT INTO types (name) VALUES (?)'),
  addAgency: db.prepare('INSERT INTO agencies (name, tenant, bucket) VALUES (?, ?, ?)'),
});

/** By its code, not its class: a thread or a test runner may hold another copy of the class. */
const failureOf = (error: unknown): WriterFailure | undefined => {
  const code = String((error as { code?: unknown }).code);
  if (!code.startsWith('SQLITE_')) return undefined;
  return code === 'SQLITE_FULL' ? 'full' : 'failed';
};
