import type BetterSqlite3 from 'better-sqlite3';

export type Db = BetterSqlite3.Database;

/**
 * events.db. `record` holds the stored bytes; every other column is a checked copy or a dictionary
 * number. `hot` is one packed key per event, apart so that figures read nothing else.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS tenants (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, bucket INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS agencies (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS events (
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  tenant INTEGER NOT NULL,
  crc INTEGER NOT NULL,
  record BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS events_stream ON events (stream, revision);
CREATE TABLE IF NOT EXISTS hot (position INTEGER PRIMARY KEY, key INTEGER NOT NULL);
`;

/** Durable before it is acknowledged: WAL with a full sync at every commit (docs/why/log.md). */
export const prepareWriter = (db: Db, synchronous: 'FULL' | 'NORMAL' = 'FULL'): void => {
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -65536');
  db.pragma('wal_autocheckpoint = 4000');
  db.exec(SCHEMA);
};

export const prepareReader = (db: Db): void => {
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -16384');
};
