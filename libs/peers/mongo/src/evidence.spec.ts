import { EvidenceMoved, type EvidenceStore, type LogGrowth } from '@gongkai/evidence-port';
import { MongoEvidenceStore, openMongo, type MongoConnection } from '@gongkai/mongo';
import { evidenceStoreConformance, growthOf } from '@gongkai/testing';
import type { Db } from 'mongodb';
import { mongoPeers, type MongoUnderTest } from './peers.js';
import { heldUpAt, Killed, killedEverywhere, stoppingAt } from './stopping-db.js';

const checkpointOf = (size: number, reasons: string[], root = 'root') => ({
  size,
  position: BigInt(size * 10),
  madeAt: '2026-03-02T01:00:00.000Z',
  reasons,
  body: `origin\n${size}\n${root}\n`,
  signatures: ['— a x'],
});

const sameBytes = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** Whoever made the log, it is the one of the growths of this size, with all that belongs to it. */
const expectWhole = async (store: EvidenceStore, tenant: string, size: number): Promise<void> => {
  const { leaves } = growthOf(tenant, 0, size);
  for (const hash of ['sha256', 'sm3'] as const) {
    const all = await store.hashes(tenant, 0, 0, size + 10, hash);
    expect(sameBytes(all, Buffer.concat(leaves.map((leaf) => leaf[hash])))).toBe(true);
  }
  for (const i of [size >> 1, size - 1]) {
    expect(await store.positionOf(tenant, i)).toBe(leaves[i]!.position);
    expect(await store.indexOf(tenant, leaves[i]!.position)).toBe(i);
  }
  const heads = await store.streamHeads(tenant, size);
  expect(heads.reduce((sum, { count }) => sum + count, 0)).toBe(size);
  const stands = growthOf(tenant, 0, size).streams;
  const sorted = [...stands].sort((a, b) => (a.stream < b.stream ? -1 : 1));
  expect(heads.map(({ stream, count }) => [stream, count])).toEqual(
    sorted.map(({ stream, count }) => [stream, count]),
  );
  const streamLeaves = await store.streamLeaves(tenant);
  expect(sameBytes(streamLeaves, Buffer.concat(sorted.map(({ leaf }) => leaf)))).toBe(true);
};

const sizesIn = async (store: EvidenceStore) =>
  Object.fromEntries((await store.heads()).map(({ tenant, size }) => [tenant, size]));

const suite = (server: MongoUnderTest) => {
  let connection: MongoConnection;
  const made: Db[] = [];
  beforeAll(async () => {
    connection = await openMongo({ url: server.url() });
  });
  afterAll(async () => {
    if (server.kind === 'external') for (const db of made) await db.dropDatabase();
    await connection.close();
  });
  const newPlace = async () => {
    const db = connection.client.db(server.freshDatabase());
    made.push(db);
    return { db };
  };

  /** The same place each time, emptied: making collections is what takes a server longest. */
  const emptied = () => {
    let place: { db: Db } | undefined;
    return async () => {
      place ??= await newPlace();
      const { db } = place;
      for (const { name } of await db.listCollections().toArray())
        await db.collection(name).deleteMany({});
      return place;
    };
  };

  evidenceStoreConformance('mongo', async () => {
    const { db } = await newPlace();
    const open = () => new MongoEvidenceStore(db);
    return { store: open(), reopen: async () => open(), dispose: async () => undefined };
  });

  /** Two appends over two tenants; the second fills a tile that was begun and one more. */
  const appends: [bigint, LogGrowth[]][] = [
    [3000n, [growthOf('t1', 0, 300), growthOf('t2', 0, 3)]],
    [9000n, [growthOf('t1', 300, 500), growthOf('t2', 3, 5)]],
  ];
  const standing: Record<string, Record<string, number>> = {
    undefined: {},
    3000: { t1: 300, t2: 3 },
    9000: { t1: 800, t2: 8 },
  };
  const goOn = async (store: EvidenceStore): Promise<void> => {
    const cursor = await store.cursor();
    for (const [upTo, growths] of appends)
      if (cursor === undefined || upTo > cursor) await store.append(upTo, growths);
  };

  it('killed anywhere in an append, every log is whole, and the next keeper finishes it', async () => {
    const runs = await killedEverywhere(
      emptied(),
      async (_, db) => {
        const store = new MongoEvidenceStore(db);
        for (const [upTo, growths] of appends) await store.append(upTo, growths);
      },
      async ({ db }) => {
        // Who only reads finds every log at a size it had, with all that belongs to it.
        const reader = new MongoEvidenceStore(db);
        for (const [tenant, size] of Object.entries(await sizesIn(reader))) {
          expect([300, 800, 3, 8]).toContain(size);
          await expectWhole(reader, tenant, size);
        }
        // Who keeps it finds all logs where the cursor is, and goes on from there.
        const keeper = new MongoEvidenceStore(db);
        const cursor = await keeper.cursor();
        expect(await sizesIn(keeper)).toEqual(standing[String(cursor)]);
        await goOn(keeper);
        expect(await sizesIn(reader)).toEqual({ t1: 800, t2: 8 });
        await expectWhole(reader, 't1', 800);
        expect(await reader.cursor()).toBe(9000n);
        const parts = await db.collection('evidence.parts').find({ tenant: 't1' }).toArray();
        expect(parts.map(({ from }) => from)).toEqual([768]);
      },
    );
    expect(runs).toBeGreaterThanOrEqual(12);
  });

  it('held up anywhere in an append that another finishes or dies in, it finds the same log', async () => {
    const place = emptied();
    const [first, second] = appends;
    const [ofAppend, ofFinishing] = [7, 6];
    let heldUp = 0;
    for (const dies of [ofFinishing - 1, ofFinishing, ofFinishing + 1])
      for (let at = 1; at <= ofAppend; at++) {
        const { db } = await place();
        const store = new MongoEvidenceStore(db);
        await store.append(...first!);
        const other = new MongoEvidenceStore(stoppingAt(db, dies, 'before'));
        const slow = heldUpAt(db, at, async () => {
          heldUp += 1;
          await other.cursor().catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
        });
        await new MongoEvidenceStore(slow).append(...second!);
        expect(await store.cursor()).toBe(9000n);
        await expectWhole(store, 't1', 800);
      }
    expect(heldUp).toBe(ofAppend * 3);
  });

  it('killed while the trees are dropped, all are there or none', async () => {
    const empty = emptied();
    await killedEverywhere(
      async () => {
        const place = await empty();
        await goOn(new MongoEvidenceStore(place.db));
        return place;
      },
      (_, db) => new MongoEvidenceStore(db).dropTrees(),
      async ({ db }) => {
        const store = new MongoEvidenceStore(db);
        expect([{}, { t1: 800, t2: 8 }]).toContainEqual(await sizesIn(store));
        expect(await sizesIn(store)).toEqual(standing[String(await store.cursor())]);
        await store.dropTrees();
        expect(await store.head('t1')).toBeUndefined();
        expect(await store.streamHeads('t1', 9)).toEqual([]);
        expect(await db.collection('evidence.tiles').countDocuments()).toBe(0);
        await goOn(store);
        await expectWhole(store, 't1', 800);
      },
    );
  });

  it('killed while a checkpoint is saved, the earlier or the new one is the latest', async () => {
    const empty = emptied();
    await killedEverywhere(
      async () => {
        const place = await empty();
        const store = new MongoEvidenceStore(place.db);
        await store.saveCheckpoints([{ tenant: 't1', checkpoint: checkpointOf(2, ['daily']) }]);
        await store.saveCheckpoints([{ tenant: 't1', checkpoint: checkpointOf(3, []) }]);
        return place;
      },
      (_, db) =>
        new MongoEvidenceStore(db).saveCheckpoints([
          { tenant: 't1', checkpoint: checkpointOf(4, ['asked']) },
        ]),
      async ({ db }) => {
        const store = new MongoEvidenceStore(db);
        expect([checkpointOf(3, []), checkpointOf(4, ['asked'])]).toContainEqual(
          await store.latest('t1'),
        );
        await store.saveCheckpoints([{ tenant: 't1', checkpoint: checkpointOf(4, ['asked']) }]);
        expect((await store.checkpoints('t1', 0, 9)).map(({ size }) => size)).toEqual([2, 4]);
        expect(await store.checkpoint('t1', 3)).toBeUndefined();
      },
    );
  });

  it('lets one of two keepers add, and tells the other', async () => {
    const [first] = appends;
    const place = emptied();
    for (let round = 0; round < 10; round++) {
      const { db } = await place();
      const keepers = [new MongoEvidenceStore(db), new MongoEvidenceStore(db)];
      for (const keeper of keepers) await keeper.cursor();
      const done = await Promise.allSettled(keepers.map((keeper) => keeper.append(...first!)));
      expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(done.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: expect.any(EvidenceMoved),
      });
      expect(await sizesIn(keepers[0]!)).toEqual({ t1: 300, t2: 3 });
      await expectWhole(keepers[1]!, 't1', 300);
    }
  });

  it('tells a keeper that has an old picture although it has asked how far the trees are', async () => {
    const { db } = await newPlace();
    const [early, late] = [new MongoEvidenceStore(db), new MongoEvidenceStore(db)];
    await early.append(50n, [growthOf('t1', 0, 5)]);
    await late.append(80n, [growthOf('t1', 5, 3)]);
    await early.cursor();
    await expect(early.append(80n, [growthOf('t1', 5, 3)])).rejects.toThrow(EvidenceMoved);
    await late.append(90n, [growthOf('t1', 8, 1)]);
    await expectWhole(early, 't1', 9);
  });

  it('never adds twice however keepers race, and readers always find whole logs', async () => {
    const { db } = await newPlace();
    const until = 600;
    let racing = true;
    const keep = async (width: number) => {
      let moved = 0;
      for (;;) {
        const store = new MongoEvidenceStore(db);
        try {
          for (;;) {
            await store.cursor();
            const from = (await store.head('t1'))?.size ?? 0;
            if (from >= until) return moved;
            const count = Math.min(width, until - from);
            await store.append(BigInt((from + count) * 10), [growthOf('t1', from, count)]);
          }
        } catch (error) {
          if (!(error instanceof EvidenceMoved)) throw error;
          moved += 1;
        }
      }
    };
    const read = async () => {
      const store = new MongoEvidenceStore(db);
      for (let last = 0; racing;) {
        const size = (await store.head('t1'))?.size ?? 0;
        expect(size).toBeGreaterThanOrEqual(last);
        last = size;
        if (size === 0) continue;
        const hashes = await store.hashes('t1', 0, 0, size, 'sha256');
        expect(hashes.length).toBe(size * 32);
        expect(
          (await store.streamHeads('t1', size)).reduce((sum, { count }) => sum + count, 0),
        ).toBe(size);
      }
    };
    const reading = read();
    const moved = await Promise.all([keep(37), keep(53), keep(111)]);
    racing = false;
    await reading;
    expect(moved.reduce((sum, times) => sum + times, 0)).toBeGreaterThan(0);
    await expectWhole(new MongoEvidenceStore(db), 't1', until);
    expect(await new MongoEvidenceStore(db).cursor()).toBe(BigInt(until * 10));
  });

  it('lets two sign the same size only when they know of each other, and never two roots', async () => {
    const { db } = await newPlace();
    const [a, b] = [new MongoEvidenceStore(db), new MongoEvidenceStore(db)];
    const of = (checkpoint: ReturnType<typeof checkpointOf>) => [{ tenant: 't1', checkpoint }];
    const done = await Promise.allSettled([
      a.saveCheckpoints(of(checkpointOf(4, ['daily']))),
      b.saveCheckpoints(of(checkpointOf(4, ['asked']))),
    ]);
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const branch = of(checkpointOf(4, ['daily', 'asked'], 'branch'));
    await expect(a.saveCheckpoints(branch)).rejects.toThrow(EvidenceMoved);
    await b.saveCheckpoints(of(checkpointOf(4, ['daily', 'asked'])));
    expect(await a.latest('t1')).toEqual(checkpointOf(4, ['daily', 'asked']));
  });

  it('lets a witness go on from what it has seen once, however many processes it has', async () => {
    const { db } = await newPlace();
    const seen = { size: 3, root: new Uint8Array(32).fill(3) };
    const stores = Array.from({ length: 5 }, () => new MongoEvidenceStore(db));
    const first = await Promise.all(
      stores.map((store) => store.setWitnessed('w', 'o', seen, undefined)),
    );
    expect(first.filter(Boolean)).toHaveLength(1);
    const next = await Promise.all(
      stores.map((store, i) =>
        store.setWitnessed('w', 'o', { size: 4, root: new Uint8Array(32).fill(i) }, seen),
      ),
    );
    expect(next.filter(Boolean)).toHaveLength(1);
    expect((await stores[0]!.witnessed('w', 'o'))?.root[0]).toBe(next.indexOf(true));
  });
};

// Within a suite of their own, so that databases go before their server does.
mongoPeers('evidence', (server) => describe('shared by all processes', () => suite(server)));
