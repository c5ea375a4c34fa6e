import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { divisionsByCode, loadDivisions } from '@gongkai/directory';
import { EventStorePeer } from '@gongkai/eventstore-peer';
import { readConfig, Rejection } from '@gongkai/kernel';
import { mongoPeers } from '@gongkai/mongo-peers';
import { move, openPlaces, Platform, simulate, type Moved } from '@gongkai/platform';
import { dataPaths } from '@gongkai/sqlite';
import { readSealed, keepSealed } from '@gongkai/vault';
import Database from 'better-sqlite3';

const ROWS = divisionsByCode([
  ['000000', '全国'],
  ['150000', '内蒙古自治区'],
  ['150500', '通辽市'],
  ['150523', '开鲁县'],
]);
const SECRET = '张三 13900000000';
const identity = { kind: 'identityCard', number: '430422198706135273' };

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** The real adapters over their wires, the data folder at the other end. */
mongoPeers('moving house', (server) => {
  let root: string;
  let home: string;
  let masterKey: string;
  let eventStore: EventStorePeer;
  let tenant: string;
  let sealed: Awaited<ReturnType<Platform['vault']['seal']>>;
  let file: { key: string; digest: string };
  let config: ReturnType<typeof readConfig>;

  const folder = (name: string) => join(root, name);
  const moved = async (
    from: string,
    to: string,
    onProgress?: (step: string) => void,
  ): Promise<Moved> => {
    const places = await openPlaces({ from, to, masterKey, config });
    if (places instanceof Rejection) throw new Error(places.code);
    try {
      const outcome = await move({ ...places, ...(onProgress ? { onProgress } : {}) });
      if (outcome instanceof Rejection) throw new Error(`${outcome.code} ${outcome.en}`);
      return outcome;
    } finally {
      await places.to.close();
      await places.from.close();
    }
  };
  const table = (data: string, file: 'events' | 'keys' | 'evidence', sql: string): string => {
    const db = new Database(dataPaths(data)[file], { readonly: true });
    try {
      return JSON.stringify(db.prepare(sql).raw().all());
    } finally {
      db.close();
    }
  };

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-migrate-'));
    home = folder('home');
    masterKey = `${home}.key`;
    const platform = await Platform.open({ data: home, access: 'write' });
    const { events: store, ids, clock, vault, blobs } = platform;
    await loadDivisions({ store, ids }, { today: clock.today(), rows: ROWS, changes: [] });
    await platform.waitFor((await store.head())!);
    const node = platform.tree.find('150523')[0]!;
    await simulate(platform, { node, seed: '1', year: 2024, items: 6 });
    await platform.waitFor((await store.head())!);
    tenant = platform.tree.tenants()[0]!;
    const { key } = await vault.person(tenant, identity);
    sealed = await vault.seal(tenant, key, SECRET);
    const kept = await keepSealed({ vault, blobs }, { tenant, key }, bytes(SECRET), 1 << 20);
    file = { key, digest: kept.digest };
    const gone = await vault.person(tenant, { ...identity, number: '2' });
    await platform.parts.personKeys.shred(tenant, gone.key, '2026-03-02T00:00:00.000Z');
    await platform.keys.put(tenant, 'A1', 'C1', '$argon2id$');
    await platform.parts.evidence.waitFor((await store.head())!);
    await platform.parts.evidence.rotate(tenant);
    await platform.close();
    eventStore = await EventStorePeer.start();
    config = readConfig({
      GONGKAI_EVENTSTORE_URL: eventStore.url,
      GONGKAI_MONGODB_URL: server.url(),
      GONGKAI_MONGODB_DATABASE: server.freshDatabase().slice(0, 38),
      GONGKAI_BLOBS: folder('blobs'),
    });
  });
  afterAll(async () => {
    await eventStore.stop();
    rmSync(root, { recursive: true });
  });

  it('goes to the cluster, cut off now and then, and back to another folder as it was', async () => {
    for (const at of ['records', 'keys', 'targetRows']) {
      const cut = moved(home, 'cluster', (step) => {
        if (step === at) throw new Error('cut');
      });
      await expect(cut).rejects.toThrow('cut');
    }
    const there = await moved(home, 'cluster');
    expect(there).toMatchObject({ positionsKept: true, governments: 1, to: 'cluster' });
    for (const count of [there.keys, there.evidence, there.files, there.rows])
      expect(count).toBeGreaterThan(0);
    expect((await moved(home, 'cluster')).copied).toBe(0);

    cpSync(masterKey, `${folder('back')}.key`);
    const back = await moved('cluster', folder('back'));
    const { from: _, to: __, copied: ___, ...same } = there;
    expect(back).toMatchObject({ ...same, copied: there.events });
    for (const [file, sql] of [
      ['events', 'SELECT position, hex(record) FROM events ORDER BY position'],
      ['keys', 'SELECT tenant, hex(wrapped) FROM tenant_keys ORDER BY tenant'],
      ['keys', 'SELECT tenant, key, hex(wrapped), mac FROM person_keys ORDER BY tenant, key'],
      ['keys', 'SELECT * FROM shredded_keys ORDER BY tenant, key'],
      ['keys', 'SELECT name, hex(secret) FROM secrets ORDER BY name'],
      ['keys', 'SELECT * FROM credentials ORDER BY tenant, account, credential'],
      ['keys', 'SELECT tenant, vkey, retired_at, hex(wrapped) FROM log_keys ORDER BY vkey'],
      ['evidence', 'SELECT * FROM checkpoints ORDER BY tenant, size'],
      ['evidence', 'SELECT * FROM settings ORDER BY tenant, name'],
    ] as const)
      expect({ sql, text: table(folder('back'), file, sql) }).toEqual({
        sql,
        text: table(home, file, sql),
      });
    const files = (of: string) =>
      existsSync(of) ? readdirSync(of, { recursive: true }).sort() : [];
    expect(files(dataPaths(folder('back')).blobs)).toEqual(files(dataPaths(home).blobs));
  });

  it('opens on the other side what was sealed here, and what was destroyed stays so', async () => {
    const data = folder('back');
    const platform = await Platform.open({ data, access: 'write', masterKey });
    const { vault, blobs } = platform;
    expect(await vault.open(tenant, sealed)).toBe(SECRET);
    expect(await vault.person(tenant, identity)).toMatchObject({ key: file.key });
    const parts: Uint8Array[] = [];
    const read = await readSealed({ vault, blobs }, { tenant, key: file.key }, file.digest);
    for await (const part of read!) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe(SECRET);
    expect(await platform.parts.personKeys.shredded()).toHaveLength(1);
    await platform.parts.evidence.waitFor((await platform.events.head())!);
    expect(await platform.parts.evidence.verify()).toMatchObject({ behind: 0, problems: [] });
    await platform.close();
  });
});
