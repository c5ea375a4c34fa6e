import type { EventEmitter } from 'node:events';
import type { FeedBatch, FeedFilter, FeedOptions, StoredEvent } from '@gongkai/kernel';
import { intact, type EventRow } from './event-row.js';
import type { Db } from './event-schema.js';

/** Positions looked at in one query when a filter lets few through. */
const SPAN = 50_000;
const POLL_MS = 200;

/** One consumer of the log: batches of what the filter wants, first the past, then as it comes. */
export class Feed {
  private readonly batchSize: number;
  private readonly batch;
  private readonly last;
  private readonly ownerOf;

  constructor(
    db: Db,
    private readonly commits: EventEmitter,
    filter: FeedFilter,
    private readonly options: FeedOptions,
  ) {
    this.batchSize = options.batchSize ?? 500;
    const { sql, values } = conditions(filter);
    const select = db.prepare(
      `SELECT e.position, e.crc, e.record FROM hot h JOIN events e ON e.position = h.position
       WHERE h.position > ? AND h.position <= ?${sql} ORDER BY h.position LIMIT ?`,
    );
    this.batch = (after: number, upTo: number) =>
      select.all(after, upTo, ...values, this.batchSize) as EventRow[];
    const owner = db.prepare(
      `SELECT t.name AS tenant, y.name AS type FROM hot h JOIN agencies a ON a.id = h.key >> 32
       JOIN tenants t ON t.id = a.tenant JOIN types y ON y.id = (h.key >> 10) & 1023
       WHERE h.position = ?`,
    );
    this.ownerOf = (position: number) => owner.get(position) as { tenant: string; type: string };
    const last = db.prepare('SELECT max(position) FROM hot').pluck();
    this.last = () => (last.get() as number | null) ?? 0;
  }

  async *from(after: number): AsyncIterable<FeedBatch> {
    const { signal, follow = true } = this.options;
    while (!signal.aborted) {
      const head = this.last();
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

  /** A damaged record is given as such: its government is parked, the others go on. */
  private given(row: EventRow): StoredEvent {
    const stored = { position: BigInt(row.position), record: row.record };
    return intact(row) ? stored : { ...stored, damaged: this.ownerOf(row.position) };
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

const conditions = ({ types, tenants, buckets }: FeedFilter) => {
  const sql: string[] = [];
  const values: (string | number)[] = [];
  if (types) {
    sql.push(
      '((h.key >> 10) & 1023) IN (SELECT id FROM types WHERE name IN (SELECT value FROM json_each(?)))',
    );
    values.push(JSON.stringify(types));
  }
  if (tenants) {
    sql.push(
      'h.key >> 32 IN (SELECT a.id FROM agencies a JOIN tenants t ON t.id = a.tenant WHERE t.name IN (SELECT value FROM json_each(?)))',
    );
    values.push(JSON.stringify(tenants));
  }
  if (buckets) {
    sql.push('h.key >> 32 IN (SELECT id FROM agencies WHERE bucket >= ? AND bucket < ?)');
    values.push(...buckets);
  }
  return { sql: sql.map((condition) => ` AND ${condition}`).join(''), values };
};
