import { logKeysIn, logKeysText, type LogKey, type MovedLogKey } from '@gongkai/evidence-port';
import type { Belonging, Belongings } from '@gongkai/kernel';
import Database from 'better-sqlite3';

type Row = LogKey & { wrapped: Buffer | null };

/**
 * Signing keys of keys.db, for a move: of each use and type all a tenant ever had. They are given and
 * taken wrapped, as they lie there; the store itself must have been opened once.
 */
export class SqliteLogKeyBelongings implements Belongings {
  readonly kinds = ['logKey'];
  private readonly db: Database.Database;

  constructor(path: string) {
    this.db = new Database(path, { fileMustExist: true });
    this.db.pragma('busy_timeout = 10000');
    this.db.pragma('synchronous = FULL');
    this.db.pragma('secure_delete = ON');
  }

  async *each(_: string, tenant: string): AsyncIterable<Belonging> {
    const rows = this.db
      .prepare(
        `SELECT vkey, use, type, made_at AS madeAt, since_size AS sinceSize,
           retired_at AS retiredAt, wrapped
         FROM log_keys WHERE tenant = ? ORDER BY use || ':' || type, made_at, vkey`,
      )
      .all(tenant) as Row[];
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const id = `${row.use}:${row.type}`;
      groups.set(id, [...(groups.get(id) ?? []), row]);
    }
    for (const [id, keys] of groups) yield { id, value: logKeysText(keys) };
  }

  async put(_: string, tenant: string, belongings: readonly Belonging[]): Promise<void> {
    this.db
      .transaction(() => {
        for (const { id, value } of belongings) this.replace(tenant, id, logKeysIn(value));
      })
      .immediate();
  }

  async takeAway(_: string, tenant: string, ids: readonly string[]): Promise<void> {
    this.db
      .transaction(() => {
        for (const id of ids) this.replace(tenant, id, []);
      })
      .immediate();
  }

  async close(): Promise<void> {
    if (this.db.open) this.db.close();
  }

  private replace(tenant: string, id: string, keys: readonly MovedLogKey[]): void {
    const [use, type] = id.split(':') as [string, string];
    this.db
      .prepare('DELETE FROM log_keys WHERE tenant = ? AND use = ? AND type = ?')
      .run(tenant, use, type);
    const add = this.db.prepare('INSERT INTO log_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    for (const { vkey, madeAt, sinceSize, retiredAt, wrapped } of keys)
      add.run(tenant, vkey, use, type, madeAt, sinceSize, retiredAt, wrapped);
  }
}
