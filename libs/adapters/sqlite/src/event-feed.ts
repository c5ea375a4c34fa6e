import type { EventEmitter } from 'node:events';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import {
  unpackHotKey,
  type FeedBatch,
  type FeedFilter,
  type FeedOptions,
  type StoredEvent,
} from '@gongkai/kernel';
import { intact, type EventRow } from './event-row.js';
import type { Db } from './event-schema.js';
import { HotKeyReader, lastPosition } from './hot-keys.js';
import { plannedOnce } from './planned-once.js';

/** Positions looked at in one go when a filter lets few through. */
const SPAN = 50_000;
const POLL_MS = 200;
/** A consumer that keeps up looks this often at most: what comes in between is one batch. */
const PACE_MS = 20;

/** One consumer of the log: batches of what the filter wants, first the past, then as it comes. */
export class Feed {
  private readonly batchSize: number;
  private readonly hot: HotKeyReader;
  private readonly wants: ((key: number) => boolean) | undefined;
  private readonly range;
  private readonly chosen;
  private readonly ownerOf;

  constructor(
    private readonly db: Db,
    private readonly commits: EventEmitter,
    filter: FeedFilter,
    private readonly options: FeedOptions,
  ) {
    this.batchSize = options.batchSize ?? 500;
    this.hot = new HotKeyReader(db);
    this.wants = wantedBy(db, filter);
    const columns = 'SELECT position, crc, record FROM events WHERE position';
    this.range = db.prepare(
      plannedOnce(`${columns} > ? AND position <= ? ORDER BY position LIMIT ?`),
    );
    this.chosen = db.prepare(`${columns} IN (SELECT value FROM json_each(?)) ORDER BY position`);
    this.ownerOf = db.prepare(
      `SELECT t.name AS tenant, y.name AS type FROM events e JOIN agencies a ON a.id = e.key >> 32
       JOIN tenants t ON t.id = a.tenant JOIN types y ON y.id = (e.key >> 10) & 1023
       WHERE e.position = ?`,
    );
  }

  async *from(after: number): AsyncIterable<FeedBatch> {
    const { signal, follow = true } = this.options;
    let looked = 0;
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
      } else if (follow) {
        await this.more();
        const early = looked + PACE_MS - performance.now();
        if (early > 0) await setTimeout(early);
        looked = performance.now();
      } else return;
    }
  }

  private batch(after: number, upTo: number): EventRow[] {
    const { wants } = this;
    if (!wants) return this.range.all(after, upTo, this.batchSize) as EventRow[];
    const positions: number[] = [];
    for (const { first, keys } of this.hot.blocks(after, upTo)) {
      for (let i = 0; i < keys.length && positions.length < this.batchSize; i++)
        if (wants(keys[i]!)) positions.push(first + i);
      if (positions.length === this.batchSize) break;
    }
    if (positions.length === 0) return [];
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
      const timer = startTimer(done, POLL_MS);
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
  const type = db.prepare('SELECT name FROM types WHERE id = ?').pluck();
  const owner = db.prepare(
    `SELECT t.name AS tenant, a.bucket FROM agencies a JOIN tenants t ON t.id = a.tenant
     WHERE a.id = ?`,
  );
  const ofType = types && remembered((id) => types.includes(type.get(id) as string));
  const ofAgency =
    (tenants ?? buckets) &&
    remembered((id) => {
      const { tenant, bucket } = owner.get(id) as { tenant: string; bucket: number };
      const within = !buckets || (bucket >= buckets[0] && bucket < buckets[1]);
      return within && (!tenants || tenants.includes(tenant));
    });
  if (!ofType && !ofAgency) return undefined;
  return (key) => {
    const { type: typeId, agency } = unpackHotKey(key);
    return (!ofType || ofType(typeId)) && (!ofAgency || ofAgency(agency));
  };
};

/** Numbers of the dictionaries never change their meaning, so each is looked up once. */
const remembered = (answer: (id: number) => boolean): ((id: number) => boolean) => {
  const known: (boolean | undefined)[] = [];
  return (id) => (known[id] ??= answer(id));
};
