import { randomUUID } from 'node:crypto';
import { recordedBody } from '../wire/encode.js';
import type { Db } from './schema.js';
import { LAST_REVISION, metastreamOf, type Proposed } from './stored.js';

export type StreamHead = { id: number; last: number; tombstoned: boolean };

const CACHED_MAX = 100_000;
/** A real server too knows only the latest ids when no revision is expected. */
const REMEMBERED_IDS = 100_000;
/** What a record takes beside its body, so that positions have gaps as offsets have. */
const FRAME = 64;

/** Writes events inside the caller's transaction; after a failed one `reload` is called. */
export class LogWriter {
  private readonly heads = new Map<string, StreamHead>();
  private readonly names = new Map<number, string>();
  private readonly recent = new Map<string, { stream: number; revision: number }>();
  private readonly statements: ReturnType<typeof prepare>;
  private next = 1;
  private last = 0;

  constructor(
    db: Db,
    private readonly now: () => Date,
  ) {
    this.statements = prepare(db);
    this.reload();
  }

  get head(): number {
    return this.last;
  }

  /** Undefined for a stream nobody has written to. */
  streamHead(name: string): StreamHead | undefined {
    const known = this.heads.get(name);
    if (known) return known;
    const row = this.statements.stream.get(name) as StreamHead | undefined;
    if (!row) return undefined;
    const head = { id: row.id, last: row.last ?? -1, tombstoned: Boolean(row.tombstoned) };
    if (this.heads.size >= CACHED_MAX) this.heads.clear();
    this.heads.set(name, head);
    return head;
  }

  nameOf(stream: number): string {
    const known = this.names.get(stream);
    if (known !== undefined) return known;
    const name = this.statements.name.get(stream) as string;
    if (this.names.size >= CACHED_MAX) this.names.clear();
    this.names.set(stream, name);
    return name;
  }

  recentRevision(stream: number | undefined, id: string): number | undefined {
    const known = this.recent.get(id);
    return known && known.stream === stream ? known.revision : undefined;
  }

  idAt(stream: number | undefined, revision: number): string | undefined {
    return stream === undefined
      ? undefined
      : (this.statements.idAt.get(stream, revision) as string | undefined);
  }

  positionOf(name: string, revision: number): number | null {
    const position = this.statements.positionAt.get(this.streamHead(name)?.id, revision);
    return (position as number | undefined) ?? null;
  }

  /** Appends to the end of a stream; the position of the last event. */
  write(name: string, events: readonly Proposed[]): number {
    const head = this.headToWrite(name);
    const created = this.now().getTime();
    for (const event of events) {
      head.last += 1;
      this.statements.addRevision.run(head.id, head.last, this.next);
      this.remember(event.id, head.id, head.last);
      this.put(head.id, event, { stream: name, revision: head.last, created });
    }
    return this.last;
  }

  writeMetadata(name: string, data: Buffer): number {
    return this.write(metastreamOf(name), [
      { ...ownEvent('$metadata'), json: true, data: new Uint8Array(data) },
    ]);
  }

  tombstone(name: string): number {
    const head = this.headToWrite(name);
    this.statements.tombstone.run(head.id);
    head.tombstoned = true;
    this.put(head.id, ownEvent('$streamDeleted'), {
      stream: name,
      revision: LAST_REVISION,
      created: this.now().getTime(),
    });
    return this.last;
  }

  /** Forgets everything and reads the end of the log again. */
  reload(): void {
    this.heads.clear();
    this.names.clear();
    this.recent.clear();
    const last = this.statements.last.get() as { position: number; length: number } | undefined;
    this.last = last?.position ?? 0;
    this.next = last ? last.position + last.length + FRAME : 1;
  }

  private put(
    stream: number,
    event: Proposed,
    at: { stream: string; revision: number | bigint; created: number },
  ): void {
    const body = recordedBody(event, { ...at, position: this.next });
    this.statements.addEvent.run(this.next, stream, event.type, event.id, at.created, body);
    this.last = this.next;
    this.next += body.length + FRAME;
  }

  private headToWrite(name: string): StreamHead {
    const known = this.streamHead(name);
    if (known) return known;
    const id = Number(this.statements.addStream.run(name).lastInsertRowid);
    const head = { id, last: -1, tombstoned: false };
    this.heads.set(name, head);
    return head;
  }

  private remember(id: string, stream: number, revision: number): void {
    this.recent.set(id, { stream, revision });
    if (this.recent.size <= REMEMBERED_IDS) return;
    const [oldest] = this.recent.keys();
    this.recent.delete(oldest!);
  }
}

const ownEvent = (type: string): Proposed => ({
  id: randomUUID(),
  type,
  json: false,
  data: new Uint8Array(),
  metadata: new Uint8Array(),
});

const prepare = (db: Db) => ({
  last: db.prepare(
    'SELECT position, length(body) AS length FROM events ORDER BY position DESC LIMIT 1',
  ),
  stream: db.prepare(
    `SELECT id, tombstoned, (SELECT max(revision) FROM revisions WHERE stream = id) AS last
     FROM streams WHERE name = ?`,
  ),
  name: db.prepare('SELECT name FROM streams WHERE id = ?').pluck(),
  addStream: db.prepare('INSERT INTO streams (name) VALUES (?)'),
  tombstone: db.prepare('UPDATE streams SET tombstoned = 1 WHERE id = ?'),
  addRevision: db.prepare('INSERT INTO revisions VALUES (?, ?, ?)'),
  addEvent: db.prepare(
    'INSERT INTO events (position, stream, type, id, created, body) VALUES (?, ?, ?, ?, ?, ?)',
  ),
  idAt: db
    .prepare(
      `SELECT e.id FROM revisions r JOIN events e ON e.position = r.position
       WHERE r.stream = ? AND r.revision = ?`,
    )
    .pluck(),
  positionAt: db
    .prepare('SELECT position FROM revisions WHERE stream = ? AND revision = ?')
    .pluck(),
});
