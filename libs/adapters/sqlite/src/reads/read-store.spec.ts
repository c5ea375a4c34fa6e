import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { CollectionSpec } from '@gongkai/kernel';
import { READS_FORMAT } from './read-schema.js';
import { SqliteReadStore } from './read-store.js';

type Notice = { title: string; day: string };
const notices: CollectionSpec<Notice> = {
  name: 'notices',
  version: 1,
  keys: { day: (row) => row.day },
  indexes: [['day']],
  text: (row) => row.title,
  textOrder: 'day',
};

const batch = (titles: Record<string, string>, position = 1n, tenant = 't1') => ({
  projection: 'notices@1',
  collection: notices as unknown as CollectionSpec<never>,
  writes: Object.entries(titles).map(([id, title]) => ({
    tenant,
    id,
    row: { title, day: '2026-03-02' },
    position,
    before: null,
  })),
  parked: [],
  upTo: position,
});

describe('reads.db', () => {
  let folder: string;
  let path: string;
  const stores: SqliteReadStore[] = [];
  const open = (access: 'read' | 'write' = 'write') => {
    const store = new SqliteReadStore({ path, access });
    stores.push(store);
    return store;
  };
  const titles = async (store: SqliteReadStore, text = '') =>
    (await store.find(notices, 't1', { where: [{ text }], limit: 10 })).rows.map(
      ({ title }) => title,
    );
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-reads-'));
    path = join(folder, 'reads.db');
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    rmSync(folder, { recursive: true });
  });

  it('is read beside its writer, which it never disturbs', async () => {
    const writer = open();
    await writer.save(batch({ a: '一' }));
    const reader = open('read');
    const other = new Database(path);
    other.exec("BEGIN IMMEDIATE; UPDATE c_notices_v1 SET row = '{}'");
    expect(await titles(reader)).toEqual(['一']);
    other.exec('ROLLBACK');
    other.close();
    await writer.save(batch({ b: '二' }, 2n));
    expect((await titles(reader)).sort()).toEqual(['一', '二']);
    await expect(reader.save(batch({ c: '三' }))).rejects.toMatchObject({ problem: 'readOnly' });
    await expect(reader.drop(batch({}).collection, 'notices@1')).rejects.toMatchObject({
      problem: 'readOnly',
    });
  });

  it('makes one writer wait for the other', async () => {
    const store = open();
    await store.save(batch({ a: '一' }));
    const held = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const Database = require(workerData.driver);
       const db = new Database(workerData.path);
       db.exec('BEGIN IMMEDIATE');
       parentPort.postMessage('held');
       setTimeout(() => { db.exec('COMMIT'); db.close(); }, 150);`,
      {
        eval: true,
        workerData: { path, driver: join(process.cwd(), 'node_modules/better-sqlite3') },
      },
    );
    const ended = new Promise((resolve) => held.once('exit', resolve));
    await new Promise((resolve) => held.once('message', resolve));
    await store.save(batch({ b: '二' }, 2n));
    await ended;
    expect((await titles(store)).sort()).toEqual(['一', '二']);
  });

  it('forgets everything of a batch that failed while it was written', async () => {
    const store = open();
    const failing = {
      ...batch({ a: '一' }, 1n, 'fresh'),
      parked: [{ projection: 'p', tenant: 'fresh', position: 1n, reason: null as never }],
    };
    await expect(store.save(failing)).rejects.toThrow('NOT NULL');
    expect(await store.checkpoint('notices@1')).toBeUndefined();
    expect(await store.find(notices, 'fresh', { limit: 1 })).toEqual({ rows: [], next: null });
    await store.save(batch({ a: '甲' }));
    await store.save(batch({ a: '乙' }, 2n, 'fresh'));
    expect(await titles(store, '甲')).toEqual(['甲']);
    expect(await store.get(notices, 'fresh', 'a')).toMatchObject({ title: '乙' });
  });

  it('is refused when a newer program wrote it, for reading and for writing', async () => {
    const db = new Database(path);
    db.pragma(`user_version = ${READS_FORMAT + 1}`);
    db.close();
    for (const access of ['read', 'write'] as const)
      expect(() => open(access)).toThrow(expect.objectContaining({ problem: 'newer' }));
    expect(existsSync(path)).toBe(true);
  });

  it('is discarded when an older program wrote it or it is damaged, for the log makes it again', async () => {
    const old = new Database(path);
    old.exec('CREATE TABLE collections (x)');
    old.pragma('user_version = -1');
    old.close();
    const afterOld = open();
    await afterOld.save(batch({ a: '一' }));
    await stores.pop()!.close();
    writeFileSync(path, 'not a database, or no longer one '.repeat(200));
    expect(() => open('read')).toThrow(expect.objectContaining({ problem: 'damaged' }));
    const store = open();
    expect(await store.checkpoint('notices@1')).toBeUndefined();
    await store.save(batch({ a: '二' }));
    expect(await titles(store)).toEqual(['二']);
  });

  it('leaves the tables of a neighbour in the same file alone', async () => {
    const neighbour = new Database(path);
    neighbour.exec('CREATE TABLE cells (x); INSERT INTO cells VALUES (1)');
    expect(await titles(open('read'))).toEqual([]);
    await open().save(batch({ a: '一' }));
    expect(neighbour.prepare('SELECT x FROM cells').pluck().get()).toBe(1);
    neighbour.close();
  });

  it('reads as empty before anything was projected', async () => {
    const reader = open('read');
    expect(await titles(reader)).toEqual([]);
    expect(await reader.parked()).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  it('refuses other keys under the same version', async () => {
    const store = open();
    await store.save(batch({ a: '一' }));
    const changed = { ...notices, keys: { ...notices.keys, title: (row: Notice) => row.title } };
    await expect(store.find(changed, 't1', { limit: 1 })).rejects.toMatchObject({
      problem: 'changedShape',
    });
    const other = { ...batch({ a: '二' }, 2n), collection: changed as never };
    await expect(store.save(other)).rejects.toMatchObject({ problem: 'changedShape' });
  });

  it('answers with nothing from a version another connection dropped meanwhile', async () => {
    const writer = open();
    await writer.save(batch({ a: '一' }));
    const reader = open('read');
    expect(await titles(reader)).toEqual(['一']);
    await writer.drop(batch({}).collection, 'notices@1');
    expect(await titles(reader)).toEqual([]);
    expect(await reader.get(notices, 't1', 'a')).toBeUndefined();
    await writer.save(batch({ a: '二' }));
    expect(await titles(reader)).toEqual(['二']);
  });

  it('finds the same after its search index was put in order', async () => {
    const store = open();
    for (let i = 0; i < 20; i++) await store.save(batch({ [`r${i}`]: `通知${i}` }, BigInt(i + 1)));
    const before = await titles(store, '知1');
    store.optimise(notices);
    expect(await titles(store, '知1')).toEqual(before);
    expect(before).toHaveLength(10);
  });
});
