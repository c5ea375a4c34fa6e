import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { EventStoreDbStore } from '@gongkai/eventstoredb';
import { startEventStorePeer } from '@gongkai/eventstore-peer';
import { streamName, type NewEvent } from '@gongkai/kernel';
import { MongoReadStore, openMongo } from '@gongkai/mongo';
import { isInstalled, MONGO_PEERS } from '@gongkai/mongo-peers';
import { Replica, rowsReached, runsOf } from '@gongkai/platform';
import { SqliteEventStore } from '@gongkai/sqlite';
import type * as Client from '@eventstore/db-client';
import { gongkai, startPeers, startService } from '../../apps/e2e/src/cluster.js';
import type { Bench, BenchContext } from './bench.js';

const IN_FLIGHT = 64;
const ROUNDS = 5;
const ROUND_MS = 2_000;
const TENANT = 'T1';
const PIECE = 250;

/**
 * Cluster targets: what the port costs over the bare client, how fast a replica catches up, and what
 * an event costs projectors. The servers are the peers of the specs, on the same cores: only ratios
 * say something.
 */
export const clusterBench: Bench = {
  name: 'cluster',
  async run(context) {
    await portAndReplica(context);
    await projectors(context);
  },
};

const { EventStoreDBClient, jsonEvent } = createRequire(import.meta.url)(
  '@eventstore/db-client',
) as typeof Client;

const portAndReplica = async ({ folder, flags, measure, note }: BenchContext) => {
  const events = Number(flags['events'] ?? 100_000);
  const peer = await startEventStorePeer();
  const bare = EventStoreDBClient.connectionString(peer.url);
  const store = await EventStoreDbStore.open({ url: peer.url });
  try {
    let n = 0;
    const appends = {
      bare: async () => {
        await bare.appendToStream(`bare-${(n += 1)}`, jsonEvent({ type: 'Noted', data: DATA }));
      },
      ours: async () => {
        const id = `A${(n += 1)}`;
        await store.append(streamName(TENANT, 'note', id), 0, [noted(id, 1)]);
      },
    };
    const rates = { bare: [] as number[], ours: [] as number[] };
    for (let round = 0; round < ROUNDS; round++)
      for (const side of ['bare', 'ours'] as const) rates[side].push(await rateOf(appends[side]));
    measure({
      what: `append, ${IN_FLIGHT} in flight, through the port`,
      unit: 'per second',
      ours: median(rates.ours),
      peer: 'the bare client',
      theirs: median(rates.bare),
      atLeast: 0.8,
    });
    for (let made = 0; made < events; made += PIECE) {
      const id = `F${made}`;
      const piece = Array.from({ length: PIECE }, (_, i) => noted(id, i + 1));
      await store.append(streamName(TENANT, 'note', id), 0, piece);
    }
    note(`${events.toLocaleString('en')} events in appends of ${PIECE}`);
    const read = { bare: [] as number[], ours: [] as number[] };
    for (let round = 0; round < 3; round++) {
      read.bare.push(await readAll(bare));
      read.ours.push(await catchUp(store, join(folder, `replica${round}`)));
    }
    measure({
      what: 'catch-up of a replica into SQLite',
      unit: 'events per second',
      ours: median(read.ours),
      peer: 'the bare client reading',
      theirs: median(read.bare),
      atLeast: 0.5,
    });
  } finally {
    await store.close();
    await bare.dispose();
    await peer.stop();
  }
};

const rateOf = async (append: () => Promise<void>): Promise<number> => {
  const started = performance.now();
  let done = 0;
  const caller = async () => {
    while (performance.now() - started < ROUND_MS) {
      await append();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  return done / ((performance.now() - started) / 1000);
};

const readAll = async (bare: Client.EventStoreDBClient): Promise<number> => {
  const started = performance.now();
  let count = 0;
  for await (const { event } of bare.readAll()) if (event) count += 1;
  return count / ((performance.now() - started) / 1000);
};

const catchUp = async (source: EventStoreDbStore, path: string): Promise<number> => {
  const replica = new SqliteEventStore({ path: `${path}.db`, writer: 'here' });
  const started = performance.now();
  const following = await Replica.open({ source, replica, markFile: `${path}.json` });
  const seconds = (performance.now() - started) / 1000;
  const count = Number(await replica.head());
  await following.close();
  await replica.close();
  return count / seconds;
};

/** The demo data on the peers; one projector, then two, keep its rows from nothing. */
const projectors = async ({ folder, measure, note }: BenchContext) => {
  if (!MONGO_PEERS.some(isInstalled))
    return note('projectors: not run, there is no server for the read models here');
  const data = join(folder, 'data');
  gongkai({}, '--data', data, 'init', '--demo');
  const log = new SqliteEventStore({ path: join(data, 'events.db'), writer: 'none' });
  const head = (await log.head())!;
  note(`demo data, ${Number(head).toLocaleString('en')} events`);
  for (const count of [1, 2]) {
    const place = join(folder, `with${count}`);
    const peers = await startPeers(place, `${data}.key`);
    await copy(log, peers.environment['GONGKAI_EVENTSTORE_URL']!);
    const mongo = await openMongo({ url: peers.environment['GONGKAI_MONGODB_URL']! });
    const reads = new MongoReadStore(mongo.db);
    const services = await Promise.all(
      Array.from({ length: count }, (_, i) => startService('projector', place, peers, `p${i}`)),
    );
    while (((await rowsReached(reads)) ?? 0n) < head)
      await new Promise((next) => setTimeout(next, 200));
    const spent = services.reduce((sum, { pid }) => sum + processorSeconds(pid), 0);
    measure({
      what: `processor per event, ${count === 1 ? 'one projector' : 'two projectors together'}`,
      unit: 'µs',
      ours: (spent / Number(head)) * 1e6,
    });
    for (const service of services) await service.stop();
    await reads.close();
    await mongo.close();
    await peers.stop();
  }
  await log.close();
};

const copy = async (from: SqliteEventStore, url: string): Promise<void> => {
  const to = await EventStoreDbStore.open({ url });
  const options = { signal: new AbortController().signal, follow: false };
  for await (const { records } of from.records(undefined, {}, options))
    for (const { stream, revision, run } of runsOf(records))
      await to.appendRecords(stream, revision - 1, run);
  await to.close();
};

const TICKS = 100;
/** User and system time of a process so far, from the kernel's own account (Linux). */
const processorSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const DATA = { text: '关于公开事项的一段说明'.repeat(12) };

const noted = (id: string, revision: number): NewEvent => ({
  meta: {
    id: `E${id}r${revision}`,
    type: 'Noted',
    schema: 1,
    tenant: TENANT,
    agency: null,
    aggregate: 'note',
    aggregateId: id,
    revision,
    actor: { kind: 'process', id: 'bench' },
    command: { id: `c${id}r${revision}`, digest: 'd' },
    causation: null,
    correlation: 'c',
    occurredOn: '2026-03-02',
    origin: 'simulated',
  },
  data: JSON.stringify(DATA),
  facet: 0,
});
