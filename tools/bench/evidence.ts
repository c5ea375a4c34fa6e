import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteEvidenceStore } from '@gongkai/evidence-store';
import { streamName } from '@gongkai/kernel';
import { PersonKeyStore, SqliteEventStore } from '@gongkai/sqlite';
import { KeeperInThread } from '../../libs/platform/src/evidence/keeping/keeper-in-thread.js';
import { quantile, type Bench } from './bench.js';
import { ids, newEvent } from './things.js';

const RATE = 5_000;
const SECONDS = 3;
const ROUNDS = 3;
const TENANTS = 8;
const TICK_MS = 10;

/** A log whose writer and, when wanted, whose evidence have a thread each, as a server has them. */
const office = (root: string, name: string, evidence: boolean) => {
  const folder = join(root, name);
  mkdirSync(folder);
  const file = (of: string) => join(folder, `${of}.db`);
  const paths = { events: file('events'), evidence: file('evidence'), keys: file('keys') };
  const masterKey = join(root, `${name}.key`);
  const persons = new PersonKeyStore({ folder, masterKey, path: paths.keys, access: 'write' });
  persons.unlock();
  void persons.close();
  const log = new SqliteEventStore({
    path: paths.events,
    writer: 'thread',
    workerFile: new URL('./log-writer.worker.js', import.meta.url),
  });
  const work = { ...paths, folder, masterKey, superiors: {}, timestampUrl: null };
  const fail = (error: unknown) => {
    throw error;
  };
  const keeper = evidence
    ? new KeeperInThread(
        new URL('./projector.worker.js', import.meta.url),
        { ...work, installation: 'bench.example' },
        fail,
      )
    : undefined;
  const notice = (head: unknown) => keeper?.notice(head);
  log.commitsSeen.on('head', notice);
  let next = 0;
  const append = async () => {
    const tenant = `T${next++ % TENANTS}`;
    const id = ids.id();
    await log.append(streamName(tenant, 'thing', id), 0, [newEvent(id, tenant)]);
    return tenant;
  };
  const close = async () => {
    log.commitsSeen.off('head', notice);
    await keeper?.close();
    await log.close();
  };
  return { append, close, paths, keeper };
};

/** One caller that waits for each append before the next: some 5,000 a second. */
const rateOf = async (append: () => Promise<unknown>): Promise<number> => {
  const begin = performance.now();
  let count = 0;
  for (; performance.now() - begin < SECONDS * 1000; count++) await append();
  return (count / (performance.now() - begin)) * 1000;
};

/** From an append's receipt until a signed checkpoint of its log holds it. */
const lagsAt = async (root: string): Promise<{ lags: number[]; given: number }> => {
  const { append, close, paths } = office(root, 'lag', true);
  await append();
  await pause(1_500);
  const store = new SqliteEvidenceStore(paths.evidence, { readonly: true });
  const counts = new Map<string, number>([['T0', 1]]);
  const waiting: { tenant: string; size: number; at: number }[] = [];
  const lags: number[] = [];
  const begin = performance.now();
  let given = 0;
  const elapsed = () => (performance.now() - begin) / 1000;
  const look = async () => {
    for (let i = 0; i < TENANTS; i++) {
      const tenant = `T${i}`;
      const signed = (await store.latest(tenant))?.size ?? 0;
      for (const one of waiting)
        if (one.at > 0 && one.tenant === tenant && one.size <= signed) {
          lags.push(performance.now() - one.at);
          one.at = 0;
        }
    }
  };
  while (elapsed() < SECONDS) {
    while (given < elapsed() * RATE) {
      given += 1;
      void append().then((tenant) => {
        const size = (counts.get(tenant) ?? 0) + 1;
        counts.set(tenant, size);
        // One of a hundred is watched: looking costs time as well.
        if (size % 100 === 0) waiting.push({ tenant, size, at: performance.now() });
      });
    }
    await pause(TICK_MS);
    await look();
  }
  for (let i = 0; i < 200 && waiting.some(({ at }) => at > 0); i++) {
    await pause(TICK_MS);
    await look();
  }
  await store.close();
  await close();
  return { lags: lags.sort((a, b) => a - b), given };
};

/** The evidence target: what the log of events loses by it, and how soon an event is signed. */
export const evidenceBench: Bench = {
  name: 'evidence',
  async run({ folder, flags, measure, note }) {
    const rounds = Number(flags['rounds'] ?? ROUNDS);
    const rates: Record<'with' | 'without', number[]> = { with: [], without: [] };
    for (let round = 0; round < rounds; round++)
      for (const kind of ['without', 'with'] as const) {
        const { append, close } = office(folder, `${kind}-${round}`, kind === 'with');
        rates[kind].push(await rateOf(append));
        await close();
      }
    const middle = (values: number[]) =>
      quantile(
        [...values].sort((a, b) => a - b),
        0.5,
      );
    measure({
      what: 'append, 1 caller, with the evidence log',
      unit: 'per second',
      ours: middle(rates.with),
      peer: 'without',
      theirs: middle(rates.without),
      atLeast: 0.85,
    });
    const { lags, given } = await lagsAt(folder);
    note(`${given} appends in ${SECONDS} s; p50 ${quantile(lags, 0.5).toFixed(0)} ms`);
    measure({
      what: `append to signed checkpoint at ${RATE} events/s, p99`,
      unit: 'ms',
      ours: quantile(lags, 0.99),
      atMost: 1000,
    });
  },
};
