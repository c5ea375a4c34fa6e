import Database from 'better-sqlite3';

export type Db = Database.Database;

/**
 * The peer's own log. The product's store keeps records of its own form in streams of its own names;
 * a server must keep whatever a client sends: streams of any name, bytes of any form, ids the client
 * chose, removed streams. `body` is the recorded event as it goes over the wire, all but its id, so
 * that an event is encoded once ever. Positions are offsets that rise with gaps, as on a real server.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS streams (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, tombstoned INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS events (
  position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
  created INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS revisions (
  stream INTEGER NOT NULL, revision INTEGER NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (stream, revision)
) WITHOUT ROWID;
`;

/** Durable before it is acknowledged; `NORMAL` outlives the process, `FULL` the machine. */
export const openLogFile = (path: string, synchronous: 'FULL' | 'NORMAL'): Db => {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -65536');
  db.exec(SCHEMA);
  return db;
};
