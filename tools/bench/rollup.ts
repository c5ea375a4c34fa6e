import { join } from 'node:path';
import { CellUpdater } from '@gongkai/platform';
import { SqliteCellStore, SqliteEventStore } from '@gongkai/sqlite';
import Database from 'better-sqlite3';
import { quantile, seconds, type Bench, type BenchContext } from './bench.js';
import { asRows, fill, indicators, knownTypes, nation, NODES, type Nation } from './nation.js';

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
    const sizes = asked === undefined ? [5_000_000, 1_000_000] : asked.split(',').map(Number);
    const whole = nation();
    context.note(
      `${NODES.toLocaleString('en')} nodes × 12 months × ${indicators.length} indicators`,
    );
    for (const [i, items] of sizes.entries()) {
      const peak = await one(context, whole, items);
      // Of the first size: what stands for later ones is what peers have not given back.
      if (i === 0) context.measure({ what: 'peak memory', unit: 'MiB', ours: peak, atMost: 512 });
    }
  },
};

/** Returns the peak of memory after the first rebuild, MiB. */
const one = async (context: BenchContext, whole: Nation, items: number): Promise<number> => {
  const { folder, measure, note } = context;
  const events = join(folder, `events-${items}.db`);
  const filling = await seconds(() => fill(events, items, whole.leavesFor(items)));
  note(
    `${items.toLocaleString('en')} events at ${whole.leavesFor(items).length} nodes, filled in ${filling.toFixed(1)} s`,
  );
  const rows = join(folder, `rows-${items}.db`);
  if (items <= 5_000_000) asRows(events, rows, items);
  let after = 0;
  const times = { ours: [] as number[], sqlite: [] as number[] };
  // Alternating, so that a busy moment of the machine does not fall on one of them alone.
  for (let round = 0; round < (items > 5_000_000 ? 1 : ROUNDS); round++) {
    times.ours.push(await rebuild(context, whole, events, items));
    // Of the first rebuild: later rounds stand on what the ones before have not given back yet.
    after ||= process.resourceUsage().maxRSS;
    if (items <= 5_000_000) times.sqlite.push(await groupBy(rows, items));
  }
  const time = median(times.ours);
  const rate = (time: number) => items / time / 1e6;
  const unit = 'M events/s';
  const ours = rate(time);
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
  measure({
    what: `${items / 1e6} M`,
    unit: 's',
    ours: time,
    ...(items >= 45_000_000 ? { atMost: 20 } : {}),
  });
  return after / 1024;
};

/** Counts, carries up and saves everything; the file is synced before the clock stops. */
const rebuild = async (
  { folder, note }: BenchContext,
  { tree }: Nation,
  events: string,
  items: number,
): Promise<number> => {
  const path = join(folder, `reads-${items}-${serial++}.db`);
  const log = new SqliteEventStore({ path: events, writer: 'none' });
  const cells = new SqliteCellStore(path);
  const before = process.cpuUsage();
  const time = await seconds(async () => {
    const updater = await CellUpdater.open({ hot: log, cells, tree, indicators, knownTypes });
    await updater.catchUp(BigInt(items));
    const db = new Database(path);
    db.pragma('synchronous = FULL');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  });
  const { user, system } = process.cpuUsage(before);
  note(`${time.toFixed(2)} s, processor ${((user + system) / 1e6).toFixed(2)} s`);
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
