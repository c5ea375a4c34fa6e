import type { StoredEvent } from '@gongkai/kernel';
import Database from 'better-sqlite3';
import type { Db } from './event-schema.js';

/** Beyond so much it lies in a file without a name that goes with this process. */
const MEMORY_KIB = 16 * 1024;

/** A database that nobody keeps, in one transaction that never ends. */
export const openTemporary = (tables: string): Db => {
  const db = new Database('');
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma(`cache_size = -${MEMORY_KIB}`);
  db.exec(`${tables}; BEGIN`);
  return db;
};

/** Records by stream that nobody keeps, however many: SQLite's own temporary database. */
export class TemporaryRecords {
  private readonly db: Db;
  private readonly sql;

  constructor() {
    this.db = openTemporary(`
      CREATE TABLE added (
        stream TEXT NOT NULL, revision INTEGER NOT NULL,
        position INTEGER NOT NULL, record BLOB NOT NULL
      );
      CREATE UNIQUE INDEX added_by_stream ON added (stream, revision)`);
    this.sql = {
      add: this.db.prepare('INSERT INTO added VALUES (?, ?, ?, ?)'),
      of: this.db.prepare('SELECT position, record FROM added WHERE stream = ? ORDER BY revision'),
      count: this.db.prepare('SELECT count(*) FROM added WHERE stream = ?').pluck(),
    };
  }

  of(stream: string): StoredEvent[] {
    const rows = this.sql.of.all(stream) as { position: number; record: Uint8Array }[];
    return rows.map(({ position, record }) => ({ position: BigInt(position), record }));
  }

  count(stream: string): number {
    return this.sql.count.get(stream) as number;
  }

  /** Adds behind those the stream has here. */
  add(stream: string, events: readonly StoredEvent[]): void {
    let revision = this.count(stream);
    for (const { position, record } of events)
      this.sql.add.run(stream, ++revision, position, record);
  }

  close(): void {
    this.db.close();
  }
}
