import { randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { deriveId } from '@gongkai/kernel';
import Database from 'better-sqlite3';
import type { Db } from './event-schema.js';

/** How often an item was opened and its files fetched on one day. */
export type DayUse = {
  tenant: string;
  agency: string | null;
  /** Legal day. */
  day: string;
  item: string;
  views: number;
  downloads: number;
};

/** What was counted of an agency on a day, on its way into the log. */
export type UsageBatch = {
  id: number;
  /**
   * Under which it is recorded: the same however often it is sent, also by a copy of the file that
   * was made before the batch was.
   */
  commandId: string;
  tenant: string;
  agency: string | null;
  day: string;
  items: { documentId: string; views: number; downloads: number }[];
};

const SCHEMA = `
CREATE TABLE IF NOT EXISTS batches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL, agency TEXT NOT NULL, day TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS mark (one INTEGER PRIMARY KEY CHECK (one = 1), mark TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS uses (
  tenant TEXT NOT NULL, item TEXT NOT NULL, day TEXT NOT NULL, agency TEXT NOT NULL,
  batch INTEGER NOT NULL, views INTEGER NOT NULL, downloads INTEGER NOT NULL,
  PRIMARY KEY (tenant, item, day, agency, batch)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS uses_by_day ON uses (batch, day, tenant, agency);
`;
/** Of uses that are in no batch yet. */
const OPEN = 0;
/** The government's own office among the agencies. */
const OWN = '';

const open = (path: string): Db => {
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.exec(SCHEMA);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** For counts nobody waits: a file that is damaged is put aside, and counting begins anew. */
const openOrAnew = (path: string): Db => {
  try {
    return open(path);
  } catch (error) {
    if (!/^SQLITE_(NOTADB|CORRUPT)/.test(String((error as { code?: unknown }).code))) throw error;
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    renameSync(path, `${path}.damaged`);
    return open(path);
  }
};

/**
 * usage.db: what the public read and no event says yet, by day and item. A count is no record, so
 * nothing here is synced: a power failure may cost the last counts, the end of the process none.
 */
export class UsageStore {
  private readonly db: Db;
  /** Tells this count from those of other processes. */
  private readonly mark: string;

  /** A file, or `:memory:`. */
  constructor(path: string) {
    this.db = openOrAnew(path);
    this.db.prepare('INSERT OR IGNORE INTO mark VALUES (1, ?)').run(randomUUID());
    this.mark = this.db.prepare('SELECT mark FROM mark').pluck().get() as string;
  }

  /** Adds to what is counted, all or none. */
  add(uses: readonly DayUse[]): void {
    const put = this.db.prepare(
      `INSERT INTO uses VALUES (?, ?, ?, ?, ${OPEN}, ?, ?)
       ON CONFLICT DO UPDATE SET views = views + excluded.views,
         downloads = downloads + excluded.downloads`,
    );
    this.db.transaction(() => {
      for (const { tenant, agency, day, item, views, downloads } of uses)
        put.run(tenant, item, day, agency ?? OWN, views, downloads);
    })();
  }

  /** What is counted of each of these items and was not dropped, whatever the day. */
  of(
    tenant: string,
    items: readonly string[],
  ): ReadonlyMap<string, { views: number; downloads: number }> {
    const rows = this.db
      .prepare(
        `SELECT item, sum(views) AS views, sum(downloads) AS downloads FROM uses
         WHERE tenant = ? AND item IN (SELECT value FROM json_each(?)) GROUP BY item`,
      )
      .all(tenant, JSON.stringify(items)) as { item: string; views: number; downloads: number }[];
    return new Map(rows.map(({ item, views, downloads }) => [item, { views, downloads }]));
  }

  /**
   * Everything counted before a day, in batches of one agency and day each: what is in a batch stays
   * as it is, what is counted later goes into another.
   */
  batchesBefore(day: string, itemsMax: number): UsageBatch[] {
    this.db.transaction(() => {
      while (this.closeBatch(day, itemsMax));
    })();
    const batches = this.db
      .prepare('SELECT id, tenant, agency, day FROM batches ORDER BY id')
      .all() as { id: number; tenant: string; agency: string; day: string }[];
    const listed = this.db.prepare(
      'SELECT item AS documentId, views, downloads FROM uses WHERE batch = ? ORDER BY item',
    );
    return batches.map(({ id, tenant, agency, day: on }) => {
      const items = listed.all(id) as UsageBatch['items'];
      const commandId = deriveId(this.mark, String(id), tenant, agency, on, JSON.stringify(items));
      return { id, commandId, tenant, agency: agency === OWN ? null : agency, day: on, items };
    });
  }

  /** It is in the log. */
  drop({ id }: Pick<UsageBatch, 'id'>): void {
    this.db.transaction(() => {
      this.db.prepare('DELETE FROM uses WHERE batch = ?').run(id);
      this.db.prepare('DELETE FROM batches WHERE id = ?').run(id);
    })();
  }

  close(): void {
    this.db.close();
  }

  /** False when nothing from before the day is left open. */
  private closeBatch(day: string, itemsMax: number): boolean {
    const of = this.db
      .prepare(
        `SELECT tenant, agency, day FROM uses WHERE batch = ${OPEN} AND day < ?
         ORDER BY day, tenant, agency LIMIT 1`,
      )
      .get(day) as { tenant: string; agency: string; day: string } | undefined;
    if (!of) return false;
    const { lastInsertRowid } = this.db
      .prepare('INSERT INTO batches (tenant, agency, day) VALUES (@tenant, @agency, @day)')
      .run(of);
    this.db
      .prepare(
        `UPDATE uses SET batch = @batch WHERE tenant = @tenant AND batch = ${OPEN} AND (item, day, agency) IN (
           SELECT item, day, agency FROM uses
           WHERE batch = ${OPEN} AND day = @day AND tenant = @tenant AND agency = @agency
           ORDER BY item LIMIT @itemsMax)`,
      )
      .run({ batch: lastInsertRowid, ...of, itemsMax });
    return true;
  }
}
