import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSkey } from '@gongkai/evidence';
import {
  MongoKeyStore,
  MongoLogKeys,
  MongoPersonKeys,
  rotateMongoMasterKey,
  type MongoPersonKeysOptions,
} from '@gongkai/mongo';
import {
  FakeClock,
  keysConformance,
  keyWish,
  logKeysConformance,
  MemoryPersonKeys,
  personKeysConformance,
} from '@gongkai/testing';
import { makeMasterKey, SealingVault, type Secret } from '@gongkai/vault';
import { MongoClient, type Db } from 'mongodb';
import { mongoPeers, type MongoUnderTest } from './peers.js';
import { killedEverywhere } from './stopping-db.js';

const AT = '2026-03-02T01:00:00.000Z';
const hexOf = (secret: Secret | 'shredded' | undefined) =>
  typeof secret === 'object' ? secret.export().toString('hex') : secret;

/** Places of one server, each a database and a folder with a master key; all gone at the end. */
const placesOf = (server: MongoUnderTest) => {
  let client: MongoClient;
  const made: { db: Db; root: string }[] = [];
  beforeAll(async () => {
    client = await MongoClient.connect(server.url());
  });
  afterAll(async () => {
    for (const { db, root } of made) {
      rmSync(root, { recursive: true });
      if (server.kind === 'external') await db.dropDatabase();
    }
    await client.close();
  });
  const newPlace = async () => {
    const root = mkdtempSync(join(tmpdir(), 'gongkai-mongo-keys-'));
    const folder = join(root, 'data');
    mkdirSync(folder);
    const masterKey = join(root, 'master.key');
    makeMasterKey(masterKey, folder);
    const db = client.db(server.freshDatabase());
    made.push({ db, root });
    const options = { masterKey, folder, shreddings: join(root, 'shreddings') };
    const open = (over: Db = db, more: Partial<MongoPersonKeysOptions> = {}) =>
      new MongoPersonKeys(over, { ...options, access: 'write', ...more });
    return { db, root, ...options, open };
  };
  return newPlace;
};

const dump = async (db: Db): Promise<string> => {
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const all = await Promise.all(names.map((name) => db.collection(name).find().toArray()));
  return JSON.stringify(all);
};

const suite = (server: MongoUnderTest) => {
  const newPlace = placesOf(server);

  keysConformance('mongo', async () => {
    const { db } = await newPlace();
    const vault = new MemoryPersonKeys();
    const open = () => new MongoKeyStore(db, vault);
    return { keys: open(), reopen: async () => open(), dispose: async () => undefined };
  });

  personKeysConformance('mongo', async () => {
    const place = await newPlace();
    return { keys: place.open(), reopen: async () => place.open(), dispose: async () => undefined };
  });

  logKeysConformance('mongo', async () => {
    const { db } = await newPlace();
    return { open: async (vault) => new MongoLogKeys(db, vault), dispose: async () => undefined };
  });

  it('lie nowhere in clear', async () => {
    const { db, open } = await newPlace();
    const persons = open();
    const keys = new MongoKeyStore(db, persons);
    const secret = Buffer.from('a secret that signs every token');
    await keys.secret('signing', () => secret);
    const parsed = parseSkey(await new MongoLogKeys(db, persons).signer(keyWish()));
    const { secret: person } = await persons.ofPerson('t1', 'mac-a');
    const tenant = await persons.ofTenant('t1');
    const all = await dump(db);
    for (const bytes of [
      secret,
      Buffer.from(parsed.ok ? parsed.secret : []),
      person.export(),
      tenant.export(),
    ]) {
      expect(bytes.length).toBeGreaterThan(16);
      expect(all).not.toContain(bytes.toString('base64'));
    }
  });

  it('are one for one person when several processes ask at once', async () => {
    const { open } = await newPlace();
    const processes = [open(), open(), open()];
    const asked = await Promise.all(
      Array.from({ length: 12 }, (_, i) => processes[i % 3]!.ofPerson('t1', `mac-${i % 2}`)),
    );
    expect(new Set(asked.map(({ key }) => key)).size).toBe(2);
    const tenants = await Promise.all(processes.map((each) => each.ofTenant('t1')));
    expect(new Set(tenants.map(hexOf)).size).toBe(1);
  });

  it('are destroyed once when several processes destroy them', async () => {
    const { open } = await newPlace();
    const processes = [open(), open(), open()];
    const { key } = await processes[0]!.ofPerson('t1', 'mac-a');
    const done = await Promise.all(processes.map((each) => each.shred('t1', key, AT)));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await processes[1]!.shredded()).toEqual([{ tenant: 't1', key, shreddedAt: AT }]);
  });

  it('of persons: killed anywhere, one person has one key, and it opens', async () => {
    const runs = await killedEverywhere(
      newPlace,
      async ({ open }, db) => {
        const keys = open(db);
        await keys.ofTenant('t1');
        await keys.ofPerson('t1', 'mac-a');
      },
      async ({ open }) => {
        const first = await open().ofPerson('t1', 'mac-a');
        const again = await open().ofPerson('t1', 'mac-a');
        expect([again.key, hexOf(again.secret)]).toEqual([first.key, hexOf(first.secret)]);
        expect(hexOf(await open().ofTenant('t1'))).toBe(hexOf(await open().ofTenant('t1')));
      },
    );
    expect(runs).toBeGreaterThanOrEqual(4);
  });

  it('of persons: killed while one is destroyed, it opens as before or never again', async () => {
    let key = '';
    let sealed: Secret;
    const runs = await killedEverywhere(
      async () => {
        const place = await newPlace();
        const keys = place.open();
        ({ key, secret: sealed } = await keys.ofPerson('t1', 'mac-a'));
        return place;
      },
      ({ open }, db) => open(db).shred('t1', key, AT),
      async ({ db, open }) => {
        // Who was there before sees it as it is, and who comes after finishes what was begun.
        const now = (await open(db, { access: 'read' }).byId('t1', [key])).get(key);
        expect(['shredded', hexOf(sealed)]).toContain(hexOf(now));
        const after = open();
        await after.unlock();
        const gone = hexOf((await after.byId('t1', [key])).get(key));
        // Once it is on the list it is destroyed by whoever unlocks next.
        expect(gone).toBe(hexOf(now));
        expect(await after.shred('t1', key, AT)).toBe(gone !== 'shredded');
        expect(await after.shred('t1', key, AT)).toBe(false);
        expect(await after.shredded()).toEqual([{ tenant: 't1', key, shreddedAt: AT }]);
        expect(await db.collection('keys.persons').countDocuments()).toBe(0);
        expect(await db.collection('keys.macs').countDocuments()).toBe(0);
        expect((await after.ofPerson('t1', 'mac-a')).key).not.toBe(key);
      },
    );
    expect(runs).toBeGreaterThanOrEqual(4);
  });

  it('of persons: killed while one is retired, who comes again has one key', async () => {
    let key = '';
    await killedEverywhere(
      async () => {
        const place = await newPlace();
        ({ key } = await place.open().ofPerson('t1', 'mac-a'));
        return place;
      },
      ({ open }, db) => open(db).retire('t1', key),
      async ({ open }) => {
        const keys = open();
        await keys.retire('t1', key);
        const again = await keys.ofPerson('t1', 'mac-a');
        expect(again.key).not.toBe(key);
        expect((await open().ofPerson('t1', 'mac-a')).key).toBe(again.key);
        expect((await keys.byId('t1', [key])).get(key)).toBeInstanceOf(Object);
      },
    );
  });

  it('of logs: killed while one replaces another, exactly one signs', async () => {
    const vault = new MemoryPersonKeys();
    const runs = await killedEverywhere(
      newPlace,
      async (_, db) => {
        const keys = new MongoLogKeys(db, vault);
        await keys.signer(keyWish());
        await keys.rotate(keyWish({ sinceSize: 9, now: 'later' }));
      },
      async ({ db }) => {
        const keys = new MongoLogKeys(db, vault);
        const signer = await keys.signer(keyWish());
        expect(await new MongoLogKeys(db, vault).signer(keyWish())).toBe(signer);
        const signing = (await keys.ofTenant('t1')).filter(({ retiredAt }) => retiredAt === null);
        expect(signing).toHaveLength(1);
        expect(signer).toContain(signing[0]!.vkey.split('+')[1]);
      },
    );
    expect(runs).toBe(2);
  });

  it('of persons: an older copy of the database brings back none that was destroyed', async () => {
    const { db, open } = await newPlace();
    const { key } = await open().ofPerson('t1', 'mac-a');
    const names = ['keys.persons', 'keys.macs', 'keys.settings'];
    const copies = await Promise.all(names.map((name) => db.collection(name).find().toArray()));
    await open().shred('t1', key, AT);
    await db.collection('keys.shredded').deleteMany({});
    for (const [i, name] of names.entries()) {
      await db.collection(name).deleteMany({});
      if (copies[i]!.length > 0) await db.collection(name).insertMany(copies[i]!);
    }
    const reader = open(db, { access: 'read' });
    expect((await reader.byId('t1', [key])).get(key)).toBe('shredded');
    const keys = open();
    await keys.unlock();
    expect(await db.collection('keys.persons').countDocuments()).toBe(0);
    expect(await keys.shredded()).toEqual([{ tenant: 't1', key, shreddedAt: AT }]);
  });

  it('of persons: lists that are gone are made anew, and that is said', async () => {
    const { open, shreddings } = await newPlace();
    const { key } = await open().ofPerson('t1', 'mac-a');
    await open().shred('t1', key, AT);
    await open().unlock();
    rmSync(shreddings, { recursive: true });
    expect(await open().unlock()).toMatchObject({ listMissing: true });
    expect(readdirSync(shreddings)).toHaveLength(1);
    expect(await open().unlock()).not.toHaveProperty('listMissing');
  });

  it('of persons: made by nobody who only reads', async () => {
    const { open } = await newPlace();
    const { key } = await open().ofPerson('t1', 'mac-a');
    const reader = open(undefined, { access: 'read' });
    expect((await reader.ofPerson('t1', 'mac-a')).key).toBe(key);
    for (const work of [
      () => reader.ofPerson('t1', 'mac-b'),
      () => reader.ofPerson('t1', null),
      () => reader.ofTenant('t9'),
      () => reader.retire('t1', key),
      () => reader.shred('t1', key, AT),
      () => reader.setProfile('sm'),
    ])
      await expect(work()).rejects.toThrow('open for reading');
  });

  it('of persons: the master key is another, missing, or made where it may be', async () => {
    const place = await newPlace();
    const vault = new SealingVault(place.open(), new FakeClock());
    const { key } = await vault.person('t1', { kind: 'identityCard', number: '1' });
    const sealed = await vault.seal('t1', key, '张三');
    renameSync(place.masterKey, `${place.masterKey}.kept`);
    await expect(place.open().unlock()).rejects.toMatchObject({ problem: 'missing' });
    expect(existsSync(place.masterKey)).toBe(false);
    makeMasterKey(place.masterKey, place.folder);
    await expect(place.open().unlock()).rejects.toMatchObject({ problem: 'wrong' });
    renameSync(`${place.masterKey}.kept`, place.masterKey);
    expect(await new SealingVault(place.open(), new FakeClock()).open('t1', sealed)).toBe('张三');

    const other = await newPlace();
    rmSync(other.masterKey);
    const reader = other.open(undefined, { access: 'read' });
    await expect(reader.unlock()).rejects.toMatchObject({ problem: 'missing' });
    const elsewhere = join(other.root, 'elsewhere.key');
    const began = await Promise.allSettled([
      other.open().unlock(),
      other.open(undefined, { masterKey: elsewhere }).unlock(),
    ]);
    expect(began.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(began.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { problem: 'missing' },
    });
    expect([other.masterKey, elsewhere].filter((path) => existsSync(path))).toHaveLength(1);
  });

  it('of persons: are wrapped under a new master key while they are used, and open as before', async () => {
    const { db, masterKey, folder, open } = await newPlace();
    const keys = open();
    const made = await Promise.all(['a', 'b', 'c'].map((mac) => keys.ofPerson('t1', mac)));
    const tenant = hexOf(await keys.ofTenant('t1'));
    const store = new MongoKeyStore(db, keys);
    await store.secret('signing', () => Uint8Array.of(1));
    const { mark } = await keys.unlock();
    const rotation = await rotateMongoMasterKey(db, { masterKey, folder });
    expect(rotation).toMatchObject({ keys: 5, from: mark, previous: `${masterKey}.${mark}` });
    for (const each of [keys, open()]) {
      const found = await each.byId(
        't1',
        made.map(({ key }) => key),
      );
      expect(made.map(({ key }) => hexOf(found.get(key)))).toEqual(
        made.map(({ secret }) => hexOf(secret)),
      );
      expect(hexOf(await each.ofTenant('t1'))).toBe(tenant);
    }
    // One that was at work all the time makes its next key under the new one.
    await keys.ofPerson('t1', 'd');
    rmSync(rotation.previous);
    expect((await open().unlock()).mark).toBe(rotation.to);
    expect(hexOf((await open().ofPerson('t1', 'd')).secret)).toHaveLength(64);
    expect([
      ...(await new MongoKeyStore(db, open()).secret('signing', () => Uint8Array.of())),
    ]).toEqual([1]);
  });

  it('of persons: killed while they are wrapped anew, every key opens, and doing it again ends it', async () => {
    let made: { key: string; secret: Secret }[] = [];
    await killedEverywhere(
      async () => {
        const place = await newPlace();
        const keys = place.open();
        made = [await keys.ofPerson('t1', 'a'), await keys.ofPerson('t1', null)];
        await keys.ofTenant('t1');
        return place;
      },
      ({ masterKey, folder }, db) => rotateMongoMasterKey(db, { masterKey, folder }),
      async ({ db, masterKey, folder, open }, killed) => {
        const opens = async () => {
          const found = await open().byId(
            't1',
            made.map(({ key }) => key),
          );
          for (const { key, secret } of made) expect(hexOf(found.get(key))).toBe(hexOf(secret));
        };
        await opens();
        if (!killed) return;
        const { to } = await rotateMongoMasterKey(db, { masterKey, folder });
        await opens();
        const marks = await db.collection('keys.persons').distinct('mark');
        expect(marks).toEqual([to]);
      },
    );
  });

  it('of persons: new ones have the profile of their government, else of the installation', async () => {
    const { open } = await newPlace();
    const keys = open();
    expect(await keys.profileOf('t1')).toBe('aes');
    await keys.setProfile('sm');
    await keys.setProfile('aes', 't2');
    expect([
      await keys.profileOf(),
      await keys.profileOf('t1'),
      await keys.profileOf('t2'),
    ]).toEqual(['sm', 'sm', 'aes']);
    const made = await keys.ofPerson('t1', 'mac-a');
    expect(made.secret.profile).toBe('sm');
    expect((await open().ofPerson('t1', 'mac-a')).secret.profile).toBe('sm');
    expect((await keys.ofPerson('t2', null)).secret.profile).toBe('aes');
  });
};

// Within a suite of their own, so that places go before their server does.
mongoPeers('keys', (server) => describe('shared by all processes', () => suite(server)));
