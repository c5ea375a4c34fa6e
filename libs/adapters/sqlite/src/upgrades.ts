import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SCHEMA } from './event-schema.js';
import { SegmentWriter } from './hot-keys.js';

/**
 * Steps of an upgrade of events.db, each from the format it is listed under to the next. The number
 * of the folder is written after the step: one that is cut short in between meets its own work again.
 */
export type Upgrades = Readonly<Record<number, (events: string) => void>>;

/** Format 1 had the hot keys in a tree of their own; they move into the events and into segments. */
const keysIntoEvents = (path: string): void => {
  const db = new Database(path);
  try {
    if (!isFormat1(db)) return;
    // On the disk before the number of the folder is.
    db.pragma('synchronous = FULL');
    db.transaction(() => {
      db.exec('ALTER TABLE events RENAME TO old_events');
      db.exec(SCHEMA);
      db.exec(
        `INSERT INTO events (position, crc, key, record)
         SELECT e.position, e.crc, h.key, e.record FROM old_events e JOIN hot h USING (position)`,
      );
      const segments = new SegmentWriter(db);
      const keys = db.prepare('SELECT key FROM hot WHERE position = ?').pluck();
      const last = db.prepare('SELECT max(position) FROM hot').pluck().get() as number | null;
      for (let position = 1; position <= (last ?? 0); position++)
        segments.add(position, keys.get(position) as number);
      db.exec('DROP TABLE old_events; DROP TABLE hot');
    })();
  } finally {
    db.close();
  }
};

const isFormat1 = (db: Database.Database): boolean =>
  db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'hot'`).get() !==
  undefined;

/** Every step this program knows. */
const STEPS: Upgrades = { 1: keysIntoEvents };

/** Brings a folder step by step to a format; its number on disk is always the one it has. */
export const upgradeFolder = (
  folder: string,
  { from, to, steps = STEPS }: { from: number; to: number; steps?: Upgrades },
): void => {
  for (let format = from; format < to; format++) {
    steps[format]?.(join(folder, 'events.db'));
    writeFormat(folder, format + 1);
  }
};

/** Whole or not at all. */
export const writeFormat = (folder: string, format: number): void => {
  const path = join(folder, 'format');
  writeFileSync(`${path}.new`, `${format}\n`, { flush: true });
  renameSync(`${path}.new`, path);
};
