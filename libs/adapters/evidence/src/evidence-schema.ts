import type BetterSqlite3 from 'better-sqlite3';

export type Db = BetterSqlite3.Database;

/**
 * evidence.db. Trees can be made again from the events; what was signed cannot. Hashes of a tile that
 * is not full yet are rows of `fresh`, so that one more event writes one small row; full tiles are
 * packed into `tiles` and never change. `places` of level 0 says of each leaf its position (8 bytes)
 * and the number of its stream (4 bytes).
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS logs (
  id INTEGER PRIMARY KEY, tenant TEXT NOT NULL UNIQUE, size INTEGER NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0, streams INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS reached (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS fresh (
  log INTEGER NOT NULL, level INTEGER NOT NULL, i INTEGER NOT NULL,
  sha256 BLOB NOT NULL, sm3 BLOB NOT NULL, position INTEGER, stream INTEGER,
  PRIMARY KEY (log, level, i)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tiles (
  log INTEGER NOT NULL, level INTEGER NOT NULL, n INTEGER NOT NULL,
  sha256 BLOB NOT NULL, sm3 BLOB NOT NULL, places BLOB
);
CREATE UNIQUE INDEX IF NOT EXISTS tiles_place ON tiles (log, level, n);
CREATE TABLE IF NOT EXISTS streams (
  log INTEGER NOT NULL, stream TEXT NOT NULL, number INTEGER NOT NULL, count INTEGER NOT NULL,
  leaf BLOB NOT NULL, PRIMARY KEY (log, stream)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoints (
  tenant TEXT NOT NULL, size INTEGER NOT NULL, position INTEGER NOT NULL, made_at TEXT NOT NULL,
  reasons TEXT NOT NULL, body TEXT NOT NULL, signatures TEXT NOT NULL,
  PRIMARY KEY (tenant, size)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cosignatures (
  tenant TEXT NOT NULL, size INTEGER NOT NULL, witness TEXT NOT NULL, line TEXT NOT NULL,
  added_at TEXT NOT NULL, PRIMARY KEY (tenant, size, witness)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS witnessed (
  witness TEXT NOT NULL, origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
  PRIMARY KEY (witness, origin)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS timestamps (
  tenant TEXT NOT NULL, size INTEGER NOT NULL, authority TEXT NOT NULL, tsr BLOB NOT NULL,
  received_at TEXT NOT NULL, PRIMARY KEY (tenant, size, authority)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (
  tenant TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (tenant, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS troubles (
  tenant TEXT PRIMARY KEY, code TEXT NOT NULL, position INTEGER NOT NULL, found_at TEXT NOT NULL
) WITHOUT ROWID;
`;

const TREES = ['logs', 'reached', 'fresh', 'tiles', 'streams'] as const;

export const prepareEvidence = (db: Db, readonly: boolean): void => {
  db.pragma('busy_timeout = 10000');
  db.pragma('cache_size = -16384');
  if (readonly) return;
  db.pragma('journal_mode = WAL');
  // The trees follow from the events, which are durable already; what is signed asks for more.
  db.pragma('synchronous = NORMAL');
  db.exec(SCHEMA);
};

/** True of a file that was made and not only begun. */
export const hasEvidence = (db: Db): boolean =>
  db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'troubles'`).get() !== undefined;

export const dropTrees = (db: Db): void =>
  db.transaction(() => TREES.forEach((table) => db.exec(`DELETE FROM ${table}`)))();

/** Runs a transaction that is on the disk when it returns. */
export const durably = <T>(db: Db, work: () => T): T => {
  db.pragma('synchronous = FULL');
  try {
    return db.transaction(work).immediate();
  } finally {
    db.pragma('synchronous = NORMAL');
  }
};
