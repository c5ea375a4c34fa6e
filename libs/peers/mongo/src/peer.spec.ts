import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Long, MongoClient } from 'mongodb';
import { isInstalled } from './installed.js';
import { startMongoPeer } from './peer.js';
import { mongoPeers } from './peers.js';

const groupByV = { _id: '$v', n: { $sum: 1 } };
const byId = { $sort: { _id: 1 } };
const alive = (pid: number): boolean => existsSync(`/proc/${pid}`);

mongoPeers('the dialect that the adapter may use', (server) => {
  let client: MongoClient;
  const fresh = () => client.db(server.freshDatabase()).collection<{ _id: string; pos: Long }>('c');
  beforeAll(() => {
    client = new MongoClient(server.url());
  });
  afterAll(() => client.close());

  it('replaces a document only at the position that was loaded', async () => {
    const rows = fresh();
    const at = (pos: bigint) => Long.fromBigInt(pos);
    await rows.insertOne({ _id: 't:1', pos: at(5_000_000_000n) });
    const stale = await rows.replaceOne({ _id: 't:1', pos: at(4n) }, { pos: at(9n) });
    const next = await rows.replaceOne(
      { _id: 't:1', pos: at(5_000_000_000n) },
      { pos: at(5_000_000_001n) },
    );
    expect([stale.matchedCount, next.matchedCount]).toEqual([0, 1]);
    const [row] = await rows.find({ _id: 't:1' }, { promoteLongs: false }).toArray();
    expect(row!.pos.toBigInt()).toBe(5_000_000_001n);
  });

  it('refuses a second document of one id with code 11000, and writes the others of the batch', async () => {
    const rows = fresh();
    await rows.insertOne({ _id: 't:1', pos: Long.ONE });
    const failed = await rows
      .bulkWrite(
        [
          { insertOne: { document: { _id: 't:1', pos: Long.ONE } } },
          { insertOne: { document: { _id: 't:2', pos: Long.ONE } } },
        ],
        { ordered: false },
      )
      .catch((error: { code: number; writeErrors: { index: number; code: number }[] }) => error);
    expect(failed).toMatchObject({ code: 11000, writeErrors: [{ index: 0, code: 11000 }] });
    expect(await rows.countDocuments({})).toBe(2);
  });

  it('lets exactly one of many racing writers insert, and one replace', async () => {
    const rows = fresh();
    const racers = Array.from({ length: 30 }, (_, i) => Long.fromInt(i + 1));
    const inserts = await Promise.allSettled(
      racers.map((pos) => rows.insertOne({ _id: 't:1', pos })),
    );
    expect(inserts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await rows.updateOne({ _id: 't:1' }, { $set: { pos: Long.ZERO } });
    const replaced = await Promise.all(
      racers.map((pos) => rows.replaceOne({ _id: 't:1', pos: Long.ZERO }, { pos })),
    );
    expect(replaced.filter(({ matchedCount }) => matchedCount === 1)).toHaveLength(1);
  });

  it('raises a checkpoint and never lowers it', async () => {
    const rows = fresh();
    const raise = (pos: bigint) =>
      rows.updateOne({ _id: 'p' }, { $max: { pos: Long.fromBigInt(pos) } }, { upsert: true });
    await raise(7_000_000_000n);
    await raise(5n);
    const row = await rows.findOne({ _id: 'p' }, { useBigInt64: true });
    expect(row).toEqual({ _id: 'p', pos: 7_000_000_000n });
  });

  it('takes majority concerns', async () => {
    const rows = fresh();
    await rows.insertOne({ _id: 'a', pos: Long.ONE }, { writeConcern: { w: 'majority' } });
    expect(await rows.findOne({ _id: 'a' }, { readConcern: { level: 'majority' } })).toBeDefined();
  });

  it('answers keyset pages, membership in sets, prefixes and counts by group', async () => {
    const rows = client.db(server.freshDatabase()).collection<{ _id: string; v: number }>('c');
    await rows.insertMany(
      [1, 1, 2, 2, 3].map((v, i) => ({
        ...{ _id: `t:${i}`, v, path: `/43/${v}/` },
        grams: v === 2 ? ['政府', '府信'] : ['政府'],
      })),
    );
    const ids = async (filter: object) =>
      (await rows.find(filter).sort({ v: -1, _id: -1 }).toArray()).map(({ _id }) => _id);
    expect(await ids({ $or: [{ v: { $lt: 2 } }, { v: 2, _id: { $lt: 't:3' } }] })).toEqual([
      't:2',
      't:1',
      't:0',
    ]);
    expect(await ids({ grams: { $all: ['政府', '府信'] } })).toEqual(['t:3', 't:2']);
    expect(await ids({ path: /^\/43\/1\// })).toEqual(['t:1', 't:0']);
    const counts = await rows
      .aggregate([{ $match: { v: { $gte: 1 } } }, { $limit: 4 }, { $group: groupByV }, byId])
      .toArray();
    expect(counts).toEqual([
      { _id: 1, n: 2 },
      { _id: 2, n: 2 },
    ]);
  });

  it('orders null and absent before numbers, and numbers before strings', async () => {
    const rows = client.db(server.freshDatabase()).collection<{ _id: number; v?: unknown }>('c');
    await rows.insertMany([
      { _id: 1, v: 'b' },
      { _id: 2, v: null },
      { _id: 3 },
      { _id: 4, v: 3 },
      { _id: 5, v: '中' },
      { _id: 6, v: 'B' },
    ]);
    const sorted = await rows.find().sort({ v: 1, _id: 1 }).toArray();
    expect(sorted.map(({ _id }) => _id)).toEqual([2, 3, 4, 6, 1, 5]);
  });
});

/** What only SecantusDB has. */
const secantus = isInstalled('secantus') ? describe : undefined;
secantus?.('SecantusDB as a peer', () => {
  it('keeps what it stored over a kill, and stops by its process id', async () => {
    const data = mkdtempSync(join(tmpdir(), 'gongkai-peer-spec-'));
    const first = await startMongoPeer('secantus', { data });
    const client = new MongoClient(first.url);
    await client.db('d').collection('c').insertOne({ n: 1 });
    await client.close();
    await first.stop('SIGKILL');
    expect(alive(first.pid)).toBe(false);

    const second = await startMongoPeer('secantus', { data, port: first.port });
    const again = new MongoClient(second.url);
    expect(await again.db('d').collection('c').countDocuments({})).toBe(1);
    await again.close();
    await second.stop();
    expect(alive(second.pid)).toBe(false);
    rmSync(data, { recursive: true });
  });

  it('asks for a password once it has users', async () => {
    const peer = await startMongoPeer('secantus', {
      users: [{ name: 'gongkai', password: 'p', roles: [{ role: 'root', db: 'admin' }] }],
    });
    const count = async (auth?: { username: string; password: string }) => {
      const client = new MongoClient(peer.url, auth === undefined ? {} : { auth });
      return client
        .db('d')
        .collection('c')
        .countDocuments({})
        .catch((error: { code?: number }) => `refused with ${error.code}`)
        .finally(() => client.close());
    };
    expect(await count({ username: 'gongkai', password: 'p' })).toBe(0);
    expect(await count({ username: 'gongkai', password: 'q' })).toBe('refused with 18');
    expect(await count()).toBe('refused with 13');
    await peer.stop();
  });
});
