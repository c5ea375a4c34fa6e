import type { Database } from 'better-sqlite3';
import { openTemporary } from './temporary-records.js';

/** How far a stream of a tenant goes: how many events it has, and the hash of the last. */
export type StreamStand = { stream: string; count: number; last: Uint8Array };

type Row = StreamStand & { leaf: Uint8Array | null };

const PAGE = 1_000;

/** How the streams of all tenants stand, however many: SQLite's own temporary database. */
export class TemporaryStreams {
  private readonly db: Database;
  private readonly sql;

  constructor() {
    this.db = openTemporary(`
      CREATE TABLE streams (
        tenant TEXT NOT NULL, stream TEXT NOT NULL,
        count INTEGER NOT NULL, last BLOB NOT NULL, leaf BLOB,
        PRIMARY KEY (tenant, stream)
      ) WITHOUT ROWID`);
    this.sql = {
      take: this.db.prepare(
        `INSERT INTO streams VALUES (?, ?, 1, ?, NULL)
         ON CONFLICT DO UPDATE SET count = count + 1, last = excluded.last, leaf = NULL`,
      ),
      page: this.db.prepare(
        `SELECT stream, count, last, leaf FROM streams WHERE tenant = ? AND stream > ?
         ORDER BY stream LIMIT ${PAGE}`,
      ),
      keep: this.db.prepare('UPDATE streams SET leaf = ? WHERE tenant = ? AND stream = ?'),
    };
  }

  /** One more event of a stream. */
  take(tenant: string, stream: string, last: Uint8Array): void {
    this.sql.take.run(tenant, stream, last);
  }

  /** What is made of each stream of a tenant, by the bytes of their names; anew only where it has grown. */
  *leaves(tenant: string, leafOf: (stand: StreamStand) => Uint8Array): Generator<Uint8Array> {
    for (let after = '', page: Row[]; ; after = page.at(-1)!.stream) {
      page = this.sql.page.all(tenant, after) as Row[];
      for (const { leaf: known, ...stand } of page) {
        const leaf = known ?? leafOf(stand);
        if (!known) this.sql.keep.run(leaf, tenant, stand.stream);
        yield leaf;
      }
      if (page.length < PAGE) return;
    }
  }

  close(): void {
    this.db.close();
  }
}
