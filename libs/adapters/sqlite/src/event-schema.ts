import { closeSync, fdatasyncSync, fstatSync, openSync, writeSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';

export type Db = BetterSqlite3.Database;

/**
 * events.db. `record` holds the stored bytes; every other column is a checked copy or a dictionary
 * number. `streams` finds the events of a stream and holds each revision once. `key` is the packed
 * hot key; `segments` holds the keys of 4,096 events on end, so that figures read nothing else. Two
 * trees per event and no more.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS tenants (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS agencies (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, tenant INTEGER NOT NULL DEFAULT 0, bucket INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS agencies_bucket ON agencies (bucket);
CREATE TABLE IF NOT EXISTS events (position INTEGER PRIMARY KEY, crc INTEGER NOT NULL, key INTEGER NOT NULL, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS streams (
  tenant INTEGER NOT NULL, stream TEXT NOT NULL, revision INTEGER NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (tenant, stream, revision)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS segments (first INTEGER PRIMARY KEY, keys BLOB NOT NULL);
`;

/** Durable before it is acknowledged: WAL with a full sync at every commit (docs/why/log.md). */
export const prepareWriter = (db: Db, synchronous: 'FULL' | 'NORMAL' = 'FULL'): void => {
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  db.pragma('busy_timeout = 5000');
  // After a commit that divided a page of an index SQLite walks through the whole table of its cache.
  db.pragma('cache_size = -4096');
  // A statement of many rows copies the pages it changes, to take it back alone: not into a file.
  db.pragma('temp_store = MEMORY');
  db.pragma('wal_autocheckpoint = 4000');
  db.exec(SCHEMA);
  layOutWal(`${db.name}-wal`);
};

/** As much as is written between two checkpoints. */
const WAL_BYTES = 4000 * (4096 + 24);

/**
 * Gives the write-ahead log its full length at once. A sync of bytes inside a file costs half of one
 * that also makes the file longer. SQLite takes what is zero for the end of its log.
 */
const layOutWal = (path: string): void => {
  const file = openSync(path, 'a');
  try {
    const missing = WAL_BYTES - fstatSync(file).size;
    if (missing <= 0) return;
    writeSync(file, Buffer.alloc(missing));
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
};

export const prepareReader = (db: Db): void => {
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -16384');
};
