import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { streamName } from '@gongkai/kernel';
import { LogWriter, SqliteEventStore, writerHere } from '@gongkai/sqlite';
import Database from 'better-sqlite3';
import { quantile, type Bench, type BenchContext } from './bench.js';
import { data, ids, newEvent } from './things.js';

const CALLERS = [1, 16, 256];
const SECONDS = 2;
const ROUNDS = 5;
const BLOCK = 4096;

type Rate = { perSecond: number; p99: number };
type Append = () => Promise<unknown>;

/** Callers that each wait for their own append before the next. */
const drive = async (callers: number, append: Append): Promise<Rate> => {
  const times: number[] = [];
  const begin = performance.now();
  const end = begin + SECONDS * 1000;
  const caller = async () => {
    while (performance.now() < end) {
      const at = performance.now();
      await append();
      times.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const perSecond = (times.length / (performance.now() - begin)) * 1000;
  return { perSecond, p99: quantile(times.sort(ascending), 0.99) };
};

const syncs = (path: string, overwrite: boolean): number => {
  const file = openSync(path, 'w');
  const block = Buffer.alloc(BLOCK);
  if (overwrite) for (let i = 0; i < 1000; i++) writeSync(file, block);
  fdatasyncSync(file);
  const begin = performance.now();
  let count = 0;
  while (performance.now() - begin < SECONDS * 500) {
    if (overwrite) writeSync(file, block, 0, BLOCK, (count % 1000) * BLOCK);
    else writeSync(file, block);
    fdatasyncSync(file);
    count += 1;
  }
  closeSync(file);
  return (count / (performance.now() - begin)) * 1000;
};

/**
 * The bare loop: what has queued up in a turn is one transaction of records of the same size, each
 * after a look at its stream's revision.
 */
const bareLoop = (path: string): { append: Append; close(): void } => {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(
    'CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, record BLOB, UNIQUE (stream, revision))',
  );
  const revision = db.prepare('SELECT max(revision) FROM events WHERE stream = ?').pluck();
  const insert = db.prepare('INSERT INTO events (stream, revision, record) VALUES (?, ?, ?)');
  let queue: { record: string; stream: string; done: () => void }[] = [];
  const flush = db.transaction((group: typeof queue) => {
    for (const { stream, record } of group)
      if (revision.get(stream) === null) insert.run(stream, 1, Buffer.from(record));
  });
  const append = () =>
    new Promise<void>((done) => {
      const stream = ids.id();
      const { meta } = newEvent(stream);
      if (queue.length === 0)
        setImmediate(() => {
          const group = queue;
          queue = [];
          flush(group);
          for (const waiting of group) waiting.done();
        });
      queue.push({ stream, record: `${JSON.stringify(meta)}\n${data}`, done });
    });
  return { append, close: () => db.close() };
};

type Kind = 'FULL' | 'NORMAL' | 'thread';

/** Ours in place, in place without the full sync, and as a server runs it: the writer in a thread. */
const ours = (path: string, kind: Kind) => {
  const store = new SqliteEventStore(
    kind === 'thread'
      ? { path, writer: 'thread', workerFile: new URL('./log-writer.worker.js', import.meta.url) }
      : { path, writer: 'here', host: writerHere(new LogWriter(path, undefined, kind)) },
  );
  const append = () => {
    const id = ids.id();
    return store.append(streamName('T1', 'thing', id), 0, [newEvent(id)]);
  };
  return { append, close: () => store.close() };
};

type Pool = { query(sql: string, values?: unknown[]): Promise<unknown>; end(): Promise<void> };

/** PostgreSQL where one is named by BENCH_PG_URL: raw inserts, and Emmett's event store. */
const postgres = async (context: BenchContext, callers: number) => {
  const url = process.env['BENCH_PG_URL'];
  if (!url) return undefined;
  const pg = (await context.peer('pg')) as
    { default: { Pool: new (o: object) => Pool } } | undefined;
  const emmett = (await context.peer('@event-driven-io/emmett-postgresql')) as
    { getPostgreSQLEventStore(url: string): EmmettStore } | undefined;
  const found: { raw?: Rate; emmett?: Rate } = {};
  if (pg) {
    const pool = new pg.default.Pool({ connectionString: url, max: 32 });
    await pool.query('DROP TABLE IF EXISTS bench_events');
    await pool.query(
      'CREATE TABLE bench_events (position bigserial PRIMARY KEY, stream text, revision int, data jsonb, UNIQUE (stream, revision))',
    );
    found.raw = await drive(callers, () =>
      pool.query('INSERT INTO bench_events (stream, revision, data) VALUES ($1, 1, $2)', [
        ids.id(),
        data,
      ]),
    );
    await pool.end();
  }
  if (emmett) {
    const store = emmett.getPostgreSQLEventStore(url);
    found.emmett = await drive(callers, () =>
      store.appendToStream(ids.id(), [{ type: 'ThingHappened', data: JSON.parse(data) as object }]),
    );
    await store.close();
  }
  return found;
};
type EmmettStore = {
  appendToStream(stream: string, events: object[]): Promise<unknown>;
  close(): Promise<void>;
};

const ascending = (a: number, b: number) => a - b;
const middle = (values: readonly number[]) => quantile([...values].sort(ascending), 0.5);

const median = (rates: readonly Rate[]): Rate => ({
  perSecond: middle(rates.map(({ perSecond }) => perSecond)),
  p99: middle(rates.map(({ p99 }) => p99)),
});

/** Target 1: durable single-event appends, medians of alternating rounds. */
export const appendBench: Bench = {
  name: 'append',
  async run(context) {
    const rounds = Number(context.flags['rounds'] ?? ROUNDS);
    for (const callers of CALLERS) await atCallers(context, callers, rounds);
    if (!process.env['BENCH_PG_URL'])
      context.note('PostgreSQL and Emmett: name an empty database in BENCH_PG_URL');
  },
};

const atCallers = async (context: BenchContext, callers: number, rounds: number): Promise<void> => {
  const found = {
    sync: [] as number[],
    overwrite: [] as number[],
    full: [] as Rate[],
    normal: [] as Rate[],
    thread: [] as Rate[],
    bare: [] as Rate[],
  };
  for (let round = 0; round < rounds; round++) {
    const file = (name: string) => join(context.folder, `${name}-${callers}-${round}`);
    found.sync.push(syncs(file('sync'), false));
    found.overwrite.push(syncs(file('overwrite'), true));
    const bare = bareLoop(file('bare'));
    found.bare.push(await drive(callers, bare.append));
    bare.close();
    for (const [kept, kind] of [
      [found.full, 'FULL'],
      [found.normal, 'NORMAL'],
      [found.thread, 'thread'],
    ] as const) {
      const store = ours(file(kind), kind);
      kept.push(await drive(callers, store.append));
      await store.close();
    }
  }
  const full = median(found.full);
  const what = `append, ${callers} ${callers === 1 ? 'caller' : 'callers'}`;
  const against = (peer: string, theirs: number, atLeast?: number) =>
    context.measure({
      what,
      unit: 'per second',
      ours: full.perSecond,
      peer,
      theirs,
      ...(atLeast === undefined ? {} : { atLeast }),
    });
  if (callers === 1) against('overwrite + fdatasync', middle(found.overwrite), 0.65);
  else against('append + fdatasync', middle(found.sync), callers === 16 ? 5 : 8);
  against('bare group commit', median(found.bare).perSecond, callers === 256 ? 0.7 : undefined);
  if (callers === 256) against('own synchronous=NORMAL', median(found.normal).perSecond, 0.9);
  const thread = median(found.thread);
  context.measure({
    what: `${what}, writer in a thread`,
    unit: 'per second',
    ours: thread.perSecond,
    peer: 'in place',
    theirs: full.perSecond,
  });
  context.measure({
    what: `${what}, writer in a thread, p99`,
    unit: 'ms',
    ours: thread.p99,
  });
  context.measure({
    what: `${what}, p99`,
    unit: 'ms',
    ours: full.p99,
    ...(callers === 16 ? { atMost: 5 } : {}),
  });
  const peers = await postgres(context, callers);
  if (peers?.raw)
    against('PostgreSQL insert', peers.raw.perSecond, callers === 256 ? 4 : undefined);
  if (peers?.emmett)
    against('Emmett on PostgreSQL', peers.emmett.perSecond, callers === 256 ? 15 : undefined);
};
