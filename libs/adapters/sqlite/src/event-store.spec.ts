import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeRecord,
  monthOf,
  parseRecord,
  streamName,
  unpackHotKey,
  type StoreUnavailable,
} from '@gongkai/kernel';
import { newEvent } from '@gongkai/testing';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { SqliteEventStore } from './event-store.js';
import { SEGMENT } from './hot-keys.js';
import { LogWriter } from './log-writer.js';
import { verifyLog } from './verify-log.js';

const thing = (id: string) => streamName('t1', 'thing', id);

describe('the embedded event store', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-log-'));
    path = join(folder, 'events.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (options: Partial<ConstructorParameters<typeof SqliteEventStore>[0]> = {}) =>
    new SqliteEventStore({ path, writer: 'here', ...options });

  const appendSome = async (store: SqliteEventStore, from: number, to: number) => {
    const appended: Promise<unknown>[] = [];
    for (let i = from; i <= to; i++)
      appended.push(store.append(thing(`s${i}`), 0, [newEvent('t1', `s${i}`, 1)]));
    await Promise.all(appended);
  };

  it('goes on at the next position after it was closed', async () => {
    const first = open();
    await appendSome(first, 1, 3);
    await first.close();
    const second = open();
    await appendSome(second, 4, 4);
    expect(await second.head()).toBe(4n);
    expect(verifyLog(path)).toEqual({ events: 4, problems: [] });
    await second.close();
  });

  it('tells an old stream from the new ones of its group, and takes those all the same', async () => {
    const first = open();
    await appendSome(first, 1, 20);
    await first.close();
    const again = open();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) =>
        again.append(thing(`s${i + 15}`), 0, [newEvent('t1', `s${i + 15}`, 1)]),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array<string>(6).fill('rejected'),
      ...Array<string>(34).fill('fulfilled'),
    ]);
    expect((outcomes[0] as PromiseRejectedResult).reason).toMatchObject({ expected: 0, actual: 1 });
    expect(verifyLog(path)).toEqual({ events: 54, problems: [] });
    await again.close();
  });

  it('is written with a full sync at every commit', () => {
    const writer = new LogWriter(path);
    const inner = (writer as unknown as { db: Database.Database }).db;
    expect(inner.pragma('synchronous', { simple: true })).toBe(2);
    expect(inner.pragma('journal_mode', { simple: true })).toBe('wal');
    writer.close();
  });

  it('keeps recordedAt from decreasing when the clock is set back, also over a restart', async () => {
    let now = '2026-03-02T10:00:00.000Z';
    const store = open({ now: () => new Date(now) });
    await appendSome(store, 1, 1);
    now = '2026-03-02T09:00:00.000Z';
    await appendSome(store, 2, 2);
    await store.close();
    const again = open({ now: () => new Date(now) });
    await appendSome(again, 3, 3);
    const times = (await again.at([1n, 2n, 3n])).map(
      ({ record }) => parseRecord(record).meta.recordedAt,
    );
    expect(times).toEqual(Array(3).fill('2026-03-02T10:00:00.000Z'));
    await again.close();
  });

  it('takes no half of a group when the disk is full, and resumes when there is room', async () => {
    const writer = new LogWriter(path);
    const request = (id: string, data: string) => ({
      stream: thing(id),
      tenant: 't1',
      expectedRevision: 0,
      events: [
        {
          head: '{"id":"x"',
          data,
          type: 'ThingHappened',
          agency: null,
          month: 1514,
          facet: 0,
        },
      ],
    });
    writer.append([request('a', '{}')]);
    writer.limitPages(16);
    const big = JSON.stringify({ text: '公'.repeat(60_000) });
    expect(() => writer.append([request('b', '{}'), request('c', big)])).toThrow(
      expect.objectContaining({ reason: 'full' }) as Error,
    );
    expect(writer.head).toBe(1);
    writer.limitPages(1_000_000);
    expect(writer.append([request('b', '{}'), request('c', big)])).toMatchObject([
      { ok: true, position: 2 },
      { ok: true, position: 3 },
    ]);
    writer.close();
  });

  it('stops after a failed sync and says so, because what the disk holds is unknown', async () => {
    const writer = new LogWriter(path);
    const inner = writer as unknown as { transaction: () => never };
    const failure = new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');
    const transaction = inner.transaction;
    inner.transaction = () => {
      throw failure;
    };
    expect(() => writer.append([])).toThrow(expect.objectContaining({ reason: 'failed' }) as Error);
    inner.transaction = transaction;
    expect(() => writer.append([])).toThrow(expect.objectContaining({ reason: 'failed' }) as Error);
    writer.close();
  });

  it('refuses more than its queue holds instead of growing without end', async () => {
    const store = open({ queueMax: 2 });
    expect(store.queue).toEqual({ waiting: 0, max: 2 });
    const appended = Promise.allSettled(
      [1, 2, 3].map((i) => store.append(thing(`s${i}`), 0, [newEvent('t1', `s${i}`, 1)])),
    );
    expect(store.queue).toEqual({ waiting: 2, max: 2 });
    const outcomes = await appended;
    expect(store.queue).toEqual({ waiting: 0, max: 2 });
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect((outcomes[2] as PromiseRejectedResult).reason as StoreUnavailable).toMatchObject({
      name: 'StoreUnavailable',
      reason: 'busy',
    });
    await store.close();
  });

  it('reads beside a running writer and refuses to write there', async () => {
    const writing = open();
    const reading = open({ writer: 'none' });
    await appendSome(writing, 1, 2);
    expect(await reading.head()).toBe(2n);
    expect(reading.queue).toBeUndefined();
    await expect(reading.append(thing('x'), 0, [newEvent('t1', 'x', 1)])).rejects.toMatchObject({
      reason: 'readOnly',
    });
    await reading.close();
    await writing.close();
  });

  it('takes records whose writers had clocks of their own, and finds one that is far behind', async () => {
    const store = open();
    for (const [i, time] of ['10:00:20', '10:00:11', '10:00:21', '10:00:10'].entries()) {
      const { meta, data, facet } = newEvent('t1', `s${i}`, 1);
      const record = encodeRecord({ ...meta, recordedAt: `2026-03-02T${time}.000Z` }, data);
      await store.appendRecords(thing(`s${i}`), 0, [{ record, facet }]);
    }
    await store.close();
    expect(verifyLog(path).problems).toEqual([{ position: 4, problem: 'order' }]);
  });

  it('finds every flipped byte of a stored record, at read and by verification', async () => {
    const store = open();
    await store.append(thing('a'), 0, [newEvent('t1', 'a', 1)]);
    await store.close();
    const db = new Database(path);
    const record = db.prepare('SELECT record FROM events').pluck().get() as Buffer;
    for (let i = 0; i < record.length; i += 7) {
      const flipped = Buffer.from(record);
      flipped[i]! ^= 1;
      db.prepare('UPDATE events SET record = ?').run(flipped);
      expect(verifyLog(path).problems).toEqual([{ position: 1, problem: 'checksum' }]);
    }
    const reading = open({ writer: 'none' });
    await expect(reading.read(thing('a'))).rejects.toMatchObject({ name: 'IntegrityError' });
    await reading.close();
    db.close();
  });

  it('takes events of any legal day, and fails alone what has none', async () => {
    const store = open();
    const on = (id: string, day: string) =>
      store.append(thing(id), 0, [newEvent('t1', id, 1, { occurredOn: day })]);
    const outcomes = await Promise.allSettled([
      on('a', '2026-03-02'),
      on('b', '1897-05-01'),
      on('c', 'someday'),
      on('d', '9999-12-31'),
      on('e', '2026-03-02'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    const [, , failed] = outcomes;
    expect((failed as PromiseRejectedResult).reason).toBeInstanceOf(RangeError);
    const months: number[] = [];
    store.scan(0n, 4n, (keys, count) => {
      for (const key of keys.slice(0, count)) months.push(unpackHotKey(key).month);
    });
    expect(months).toEqual([monthOf('2026-03-02'), 0, 4095, monthOf('2026-03-02')]);
    expect(verifyLog(path)).toEqual({ events: 4, problems: [] });
    await store.close();
  });

  it('feeds a damaged record as such, with whose it is, and goes on with the others', async () => {
    const store = open();
    await appendSome(store, 1, 3);
    const db = new Database(path);
    const record = db
      .prepare('SELECT record FROM events WHERE position = 2')
      .pluck()
      .get() as Buffer;
    record[0]! ^= 1;
    db.prepare('UPDATE events SET record = ? WHERE position = 2').run(record);
    db.close();
    const signal = new AbortController().signal;
    for await (const { events } of store.feed(undefined, {}, { signal, follow: false }))
      expect(events.map(({ damaged }) => damaged)).toEqual([
        undefined,
        { tenant: 't1', type: 'ThingHappened' },
        undefined,
      ]);
    await store.close();
  });

  it('finds a row taken out and a column that no longer fits its record', async () => {
    const store = open();
    await appendSome(store, 1, 3);
    await store.close();
    const db = new Database(path);
    db.exec('UPDATE events SET key = key + 1048576 WHERE position = 1');
    db.exec('DELETE FROM events WHERE position = 2');
    expect(verifyLog(path).problems).toEqual([
      { position: 1, problem: 'column' },
      { position: 2, problem: 'gap' },
    ]);
    db.close();
  });

  it('reads keys the same from full segments and from events, wherever a question begins', async () => {
    const store = open();
    await appendSome(store, 1, SEGMENT + 5);
    const scan = (after: number, upTo: number) => {
      const found: number[] = [];
      store.scan(BigInt(after), BigInt(upTo), (keys) => found.push(...keys));
      return found;
    };
    const all = scan(0, SEGMENT + 5);
    const db = new Database(path, { readonly: true });
    expect(db.prepare('SELECT first FROM segments').pluck().all()).toEqual([1]);
    expect(all).toEqual(db.prepare('SELECT key FROM events ORDER BY position').pluck().all());
    db.close();
    fc.assert(
      fc.property(fc.nat(SEGMENT + 5), fc.nat(SEGMENT + 5), (after, upTo) => {
        expect(scan(after, upTo)).toEqual(all.slice(after, Math.max(after, upTo)));
      }),
    );
    await store.close();
    const again = open();
    await appendSome(again, SEGMENT + 6, 2 * SEGMENT);
    expect(verifyLog(path)).toEqual({ events: 2 * SEGMENT, problems: [] });
    await again.close();
    const damaged = new Database(path);
    damaged.exec('UPDATE segments SET keys = zeroblob(length(keys)) WHERE first > 1');
    damaged.close();
    expect(verifyLog(path).problems[0]).toEqual({ position: SEGMENT + 1, problem: 'column' });
  });

  it('hands figures the packed key of each event and finds the events behind a cell', async () => {
    const store = open();
    await appendSome(store, 1, 5);
    const keys: number[] = [];
    store.scan(undefined, 5n, (block, count) => keys.push(...block.subarray(0, count)));
    expect(keys).toHaveLength(5);
    const [agency] = [...store.agencies().keys()];
    const [type] = [...store.types().keys()];
    const month = 126 * 12 + 2;
    const range = { agency: agency!, monthFrom: month, monthTo: month };
    const matches = [{ type: type!, facets: new Set([0]) }];
    expect(store.positions({ ...range, matches }, 1n, 3)).toEqual([2n, 3n, 4n]);
    expect(store.positions({ ...range, monthFrom: month + 1, matches }, undefined, 3)).toEqual([]);
    await store.close();
  });
});
