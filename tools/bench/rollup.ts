import { join } from 'node:path';
import { mergeTallied, widthsOf, type Tallied } from '@gongkai/figures';
import { CellUpdater, tallyInThreads } from '@gongkai/platform';
import { SqliteCellStore, SqliteEventStore } from '@gongkai/sqlite';
import Database from 'better-sqlite3';
import { quantile, seconds, type Bench, type BenchContext } from './bench.js';
import {
  asRows,
  fill,
  indicators,
  knownTypes,
  layout,
  nation,
  NODES,
  type Nation,
} from './nation.js';

type Duck = {
  DuckDBInstance: {
    create(path: string): Promise<{
      connect(): Promise<{ run(sql: string): Promise<unknown>; closeSync(): void }>;
      closeSync(): void;
    }>;
  };
};

const ROUNDS = 3;
let serial = 0;

/**
 * Target 3: the cells of every node from the hot keys, durably saved, against SQLite's own GROUP BY
 * (which only gets to the leaves) and DuckDB (leaves, and the whole with four ancestors).
 */
export const rollupBench: Bench = {
  name: 'rollup',
  async run(context) {
    const asked = context.flags['items'];
    const sizes = asked === undefined ? [1_000_000, 5_000_000] : asked.split(',').map(Number);
    const whole = nation();
    context.note(
      `${NODES.toLocaleString('en')} nodes × 12 months × ${indicators.length} indicators`,
    );
    for (const items of sizes) await one(context, whole, items);
  },
};

const one = async (context: BenchContext, whole: Nation, items: number): Promise<void> => {
  const { folder, measure, note } = context;
  const events = join(folder, `events-${items}.db`);
  const filling = await seconds(() => fill(events, items, whole.leavesFor(items)));
  note(
    `${items.toLocaleString('en')} events at ${whole.leavesFor(items).length} nodes, filled in ${filling.toFixed(1)} s`,
  );
  const rows = join(folder, `rows-${items}.db`);
  if (items <= 5_000_000) asRows(events, rows, items);
  const before = process.resourceUsage().maxRSS;
  let after = 0;
  const times = { single: [] as number[], double: [] as number[], sqlite: [] as number[] };
  // Alternating, so that a busy moment of the machine does not fall on one of them alone.
  for (let round = 0; round < (items > 5_000_000 ? 1 : ROUNDS); round++) {
    times.double.push(await rebuild(context, whole, events, items, 2));
    // Of the first rebuild: later rounds stand on what the ones before have not given back yet.
    after ||= process.resourceUsage().maxRSS;
    times.single.push(await rebuild(context, whole, events, items, 1));
    if (items <= 5_000_000) times.sqlite.push(await groupBy(rows, items));
  }
  const single = median(times.single);
  const double = median(times.double);
  note(
    `peak memory ${Math.round(after / 1024)} MiB, of it while counting ${Math.round((after - before) / 1024)}`,
  );
  const rate = (time: number) => items / time / 1e6;
  const unit = 'M events/s';
  const ours = rate(Math.min(single, double));
  if (items <= 5_000_000) {
    const sqlite = rate(median(times.sqlite));
    measure({
      what: `${items / 1e6} M, saved`,
      unit,
      ours,
      peer: 'SQLite GROUP BY',
      theirs: sqlite,
      atLeast: 3,
    });
    const duck = await inDuck(context, whole, rows, items);
    if (duck) {
      measure({
        what: 'the same',
        unit,
        ours,
        peer: 'DuckDB, whole',
        theirs: rate(duck.whole),
        atLeast: 1,
      });
      measure({
        what: 'the same',
        unit,
        ours,
        peer: 'DuckDB, leaves only',
        theirs: rate(duck.leaves),
      });
    }
  }
  measure({ what: `${items / 1e6} M, one thread`, unit: 's', ours: single });
  measure({
    what: `${items / 1e6} M, two threads`,
    unit: 's',
    ours: double,
    ...(items >= 45_000_000 ? { atMost: 20 } : {}),
  });
  measure({ what: 'peak memory', unit: 'MiB', ours: after / 1024, atMost: 512 });
};

/** Counts, carries up and saves everything; the file is synced before the clock stops. */
const rebuild = async (
  { folder, note }: BenchContext,
  { tree }: Nation,
  events: string,
  items: number,
  threads: number,
): Promise<number> => {
  const path = join(folder, `reads-${items}-${threads}-${serial++}.db`);
  const log = new SqliteEventStore({ path: events, writer: 'none' });
  const cells = new SqliteCellStore(path);
  let counted = 0;
  const before = process.cpuUsage();
  const time = await seconds(async () => {
    const updater = await CellUpdater.open({ hot: log, cells, tree, indicators, knownTypes });
    if (threads === 1) await updater.catchUp(BigInt(items));
    else {
      const started = performance.now();
      const parts: Tallied[] = await tallyInThreads(
        events,
        updater.rules(),
        widthsOf(layout),
        items,
        threads,
      );
      counted = (performance.now() - started) / 1000;
      await updater.absorb(mergeTallied(parts), BigInt(items));
      await updater.goLive();
    }
    const db = new Database(path);
    db.pragma('synchronous = FULL');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  });
  const { user, system } = process.cpuUsage(before);
  note(
    `${threads} thread(s): ${time.toFixed(2)} s, processor ${((user + system) / 1e6).toFixed(2)} s`,
  );
  if (counted > 0)
    note(
      `two threads: counting ${counted.toFixed(2)} s, carrying and saving ${(time - counted).toFixed(2)} s`,
    );
  await cells.close();
  await log.close();
  return time;
};

/** The cheapest GROUP BY there is: one count per agency and month, no indicator, no ancestor, not saved. */
const groupBy = async (rows: string, items: number): Promise<number> => {
  const db = new Database(rows, { readonly: true });
  db.pragma('cache_size = -65536');
  db.pragma('mmap_size = 268435456');
  const query = db.prepare(
    'SELECT count(*) AS cells, sum(n) AS n FROM (SELECT key >> 20, count(*) AS n FROM hot GROUP BY 1)',
  );
  const time = await seconds(() => {
    const { n } = query.get() as { n: number };
    if (n !== items) throw new Error('GROUP BY lost events');
  });
  db.close();
  return time;
};

/** The same table in DuckDB: counts at the leaves, and then forty indicators at every ancestor, saved. */
const inDuck = async (
  { folder, peer, note }: BenchContext,
  { tree, leaves }: Nation,
  rows: string,
  items: number,
): Promise<{ leaves: number; whole: number } | undefined> => {
  const duck = (await peer('@duckdb/node-api')) as Duck | undefined;
  if (!duck) return undefined;
  const instance = await duck.DuckDBInstance.create(join(folder, `peer-${items}.duckdb`));
  const db = await instance.connect();
  await db.run('SET threads = 2');
  const plain = new Database(rows, { readonly: true });
  const csv = join(folder, 'keys.csv');
  const { createWriteStream } = await import('node:fs');
  const out = createWriteStream(csv);
  for (let from = 0; from < items; from += 100_000) {
    const keys = plain
      .prepare('SELECT key FROM hot WHERE position > ? AND position <= ?')
      .pluck()
      .all(from, from + 100_000) as number[];
    if (!out.write(`${keys.join('\n')}\n`))
      await new Promise((resolve) => out.once('drain', () => resolve(undefined)));
  }
  await new Promise<void>((resolve) => out.end(() => resolve()));
  plain.close();
  await db.run(
    `CREATE TABLE hot AS SELECT column0::BIGINT AS key FROM read_csv('${csv}', header = false, columns = {'column0': 'BIGINT'})`,
  );
  const { writeFileSync } = await import('node:fs');
  const above = leaves.flatMap((leaf, i) => {
    const [tenant = '', agency = ''] = leaf.split('/');
    const node = tree.nodeOf(tenant, agency || null)!;
    return [node, ...tree.ancestors(node)].map((up) => `${i + 1},${up}`);
  });
  writeFileSync(join(folder, 'above.csv'), `agency,node\n${above.join('\n')}\n`);
  await db.run(`CREATE TABLE above AS SELECT * FROM read_csv('${join(folder, 'above.csv')}')`);
  const moves = Array.from({ length: 25 }, (_, facet) =>
    indicators.flatMap(({ counts }, i) => (counts[0]!.when!(facet) ? [`(${facet}, ${i})`] : [])),
  ).flat();
  await db.run(
    `CREATE TABLE moves AS SELECT * FROM (VALUES ${moves.join(',')}) AS m (facet, indicator)`,
  );
  await db.run('CHECKPOINT');
  const atLeaves = await seconds(() =>
    db.run('CREATE TABLE leaves AS SELECT key >> 20 AS cell, count(*) AS n FROM hot GROUP BY 1'),
  );
  const whole = await seconds(async () => {
    await db.run(
      `CREATE TABLE cells AS
       WITH counted AS (SELECT key >> 32 AS agency, (key >> 20) & 4095 AS month, key & 1023 AS facet, count(*) AS n
                        FROM hot GROUP BY 1, 2, 3)
       SELECT node, month, indicator, sum(n) AS value
       FROM counted JOIN above USING (agency) JOIN moves USING (facet) GROUP BY 1, 2, 3`,
    );
    await db.run('CHECKPOINT');
  });
  note(`DuckDB: leaves ${atLeaves.toFixed(2)} s, whole ${whole.toFixed(2)} s`);
  db.closeSync();
  instance.closeSync();
  return { leaves: atLeaves, whole };
};

const median = (times: readonly number[]): number =>
  quantile(
    times.toSorted((a, b) => a - b),
    0.5,
  );
