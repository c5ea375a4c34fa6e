import { join } from 'node:path';
import { CellUpdater, Figures } from '@gongkai/platform';
import type { Generation } from '@gongkai/figures';
import { SqliteCellStore, SqliteEventStore } from '@gongkai/sqlite';
import Database from 'better-sqlite3';
import { quantile, type Bench } from './bench.js';
import { asRows, fill, indicators, knownTypes, nation } from './nation.js';

const ROUNDS = 2_000;
const GROUP_BY_ROUNDS = 9;

/**
 * Target 5: figures of one node and year in process, the same at every level, against GROUP BY. A node
 * is asked for the first time after its cells have changed, and again while they have not; GROUP BY has
 * its pages in memory, so the second is set against it.
 */
export const figuresBench: Bench = {
  name: 'figures',
  async run({ folder, flags, measure, note }) {
    const items = Number(flags['items'] ?? 5_000_000);
    const { tree, leaves: every, leavesFor } = nation();
    const leaves = leavesFor(items);
    const path = join(folder, 'events.db');
    fill(path, items, leaves);
    const log = new SqliteEventStore({ path, writer: 'none' });
    const cells = new SqliteCellStore(join(folder, 'reads.db'));
    const deps = { hot: log, cells, tree, indicators, knownTypes };
    await (await CellUpdater.open(deps)).catchUp(BigInt(items));
    const [{ id: generation }] = (await cells.generations()) as [Generation];
    const figures = new Figures({ ...deps, reads: { parked: async () => [] } });
    note(`${items.toLocaleString('en')} items, ${indicators.length} indicators of 12 months`);

    const levels = {
      township: leaves.filter((leaf) => !leaf.endsWith('/')).map((leaf) => leaf.split('/')[1]!),
      county: kindOf(tree, leaves, 'COUNTY'),
      prefecture: kindOf(tree, leaves, 'PREFECTURE'),
      province: kindOf(tree, every, 'PROVINCE'),
      nation: ['NATION'],
    };
    const timesOf = async (nodes: readonly string[], changed: boolean): Promise<Float64Array> => {
      const times = new Float64Array(ROUNDS);
      for (let i = -200; i < ROUNDS; i++) {
        const node = nodes[((i + 200) * 7919) % nodes.length]!;
        if (changed) await cells.save({ generation, leaves: [], carried: [], paths: [] });
        const started = performance.now();
        await figures.figures({ node, period: '2017' });
        if (i >= 0) times[i] = performance.now() - started;
      }
      return times.sort();
    };
    let county = { first: NaN, again: NaN };
    for (const [level, nodes] of Object.entries(levels)) {
      const [first, again] = [await timesOf(nodes, true), await timesOf(nodes, false)];
      const p50 = { first: quantile(first, 0.5), again: quantile(again, 0.5) };
      if (level === 'county') county = p50;
      note(
        `${level}: p50 ${p50.first.toFixed(3)} ms after a change, ${p50.again.toFixed(3)} again`,
      );
      const p99 = quantile(first, 0.99);
      measure({ what: `${level}, p99 after a change`, unit: 'ms', ours: p99, atMost: 0.5 });
    }
    const rows = join(folder, 'rows.db');
    asRows(path, rows, items);
    const grouped = groupByCounty(rows, leaves, 'COUNTY000000');
    const peer = { unit: '/s', peer: 'GROUP BY over an index', theirs: 1000 / grouped };
    measure({ what: 'a county after a change', ours: 1000 / county.first, ...peer });
    measure({ what: 'a county asked again', ours: 1000 / county.again, ...peer, atLeast: 300 });
    await cells.close();
    await log.close();
  },
};

const kindOf = (
  tree: { nodeOf(t: string, a: null): string | undefined },
  leaves: string[],
  kind: string,
) =>
  leaves
    .filter((leaf) => leaf.startsWith(`T${kind}`) && leaf.endsWith('/'))
    .map((leaf) => tree.nodeOf(leaf.slice(0, -1), null)!);

/** What the question costs without cells: the county's rows by an index, grouped by month and facet. */
const groupByCounty = (path: string, leaves: readonly string[], county: string): number => {
  const db = new Database(path);
  db.pragma('cache_size = -65536');
  db.exec(
    'CREATE TABLE items AS SELECT key >> 32 AS agency, (key >> 20) & 4095 AS month, key & 1023 AS facet FROM hot',
  );
  db.exec('CREATE INDEX items_agency ON items (agency, month, facet)');
  const agencies = leaves.flatMap((leaf, i) => (leaf.startsWith(`T${county}/`) ? [i + 1] : []));
  const query = db.prepare(
    `SELECT month, facet, count(*) AS n FROM items WHERE agency IN (${agencies.join(',')}) GROUP BY 1, 2`,
  );
  const times: number[] = [];
  for (let i = 0; i < GROUP_BY_ROUNDS; i++) {
    const started = performance.now();
    query.all();
    times.push(performance.now() - started);
  }
  db.close();
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
};
