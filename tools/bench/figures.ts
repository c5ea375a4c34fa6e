import { join } from 'node:path';
import { CellUpdater, Figures } from '@gongkai/platform';
import { SqliteCellStore, SqliteEventStore } from '@gongkai/sqlite';
import Database from 'better-sqlite3';
import { quantile, type Bench } from './bench.js';
import { asRows, fill, indicators, knownTypes, nation } from './nation.js';

const ROUNDS = 2_000;
const GROUP_BY_ROUNDS = 9;

/** Target 5: figures of one node and year in process, the same at every level, against GROUP BY. */
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
    const figures = new Figures({ ...deps, reads: { parked: async () => [] } });
    note(`${items.toLocaleString('en')} items, ${indicators.length} indicators of 12 months`);

    const levels = {
      township: leaves.filter((leaf) => !leaf.endsWith('/')).map((leaf) => leaf.split('/')[1]!),
      county: kindOf(tree, leaves, 'COUNTY'),
      prefecture: kindOf(tree, leaves, 'PREFECTURE'),
      province: kindOf(tree, every, 'PROVINCE'),
      nation: ['NATION'],
    };
    let county = NaN;
    for (const [level, nodes] of Object.entries(levels)) {
      const times = new Float64Array(ROUNDS);
      for (let i = -200; i < ROUNDS; i++) {
        const node = nodes[((i + 200) * 7919) % nodes.length]!;
        const started = performance.now();
        await figures.figures({ node, period: '2017' });
        if (i >= 0) times[i] = performance.now() - started;
      }
      times.sort();
      if (level === 'county') county = quantile(times, 0.5);
      note(`${level}: p50 ${quantile(times, 0.5).toFixed(3)} ms`);
      measure({ what: `${level}, p99`, unit: 'ms', ours: quantile(times, 0.99), atMost: 0.5 });
    }
    const rows = join(folder, 'rows.db');
    asRows(path, rows, items);
    const grouped = groupByCounty(rows, leaves, 'COUNTY000000');
    measure({
      what: 'a county, answers per second',
      unit: '/s',
      ours: 1000 / county,
      peer: 'GROUP BY over an index',
      theirs: 1000 / grouped,
      atLeast: 300,
    });
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
