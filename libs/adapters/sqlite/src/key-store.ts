import { chmodSync, closeSync, openSync } from 'node:fs';
import type { Keys } from '@gongkai/kernel';
import Database from 'better-sqlite3';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, secret BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS credentials (
  tenant TEXT NOT NULL, account TEXT NOT NULL, credential TEXT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (tenant, account, credential)
) WITHOUT ROWID;
`;

/**
 * keys.db: few rows, each durable before it is used. Only its owner may read the file, and what is
 * deleted is overwritten, because destroying a key has to destroy it.
 */
export class KeyStore implements Keys {
  private readonly db: Database.Database;
  private readonly readonly: boolean;

  constructor(path: string, { readonly = false } = {}) {
    this.readonly = readonly;
    if (!readonly) makePrivate(path);
    this.db = new Database(path, { readonly, fileMustExist: readonly });
    this.db.pragma('busy_timeout = 5000');
    if (readonly) return;
    this.db.pragma('journal_mode = DELETE');
    this.db.pragma('synchronous = FULL');
    this.db.pragma('secure_delete = ON');
    this.db.exec(SCHEMA);
  }

  async secret(name: string, create: () => Uint8Array): Promise<Uint8Array> {
    const known = this.known(name);
    if (known) return known;
    if (this.readonly) throw new Error(`keys.db holds no secret named ${name}`);
    this.db
      .prepare('INSERT INTO secrets (name, secret) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(name, Buffer.from(create()));
    return this.known(name)!;
  }

  async put(tenant: string, account: string, credential: string, hash: string): Promise<void> {
    this.db
      .prepare('INSERT INTO credentials VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(tenant, account, credential, hash);
  }

  async get(tenant: string, account: string, credential: string): Promise<string | undefined> {
    const row = this.db
      .prepare('SELECT hash FROM credentials WHERE tenant = ? AND account = ? AND credential = ?')
      .get(tenant, account, credential) as { hash: string } | undefined;
    return row?.hash;
  }

  async delete(tenant: string, account: string, credential: string): Promise<void> {
    this.db
      .prepare('DELETE FROM credentials WHERE tenant = ? AND account = ? AND credential = ?')
      .run(tenant, account, credential);
  }

  async close(): Promise<void> {
    this.db.close();
  }

  private known(name: string): Uint8Array | undefined {
    const row = this.db.prepare('SELECT secret FROM secrets WHERE name = ?').get(name) as
      { secret: Buffer } | undefined;
    return row && new Uint8Array(row.secret);
  }
}

/** The mode is set before the first byte is written; SQLite gives its journals the same. */
const makePrivate = (path: string): void => {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
};
