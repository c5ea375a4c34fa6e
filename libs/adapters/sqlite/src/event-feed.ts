import type { EventEmitter } from 'node:events';
import {
  unpackHotKey,
  type FeedBatch,
  type FeedFilter,
  type FeedOptions,
  type StoredEvent,
} from '@gongkai/kernel';
import { intact, type EventRow } from './event-row.js';
import type { Db } from './event-schema.js';
import { hotBlocks, lastPosition } from './hot-keys.js';

/** Positions looked at in one go when a filter lets few through. */
const SPAN = 50_000;
const POLL_MS = 200;

/** One consumer of the log: batches of what the filter wants, first the past, then as it comes. */
export class Feed {
  private readonly batchSize: number;
  private readonly range;
  private readonly chosen;
  private readonly ownerOf;

  constructor(
    private readonly db: Db,
    private readonly commits: EventEmitter,
    private readonly filter: FeedFilter,
    private readonly options: FeedOptions,
  ) {
    this.batchSize = options.batchSize ?? 500;
    const columns = 'SELECT position, crc, record FROM events WHERE position';
    this.range = db.prepare(`${columns} > ? AND position <= ? ORDER BY position LIMIT ?`);
    this.chosen = db.prepare(`${columns} IN (SELECT value FROM json_each(?)) ORDER BY position`);
    this.ownerOf = db.prepare(
      `SELECT t.name AS tenant, y.name AS type FROM events e JOIN agencies a ON a.id = e.key >> 32
       JOIN tenants t ON t.id = a.tenant JOIN types y ON y.id = (e.key >> 10) & 1023
       WHERE e.position = ?`,
    );
  }

  async *from(after: number): AsyncIterable<FeedBatch> {
    const { signal, follow = true } = this.options;
    while (!signal.aborted) {
      const head = lastPosition(this.db);
      if (after < head) {
        const end = Math.min(head, after + SPAN);
        const rows = this.batch(after, end);
        after = rows.length === this.batchSize ? rows.at(-1)!.position : end;
        yield {
          events: rows.map((row) => this.given(row)),
          upTo: BigInt(after),
          live: after === head,
        };
      } else if (follow) await this.more();
      else return;
    }
  }

  private batch(after: number, upTo: number): EventRow[] {
    const wants = wantedBy(this.db, this.filter);
    if (!wants) return this.range.all(after, upTo, this.batchSize) as EventRow[];
    const positions: number[] = [];
    for (const { first, keys } of hotBlocks(this.db, after, upTo)) {
      for (let i = 0; i < keys.length && positions.length < this.batchSize; i++)
        if (wants(keys[i]!)) positions.push(first + i);
      if (positions.length === this.batchSize) break;
    }
    return this.chosen.all(JSON.stringify(positions)) as EventRow[];
  }

  /** A damaged record is given as such: its government is parked, the others go on. */
  private given(row: EventRow): StoredEvent {
    const stored = { position: BigInt(row.position), record: row.record };
    if (intact(row)) return stored;
    const damaged = this.ownerOf.get(row.position) as { tenant: string; type: string };
    return { ...stored, damaged };
  }

  /** Wakes on a commit here, and after a short while for commits of another thread or process. */
  private more(): Promise<void> {
    const { signal } = this.options;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.commits.off('head', done);
        this.commits.off('close', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, POLL_MS);
      this.commits.once('head', done);
      this.commits.once('close', done);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}

/** The filter as a question about a hot key; undefined when it lets everything through. */
const wantedBy = (
  db: Db,
  { types, tenants, buckets }: FeedFilter,
): ((key: number) => boolean) | undefined => {
  if (!types && !tenants && !buckets) return undefined;
  const numbers = (sql: string, ...values: readonly (string | number)[]) =>
    new Set(
      db
        .prepare(sql)
        .pluck()
        .all(...values) as number[],
    );
  const ofType =
    types &&
    numbers(
      'SELECT id FROM types WHERE name IN (SELECT value FROM json_each(?))',
      JSON.stringify(types),
    );
  const ofTenant =
    tenants &&
    numbers(
      `SELECT a.id FROM agencies a JOIN tenants t ON t.id = a.tenant
       WHERE t.name IN (SELECT value FROM json_each(?))`,
      JSON.stringify(tenants),
    );
  const ofBucket =
    buckets && numbers('SELECT id FROM agencies WHERE bucket >= ? AND bucket < ?', ...buckets);
  return (key) => {
    const { type, agency } = unpackHotKey(key);
    return (
      (!ofType || ofType.has(type)) &&
      (!ofTenant || ofTenant.has(agency)) &&
      (!ofBucket || ofBucket.has(agency))
    );
  };
};
