import { EventEmitter } from 'node:events';
import { dataOf } from '../wire/encode.js';
import { checkAppend, type StreamNow } from './append-check.js';
import { LogWriter } from './log-writer.js';
import { openLogFile, type Db } from './schema.js';
import {
  isMetastream,
  metastreamOf,
  originalOf,
  type Outcome,
  type Proposed,
  type Stored,
} from './stored.js';
import {
  METASTREAM_METADATA,
  NO_METADATA,
  parseMetadata,
  recreatedFrom,
  type StreamMetadata,
} from './stream-metadata.js';
import { systemEvents } from './system-events.js';

export type PeerLogOptions = {
  path: string;
  now?: () => Date;
  /** What a commit waits for; see `openLogFile`. */
  synchronous?: 'FULL' | 'NORMAL';
};

/** What may be read of a stream now. */
export type Readable =
  | { kind: 'deleted' }
  | { kind: 'none'; next: number }
  | { kind: 'events'; stream: number; first: number; last: number; since: number };

type Waiting = {
  work: () => Outcome;
  resolve: (outcome: Outcome) => void;
  reject: (error: Error) => void;
};

const GROUP_MAX = 2_000;
const CACHED_MAX = 100_000;

/**
 * The log of a server: appends, deletes, tombstones, reads of a stream and of everything. Writes
 * that arrive in one turn of the event loop share one transaction.
 */
export class PeerLog {
  private readonly db: Db;
  private readonly writer: LogWriter;
  private readonly statements: ReturnType<typeof prepare>;
  private readonly metadata = new Map<string, StreamMetadata>();
  private readonly now: () => Date;
  private queue: Waiting[] = [];
  private busy = false;
  /** `head` after each commit, `close` at the end. */
  readonly commits = new EventEmitter();

  constructor({ path, now = () => new Date(), synchronous = 'NORMAL' }: PeerLogOptions) {
    this.now = now;
    this.db = openLogFile(path, synchronous);
    this.writer = new LogWriter(this.db, now);
    this.statements = prepare(this.db);
    this.commits.setMaxListeners(0);
    if (this.writer.head === 0)
      this.db.transaction(() => {
        for (const { stream, event } of systemEvents()) this.writer.write(stream, [event]);
      })();
  }

  append(name: string, expected: number, events: readonly Proposed[]): Promise<Outcome> {
    return this.submit(() => this.appendNow(name, expected, events));
  }

  /** Hides what the stream holds; numbering goes on when somebody writes to it again. */
  delete(name: string, expected: number): Promise<Outcome> {
    return this.submit(() => this.deleteNow(name, expected));
  }

  /** Ends the stream for good. */
  tombstone(name: string, expected: number): Promise<Outcome> {
    return this.submit(() => {
      const verdict = checkAppend(this.streamNow(name), expected, ['']);
      if (verdict.kind !== 'write') return this.refusal(name, verdict.kind);
      const position = this.writer.tombstone(name);
      this.metadata.delete(name);
      return { kind: 'done', revision: -1, position };
    });
  }

  /** Position of the last event. */
  get head(): number {
    return this.writer.head;
  }

  /** True for the position of an event and for one that is not reached yet. */
  isPosition(position: number): boolean {
    return position > this.head || this.statements.at.get(position) !== undefined;
  }

  metadataOf(name: string): StreamMetadata {
    if (isMetastream(name)) return METASTREAM_METADATA;
    const known = this.metadata.get(name);
    if (known) return known;
    const data = this.metadataBytes(name);
    const read = data ? parseMetadata(data) : NO_METADATA;
    if (this.metadata.size >= CACHED_MAX) this.metadata.clear();
    this.metadata.set(name, read);
    return read;
  }

  /** What metadata and deletion leave of a stream. */
  readable(name: string): Readable {
    const head = this.writer.streamHead(name);
    if (this.tombstoned(name)) return { kind: 'deleted' };
    const { softDeleted, truncateBefore, maxCount, maxAge } = this.metadataOf(name);
    if (!head || head.last < 0 || softDeleted)
      return { kind: 'none', next: (head?.last ?? -1) + 1 };
    const first = Math.max(0, truncateBefore ?? 0, maxCount ? head.last - maxCount + 1 : 0);
    const since = maxAge === undefined ? 0 : this.now().getTime() - maxAge * 1000;
    return { kind: 'events', stream: head.id, first, last: head.last, since };
  }

  /** A page of a stream, both ends included; downwards when `from` is above `to`. */
  streamPage(
    { stream, since }: { stream: number; since: number },
    from: number,
    to: number,
    limit: number,
  ): (Stored & { revision: number })[] {
    const statement = from <= to ? this.statements.up : this.statements.down;
    const rows = statement.all(stream, Math.min(from, to), Math.max(from, to), since, limit);
    return rows as (Stored & { revision: number })[];
  }

  /** A page of everything after a position. */
  pageAfter(position: number, limit: number): Stored[] {
    return this.statements.after.all(position, limit) as Stored[];
  }

  /** Whether more than so many events follow a position. */
  hasMoreThan(count: number, position: number): boolean {
    return this.statements.nth.get(position, count) !== undefined;
  }

  /** A page of everything before a position, the latest first. */
  pageBefore(position: number, limit: number): Stored[] {
    return this.statements.before.all(position, limit) as Stored[];
  }

  /** The event that a link names, `<revision>@<stream>`. */
  linked(link: Stored): Stored | undefined {
    const [revision, ...rest] = dataOf(link.body).toString('utf8').split('@');
    const readable = this.readable(rest.join('@'));
    if (readable.kind !== 'events') return undefined;
    const at = Number(revision);
    return at < readable.first ? undefined : this.streamPage(readable, at, at, 1)[0];
  }

  nameOf(stream: number): string {
    return this.writer.nameOf(stream);
  }

  /** Answers what is queued, then closes. */
  async close(): Promise<void> {
    while (this.busy) await new Promise((resolve) => setImmediate(resolve));
    this.commits.emit('close');
    if (this.db.open) this.db.close();
  }

  private submit(work: () => Outcome): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.queue.push({ work, resolve, reject });
      if (this.busy) return;
      this.busy = true;
      setImmediate(() => this.run());
    });
  }

  private run(): void {
    const group = this.queue.splice(0, GROUP_MAX);
    const head = this.head;
    try {
      const outcomes = this.db.transaction(() => group.map(({ work }) => work()))();
      for (const [i, outcome] of outcomes.entries()) group[i]!.resolve(outcome);
    } catch (error) {
      this.writer.reload();
      this.metadata.clear();
      for (const { reject } of group) reject(error as Error);
    }
    this.busy = this.queue.length > 0;
    if (this.busy) setImmediate(() => this.run());
    if (this.head > head) this.commits.emit('head');
  }

  private appendNow(name: string, expected: number, events: readonly Proposed[]): Outcome {
    const now = this.streamNow(name);
    const verdict = checkAppend(
      now,
      expected,
      events.map(({ id }) => id),
    );
    if (verdict.kind === 'repeat')
      return {
        kind: 'done',
        revision: verdict.revision,
        position: this.writer.positionOf(name, verdict.revision),
      };
    if (verdict.kind !== 'write') return this.refusal(name, verdict.kind);
    if (events.length === 0) return { kind: 'done', revision: now.last, position: null };
    const original = isMetastream(name) ? originalOf(name) : undefined;
    const revives = original !== undefined && this.metadataOf(original).softDeleted;
    const position = this.writer.write(name, events);
    if (original !== undefined) this.metadata.delete(original);
    if (now.softDeleted) this.recreate(name, now.last + 1);
    if (revives) this.recreate(original, (this.writer.streamHead(original)?.last ?? -1) + 1);
    return { kind: 'done', revision: now.last + events.length, position };
  }

  private deleteNow(name: string, expected: number): Outcome {
    const now = this.streamNow(name);
    const verdict = checkAppend(now, expected, ['']);
    if (verdict.kind !== 'write') return this.refusal(name, verdict.kind);
    if (now.last < 0 && !now.hasMetadata) return { kind: 'wrong', current: -1 };
    const position = this.writer.writeMetadata(name, Buffer.from('{"$tb":9223372036854775807}'));
    this.metadata.delete(name);
    return { kind: 'done', revision: now.last, position };
  }

  private refusal(name: string, kind: 'wrong' | 'deleted' | 'repeat'): Outcome {
    if (kind === 'deleted') return { kind };
    return { kind: 'wrong', current: this.writer.streamHead(name)?.last ?? -1 };
  }

  private recreate(name: string, revision: number): void {
    const data = this.metadataBytes(name);
    const recreated = data && recreatedFrom(data, revision);
    if (recreated) this.writer.writeMetadata(name, recreated);
    this.metadata.delete(name);
  }

  private metadataBytes(name: string): Buffer | undefined {
    const head = this.writer.streamHead(metastreamOf(name));
    if (!head || head.last < 0) return undefined;
    const [row] = this.streamPage({ stream: head.id, since: 0 }, head.last, head.last, 1);
    return row && dataOf(row.body);
  }

  /** The metadata of a tombstoned stream is gone with it. */
  private tombstoned(name: string): boolean {
    const stream = isMetastream(name) ? originalOf(name) : name;
    return this.writer.streamHead(stream)?.tombstoned ?? false;
  }

  private streamNow(name: string): StreamNow {
    const head = this.writer.streamHead(name);
    return {
      last: head?.last ?? -1,
      tombstoned: this.tombstoned(name),
      softDeleted: this.metadataOf(name).softDeleted ?? false,
      hasMetadata: (this.writer.streamHead(metastreamOf(name))?.last ?? -1) >= 0,
      recentRevision: (id) => this.writer.recentRevision(head?.id, id),
      idAt: (revision) => this.writer.idAt(head?.id, revision),
    };
  }
}

const COLUMNS = 'e.position, e.stream, e.type, e.id, e.body';
const IN_STREAM = `SELECT r.revision, ${COLUMNS} FROM revisions r JOIN events e ON e.position = r.position
  WHERE r.stream = ? AND r.revision BETWEEN ? AND ? AND e.created >= ? ORDER BY r.revision`;

const prepare = (db: Db) => ({
  up: db.prepare(`${IN_STREAM} LIMIT ?`),
  down: db.prepare(`${IN_STREAM} DESC LIMIT ?`),
  after: db.prepare(`SELECT ${COLUMNS} FROM events e WHERE position > ? ORDER BY position LIMIT ?`),
  before: db.prepare(
    `SELECT ${COLUMNS} FROM events e WHERE position < ? ORDER BY position DESC LIMIT ?`,
  ),
  nth: db.prepare('SELECT 1 FROM events WHERE position > ? ORDER BY position LIMIT 1 OFFSET ?'),
  at: db.prepare('SELECT 1 FROM events WHERE position = ?'),
});
