import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Db } from '../event-schema.js';

/**
 * The vault's tables of keys.db. Every key in them is wrapped under the master key and bound to its
 * place; `mac` finds a person again without the table saying who it is.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS vault (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tenant_keys (
  tenant TEXT PRIMARY KEY, wrapped BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS person_keys (
  tenant TEXT NOT NULL, key TEXT NOT NULL, wrapped BLOB NOT NULL, mac TEXT,
  PRIMARY KEY (tenant, key)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS person_keys_mac ON person_keys (tenant, mac)
  WHERE mac IS NOT NULL;
CREATE TABLE IF NOT EXISTS shredded_keys (
  tenant TEXT NOT NULL, key TEXT NOT NULL, shredded_at TEXT NOT NULL,
  PRIMARY KEY (tenant, key)
) WITHOUT ROWID;
`;

export type WrappedKey = { key: string; wrapped: Buffer };

export const hasVaultTables = (db: Db): boolean =>
  db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'shredded_keys'`).get() !== undefined;

export const makeVaultTables = (db: Db): void => {
  // A power cut may not leave an event whose key is gone, nor a destroyed key on the disk.
  db.pragma('journal_mode = DELETE');
  db.pragma('synchronous = FULL');
  db.pragma('secure_delete = ON');
  db.exec(SCHEMA);
};

export const vaultStatements = (db: Db) => ({
  master: db.prepare(`SELECT value FROM vault WHERE name = 'master'`).pluck(),
  setMaster: db.prepare(`INSERT OR REPLACE INTO vault VALUES ('master', ?)`),
  named: db.prepare('SELECT value FROM vault WHERE name = ?').pluck(),
  setNamed: db.prepare('INSERT OR REPLACE INTO vault VALUES (?, ?)'),
  tenant: db.prepare('SELECT wrapped FROM tenant_keys WHERE tenant = ?').pluck(),
  addTenant: db.prepare('INSERT INTO tenant_keys VALUES (?, ?) ON CONFLICT DO NOTHING'),
  byMac: db.prepare('SELECT key, wrapped FROM person_keys WHERE tenant = ? AND mac = ?'),
  byId: db.prepare(
    `SELECT key, wrapped FROM person_keys
     WHERE tenant = ? AND key IN (SELECT value FROM json_each(?))`,
  ),
  shreddedOf: db
    .prepare(
      `SELECT key FROM shredded_keys
       WHERE tenant = ? AND key IN (SELECT value FROM json_each(?))`,
    )
    .pluck(),
  addPerson: db.prepare('INSERT INTO person_keys VALUES (?, ?, ?, ?)'),
  retire: db.prepare('UPDATE person_keys SET mac = NULL WHERE tenant = ? AND key = ?'),
  dropPerson: db.prepare('DELETE FROM person_keys WHERE tenant = ? AND key = ?'),
  addShredded: db.prepare('INSERT INTO shredded_keys VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
  shredded: db.prepare(
    `SELECT tenant, key, shredded_at AS shreddedAt FROM shredded_keys
     ORDER BY shredded_at, tenant, key`,
  ),
});
export type VaultStatements = ReturnType<typeof vaultStatements>;

/** A copy of keys.db in memory, which may be changed and is gone with the process. */
export const copyOf = (path: string): Db => {
  if (!existsSync(path)) return new Database(':memory:');
  const source = new Database(path, { readonly: true });
  try {
    return new Database(source.serialize());
  } finally {
    source.close();
  }
};
