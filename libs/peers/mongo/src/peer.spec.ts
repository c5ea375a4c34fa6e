import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Long, MongoClient } from 'mongodb';
import { isInstalled } from './installed.js';
import { startMongoPeer } from './peer.js';
import { mongoPeers } from './peers.js';

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
