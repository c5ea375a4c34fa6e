import {
  event,
  ProjectionRunner,
  streamName,
  type CollectionSpec,
  type EventStore,
  type Projection,
  type ReadBatch,
  type ReadStore,
} from '@gongkai/kernel';
import { MongoReadStore, openMongo, type MongoConnection } from '@gongkai/mongo';
import { countingIds, FakeClock, MemoryEventStore, MemoryReadStore } from '@gongkai/testing';
import { z } from 'zod';
import { cuttingProxy, type Cut } from './cutting-proxy.js';
import { mongoPeers } from './peers.js';
import { killedEverywhere } from './stopping-db.js';

type Count = { seen: number };
const counts: CollectionSpec<Count> = { name: 'counts', version: 1, keys: { seen: (r) => r.seen } };
const events = { ItemCounted: event(z.strictObject({})) };
/** Every event changes two rows, so that one of the two may be written and the other not. */
const projection: Projection<Count> = {
  name: 'counts',
  version: 1,
  events,
  collection: counts,
  key: ({ meta }) => [meta.aggregateId, 'all'],
  apply: (row) => ({ seen: (row?.seen ?? 0) + 1 }),
};

const clock = new FakeClock();
const ids = countingIds();
const logOf = async (items: number): Promise<EventStore> => {
  const store = new MemoryEventStore(clock);
  for (let i = 0; i < items; i++) {
    const [tenant, id] = [`t${i % 3}`, `i${i % 7}`];
    const stream = streamName(tenant, 'item', id);
    const revision = await store.revision(stream);
    const meta = {
      id: ids.id(),
      type: 'ItemCounted',
      schema: 1,
      tenant,
      agency: null,
      aggregate: 'item',
      aggregateId: id,
      revision: revision + 1,
      actor: { kind: 'process' as const, id: 'spec' },
      command: { id: ids.id(), digest: '' },
      causation: null,
      correlation: 'spec',
      occurredOn: '2026-03-02',
      origin: 'live' as const,
    };
    await store.append(stream, revision, [{ meta, data: '{}', facet: 0 }]);
  }
  return store;
};

const keep = (store: EventStore, reads: ReadStore, batchSize: number) => {
  const options = { projections: [projection as Projection], batchSize, retryMs: 20 };
  return new ProjectionRunner({ store, reads, clock }, options).catchUp();
};

const rowsOf = async (reads: ReadStore): Promise<string[]> => {
  const rows: string[] = [];
  for await (const { tenant, id, row } of reads.scan(counts))
    rows.push(`${tenant}/${id} ${row.seen}`);
  return rows.sort();
};

const thing = (id: string, position: bigint, before: bigint | null) => ({
  tenant: 't1',
  id,
  row: { seen: Number(position) },
  position,
  before,
});

mongoPeers('rows when something breaks', (server) => {
  let connection: MongoConnection;
  beforeAll(async () => {
    connection = await openMongo({ url: server.url() });
  });
  afterAll(() => connection.close());

  it('are never behind their checkpoint, at whichever write a projector dies', async () => {
    const first: ReadBatch = {
      projection: 'counts@1',
      collection: counts as never,
      writes: [thing('a', 1n, null), thing('b', 2n, null)],
      parked: [{ projection: 'counts@1', tenant: 't2', position: 3n, reason: 'cannot decode' }],
      upTo: 3n,
    };
    const place = async () => {
      const db = connection.client.db(server.freshDatabase());
      return { db };
    };
    const writes = await killedEverywhere(
      place,
      (_, db) => new MongoReadStore(db).save(first),
      async ({ db }, killed) => {
        const reads = new MongoReadStore(db);
        const checkpoint = await reads.checkpoint('counts@1');
        const known = await reads.rowsAt(counts, 't1', ['a', 'b']);
        if (checkpoint !== undefined) {
          expect(known.size).toBe(2);
          expect(await reads.parked()).toEqual(first.parked);
        }
        if (!killed) expect(checkpoint).toBe(3n);
        // Whoever comes next loads, skips what is there, and goes on.
        const rest = first.writes.filter(({ id }) => !known.has(id));
        await reads.save({ ...first, writes: rest });
        expect([...(await reads.rowsAt(counts, 't1', ['a', 'b'])).values()]).toEqual([
          { row: { seen: 1 }, position: 1n },
          { row: { seen: 2 }, position: 2n },
        ]);
        expect(await reads.parked()).toEqual(first.parked);
        await db.dropDatabase();
      },
    );
    expect(writes).toBeGreaterThanOrEqual(4);
  });

  it('are made in one collection by many who begin at once', async () => {
    const log = await logOf(40);
    const db = connection.client.db(server.freshDatabase());
    const many = Array.from({ length: 5 }, () => new MongoReadStore(db));
    await Promise.all(many.map((reads, i) => keep(log, reads, 5 + i)));
    const expected = new MemoryReadStore();
    await keep(log, expected, 1_000);
    for (const reads of many) expect(await rowsOf(reads)).toEqual(await rowsOf(expected));
    expect(await many[0]!.checkpoints()).toEqual(new Map([['counts@1', 40n]]));
    await db.dropDatabase();
  });

  it('hold every event once although lines break before and after the server has written', async () => {
    const log = await logOf(90);
    const proxy = await cuttingProxy(server.url());
    const database = server.freshDatabase();
    const wired = await openMongo({ url: proxy.url, database, patienceMs: 20_000 });
    const cuts: (Cut | undefined)[] = ['unanswered', 'lost', undefined, 'unanswered', 'unanswered'];
    proxy.cuts = [...cuts, 'lost', 'lost', undefined, undefined, ...cuts];
    const reads = new MongoReadStore(wired.db);
    await Promise.all([keep(log, reads, 8), keep(log, reads, 13)]);
    const expected = new MemoryReadStore();
    await keep(log, expected, 1_000);
    expect(await rowsOf(reads)).toEqual(await rowsOf(expected));
    expect(await reads.checkpoint('counts@1')).toBe(90n);
    expect(proxy.done).toBeGreaterThanOrEqual(10);
    await wired.db.dropDatabase();
    await wired.close();
    await proxy.close();
  });
});
