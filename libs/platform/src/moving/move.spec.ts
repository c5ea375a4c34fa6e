import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgencyCommand, divisionsByCode, loadDivisions, nodeProjection } from '@gongkai/directory';
import { SqliteLogKeyBelongings } from '@gongkai/evidence-store';
import { readConfig, Rejection, type Position } from '@gongkai/kernel';
import { dataPaths, SqliteKeyBelongings, SqliteReadStore } from '@gongkai/sqlite';
import { keepSealed } from '@gongkai/vault';
import { MemoryLeases, type LeaseTable } from '@gongkai/testing';
import Database from 'better-sqlite3';
import { SpecCluster } from '../cluster/spec-cluster.js';
import { demoCall } from '../demo/calls.js';
import { verifyFiles } from '../evidence/spec-verify.js';
import { Platform } from '../platform.js';
import { simulate } from '../simulate.js';
import { openClusterPlace } from './cluster-place.js';
import { openFolderPlace } from './folder-place.js';
import { move, type Moved } from './move.js';
import { openPlaces } from './open-places.js';
import type { Place } from './place.js';

const HENGNAN = '430422';
const KAILU = '150523';
const ROWS = divisionsByCode([
  ['000000', '全国'],
  ['150000', '内蒙古自治区'],
  ['150500', '通辽市'],
  [KAILU, '开鲁县'],
  ['230000', '黑龙江省'],
  ['230100', '哈尔滨市'],
  ['430000', '湖南省'],
  ['430400', '衡阳市'],
  [HENGNAN, '衡南县'],
]);

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Two governments marked as demo data; every specification moves a copy of the folder, or from it. */
describe('moving house', () => {
  let root: string;
  let demo: string;
  let masterKey: string;
  let whole: Moved;

  const folder = (name: string) => join(root, name);
  const placed = (outcome: Place | Rejection): Place => {
    if (outcome instanceof Rejection) throw new Error(outcome.code);
    return outcome;
  };
  const place = async (path: string, as: 'source' | 'target') =>
    placed(await openFolderPlace({ folder: path, masterKey, as }));
  const moved = async (
    from: string,
    to: string,
    more: { node?: string; onProgress?: () => void; streamsAtOnce?: number } = {},
  ) => {
    const source = await place(from, 'source');
    const target = await place(to, 'target');
    try {
      return await move({ from: source, to: target, ...more });
    } finally {
      await target.close();
      await source.close();
    }
  };
  const open = (data: string, access: 'write' | 'read' = 'write') =>
    Platform.open({ data, access, masterKey });
  const figures = async (data: string) => {
    const platform = await open(data, 'read');
    try {
      const node = platform.tree.find(HENGNAN)[0]!.id;
      return await platform.figures.figures({ node, period: '2017', format: 'cn-2014' });
    } finally {
      await platform.close();
    }
  };
  /** Everything a folder holds in a table, as text. */
  const table = (path: string, sql: string): string => {
    const db = new Database(path, { readonly: true });
    try {
      return JSON.stringify(db.prepare(sql).raw().all());
    } finally {
      db.close();
    }
  };
  const TABLES: readonly (readonly ['keys' | 'evidence' | 'events', string])[] = [
    ['events', 'SELECT position, hex(record) FROM events ORDER BY position'],
    ['keys', `SELECT * FROM vault WHERE name <> 'shreddings' ORDER BY name`],
    ['keys', 'SELECT tenant, hex(wrapped) FROM tenant_keys ORDER BY tenant'],
    ['keys', 'SELECT tenant, key, hex(wrapped), mac FROM person_keys ORDER BY tenant, key'],
    ['keys', 'SELECT * FROM shredded_keys ORDER BY tenant, key'],
    ['keys', 'SELECT name, hex(secret) FROM secrets ORDER BY name'],
    ['keys', 'SELECT * FROM credentials ORDER BY tenant, account, credential'],
    ['keys', 'SELECT tenant, vkey, retired_at, hex(wrapped) FROM log_keys ORDER BY tenant, vkey'],
    ['evidence', `SELECT * FROM checkpoints ORDER BY tenant, size`],
    ['evidence', 'SELECT * FROM cosignatures ORDER BY tenant, size, witness'],
    ['evidence', 'SELECT witness, origin, size, hex(root) FROM witnessed ORDER BY witness, origin'],
    ['evidence', 'SELECT * FROM settings ORDER BY tenant, name'],
  ];
  const sameTables = (one: string, other: string) => {
    for (const [file, sql] of TABLES) {
      const [a, b] = [table(dataPaths(one)[file], sql), table(dataPaths(other)[file], sql)];
      expect({ sql, same: a === b }).toEqual({ sql, same: true });
    }
  };

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-moving-'));
    demo = folder('demo');
    masterKey = `${demo}.key`;
    const platform = await Platform.open({ data: demo, access: 'write' });
    const { events: store, ids, clock, vault, blobs } = platform;
    await loadDivisions({ store, ids }, { today: clock.today(), rows: ROWS, changes: [] });
    await platform.waitFor((await store.head())!);
    for (const code of [KAILU, HENGNAN]) {
      const node = platform.tree.find(code)[0]!;
      const made = await simulate(platform, { node, seed: code, year: 2017, items: 30 });
      expect(made).toMatchObject({ refused: 0 });
      await platform.waitFor((await store.head())!);
    }
    writeFileSync(dataPaths(demo).demo, '{"names":[]}');
    // What is destroyed stays destroyed on the other side, and a rotated key stays retired.
    const tenant = platform.tree.find(HENGNAN)[0]!.tenant!;
    const { key } = await vault.person(tenant, { kind: 'identityCard', number: '1' });
    await keepSealed({ vault, blobs }, { tenant, key }, bytes('公开'), 1 << 20);
    const gone = await vault.person(tenant, { kind: 'identityCard', number: '2' });
    await platform.parts.personKeys.shred(tenant, gone.key, '2026-03-02T00:00:00.000Z');
    await platform.parts.evidence.waitFor((await store.head())!);
    await platform.parts.evidence.rotate(tenant);
    await platform.close();
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('takes everything to an empty folder, and proves that it is the same', async () => {
    const outcome = await moved(demo, folder('first'));
    expect(outcome).not.toBeInstanceOf(Rejection);
    whole = outcome as Moved;
    expect(whole).toMatchObject({ positionsKept: true, demo: true, copied: whole.events });
    expect(whole.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(whole.governments).toBeGreaterThan(1);
    expect(whole.perGovernment.reduce((sum, { events }) => sum + events, 0)).toBe(whole.events);
    for (const count of [whole.keys, whole.evidence, whole.files, whole.rows])
      expect(count).toBeGreaterThan(0);
    sameTables(demo, folder('first'));
    expect(existsSync(dataPaths(folder('first')).demo)).toBe(true);
    expect(await figures(folder('first'))).toEqual(await figures(demo));
    const files = (data: string) => readdirSync(dataPaths(data).blobs, { recursive: true }).sort();
    expect(files(folder('first'))).toEqual(files(demo));
  });

  it('makes the trees of evidence again, with the roots that were signed', async () => {
    const platform = await open(folder('first'));
    await platform.parts.evidence.waitFor((await platform.events.head())!);
    expect(await platform.parts.evidence.store.troubles()).toEqual([]);
    await platform.close();
    expect(await verifyFiles(dataPaths(folder('first')))).toMatchObject({ problems: [] });
  });

  it('goes on where it was cut off, and does nothing when all is done', async () => {
    for (const after of [1, 3]) {
      let batches = 0;
      const cut = moved(demo, folder('cut'), {
        onProgress: () => {
          if (++batches > after) throw new Error('cut');
        },
      });
      await expect(cut).rejects.toThrow('cut');
    }
    const { copied: _, ...rest } = whole;
    expect(await moved(demo, folder('cut'))).toMatchObject({ ...rest, to: folder('cut') });
    sameTables(demo, folder('cut'));
    const again = await moved(demo, folder('cut'), { streamsAtOnce: 100 });
    expect(again).toEqual({ ...rest, to: folder('cut'), copied: 0 });
  });

  it('goes to a cluster and back, with what happened there', async () => {
    cpSync(demo, folder('home'), { recursive: true });
    const shared = folder('shared');
    mkdirSync(shared);
    cpSync(masterKey, `${shared}.key`);
    cpSync(`${masterKey}.shredded`, `${shared}.key.shredded`);
    const leaseTable: LeaseTable = new Map();
    const cluster = new SpecCluster(shared, () => new MemoryLeases(leaseTable, { termMs: 400 }));
    const stores = () => cluster.shared();
    const clusterPlace = async (as: 'source' | 'target', patienceMs = 5_000) => {
      const of = await stores();
      const path = dataPaths(shared).keys;
      const keys = [new SqliteKeyBelongings(path, of.personKeys), new SqliteLogKeyBelongings(path)];
      const files = dataPaths(shared).blobs;
      return openClusterPlace({ shared: of, keys, files, as, patienceMs });
    };
    // Taken away from who does not renew it, but not at once.
    const { leases } = await stores();
    await leases.take('watch', 'a watcher');
    const early = await clusterPlace('target', 100);
    expect(early).toMatchObject({ code: 'move.targetAtWork', details: { holder: 'a watcher' } });
    const there = placed(await clusterPlace('target'));
    const home = await place(folder('home'), 'source');
    expect(await move({ from: home, to: there })).toMatchObject({
      digest: whole.digest,
      positionsKept: true,
      to: 'cluster',
      demo: true,
    });
    await home.close();
    await there.close();
    await expect(open(folder('home'))).rejects.toMatchObject({
      code: 'folder.moved',
      details: { to: 'cluster' },
    });
    await (await open(folder('home'), 'read')).close();

    const service = await Platform.open({
      data: cluster.own('api'),
      access: 'write',
      masterKey,
      shared: await stores(),
    });
    expect(service.demo).toBe(true);
    const { tenant } = service.tree.find(HENGNAN)[0]!;
    const body = { type: 'register', kind: 'department', code: 'MOVED', name: '新设局' };
    const receipt = await service.send(
      new AgencyCommand(demoCall(tenant!, 'spec.moved', body), body),
    );
    const added = Number((receipt as { position: bigint }).position) - whole.events;
    expect(added).toBeGreaterThan(0);
    await service.close();

    const source = placed(await clusterPlace('source'));
    const target = await place(folder('home'), 'target');
    expect(await move({ from: source, to: target })).toMatchObject({
      events: whole.events + added,
      copied: added,
      positionsKept: true,
    });
    await target.close();
    await source.close();
    await cluster.close();
    const back = await open(folder('home'));
    expect(back.tree.node((receipt as { id: string }).id)).toMatchObject({ code: 'MOVED' });
    await back.close();
    expect(await verifyFiles(dataPaths(folder('home')))).toMatchObject({ problems: [] });
  });

  it('takes one government with the records of the platform to a place of its own', async () => {
    const alone = (await moved(demo, folder('alone'), { node: HENGNAN })) as Moved;
    expect(alone).toMatchObject({ governments: 1, positionsKept: false });
    const of = (id: string) => whole.perGovernment.find((each) => each.name === id);
    expect(alone.perGovernment).toContainEqual(of('衡南县'));
    expect(alone.events).toBeLessThan(whole.events);
    const platform = await open(folder('alone'));
    await platform.parts.evidence.waitFor((await platform.events.head())!);
    await platform.close();
    expect(await verifyFiles(dataPaths(folder('alone')))).toMatchObject({ problems: [] });
    expect(await moved(demo, folder('alone'), { node: KAILU })).toMatchObject({
      code: 'move.targetDiffers',
    });
    expect(await moved(demo, folder('nowhere'), { node: '哈尔滨市' })).toMatchObject({
      code: 'directory.notJoined',
    });
  });

  it('says when the source was written to meanwhile', async () => {
    const source = await place(demo, 'source');
    const target = await place(folder('grown'), 'target');
    const head = source.log.head.bind(source.log);
    let asked = 0;
    const log = new Proxy(source.log, {
      get: (of, name) =>
        name === 'head'
          ? async () => ((await head()) as Position) + BigInt(asked++)
          : Reflect.get(of, name, of),
    });
    expect(await move({ from: { ...source, log }, to: target })).toMatchObject({
      code: 'move.sourceGrew',
    });
    await target.close();
    await source.close();
  });

  it('finds a row, a key and a file that are not what they were', async () => {
    const files = (data: string) =>
      readdirSync(dataPaths(data).blobs, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      );
    const [file] = files(folder('cut'));
    const path = join(file!.parentPath, file!.name);
    writeFileSync(path, Buffer.alloc(statSync(path).size));
    expect(await moved(demo, folder('cut'))).toMatchObject({ code: 'move.fileDamaged' });
    rmSync(path);
    expect(await moved(demo, folder('cut'))).toMatchObject({ copied: 0 });
    const reads = new SqliteReadStore({ path: dataPaths(folder('cut')).reads });
    const { collection } = nodeProjection;
    for await (const { tenant, row } of reads.scan(collection)) {
      const write = { tenant, id: 'X', row, position: 1n, before: null };
      const batch = { projection: 'spec', collection: collection as never, parked: [], upTo: 1n };
      await reads.save({ ...batch, writes: [write] });
      break;
    }
    await reads.close();
    expect(await moved(demo, folder('cut'))).toMatchObject({
      code: 'move.notEqual',
      details: { part: 'rows' },
    });
  });

  it('refuses places it cannot or may not use', async () => {
    const config = readConfig({});
    const places = (from: string, to: string) => openPlaces({ from, to, masterKey, config });
    expect(await places(demo, demo)).toMatchObject({ code: 'move.samePlace' });
    mkdirSync(folder('replica'));
    writeFileSync(join(folder('replica'), 'replica.json'), '{}');
    expect(await places(demo, folder('replica'))).toMatchObject({ code: 'move.replicaFolder' });
    await expect(places(folder('none'), demo)).rejects.toMatchObject({ problem: 'missing' });
    await expect(places(demo, 'cluster')).rejects.toMatchObject({ name: 'ConfigError' });
    const other = openPlaces({ from: demo, to: folder('b'), masterKey: folder('c.key'), config });
    await expect(other).rejects.toMatchObject({ code: 'vault.masterKeyMissing' });
    const held = await place(demo, 'source');
    await expect(places(demo, folder('b'))).rejects.toMatchObject({ problem: 'locked' });
    const target = await place(folder('b'), 'target');
    const from = { ...held, masterMark: 'other' };
    expect(await move({ from, to: target })).toMatchObject({ code: 'move.masterKeyDiffers' });
    const real = { ...held, demo: async () => undefined };
    writeFileSync(dataPaths(folder('b')).demo, '');
    expect(await move({ from: real, to: target })).toMatchObject({ code: 'move.otherDemo' });
    await target.close();
    await held.close();
  });
});
