import { Tree, type NodeRow } from '@gongkai/directory';
import type { Indicator } from '@gongkai/figures';
import { leafName, packHotKey } from '@gongkai/kernel';
import { SEGMENT, SqliteEventStore } from '@gongkai/sqlite';
import Database from 'better-sqlite3';

/** A nation of the size of China: as many governments and towns, each with an id of its own. */
const SIZES = { province: 31, prefecture: 333, county: 2_851, town: 42_106 };
export const NODES = 1 + Object.values(SIZES).reduce((a, b) => a + b);

const id = (kind: string, n: number) => `${kind}${String(n).padStart(6, '0')}`.toUpperCase();

const row = (
  nodeId: string,
  kind: NodeRow['kind'],
  parent: string | null,
  tenant: string,
): NodeRow => ({
  id: nodeId,
  kind,
  tenant,
  grouping: false,
  government: kind === 'township' ? null : { name: nodeId, joinedOn: '2008-05-01' },
  revision: 1,
  until: null,
  into: null,
  spans: [{ since: null, code: nodeId, name: nodeId, parent }],
});

/** Items a prefecture published in a year: Loudi in 2008. */
const ITEMS_PER_PREFECTURE = 135_634;

export type Nation = {
  tree: Tree;
  /** Leaves in the order of the prefectures they stand under. */
  leaves: string[];
  /** The leaves of as many prefectures as publish so many items in a year. */
  leavesFor(items: number): string[];
};

export const nation = (): Nation => {
  const rows: NodeRow[] = [row('NATION', 'nation', null, 'TNATION')];
  const byPrefecture = Array.from({ length: SIZES.prefecture }, (): string[] => []);
  const government = (kind: 'province' | 'prefecture' | 'county', n: number, parent: string) => {
    const own = id(kind, n);
    rows.push(row(own, kind, parent, `T${own}`));
    return leafName(`T${own}`, null);
  };
  const above = [leafName('TNATION', null)];
  for (let n = 0; n < SIZES.province; n++) above.push(government('province', n, 'NATION'));
  for (let n = 0; n < SIZES.prefecture; n++)
    byPrefecture[n]!.push(government('prefecture', n, id('province', n % SIZES.province)));
  for (let n = 0; n < SIZES.county; n++) {
    const prefecture = n % SIZES.prefecture;
    byPrefecture[prefecture]!.push(government('county', n, id('prefecture', prefecture)));
  }
  for (let n = 0; n < SIZES.town; n++) {
    const county = n % SIZES.county;
    rows.push(row(id('town', n), 'township', id('county', county), `T${id('county', county)}`));
    byPrefecture[county % SIZES.prefecture]!.push(
      leafName(`T${id('county', county)}`, id('town', n)),
    );
  }
  const leaves = [...byPrefecture.flat(), ...above];
  return {
    tree: Tree.from(rows),
    leaves,
    leavesFor: (items) => {
      const prefectures = Math.ceil(items / ITEMS_PER_PREFECTURE);
      if (prefectures >= SIZES.prefecture - 1) return leaves;
      return byPrefecture.slice(0, prefectures).flat();
    },
  };
};

const text = { zh: '条', en: 'items' };
const CHANNELS = 5;
const CLASSES = 5;

/** Forty indicators over one type of event; each event moves five of them. facet = channel × 5 + class. */
export const indicators: readonly Indicator[] = [
  ...Array.from({ length: 5 }, (_, i) => ({ name: `all${i}`, when: () => i === 0 })),
  ...Array.from({ length: CHANNELS }, (_, i) => ({
    name: `channel${i}`,
    when: (facet: number) => Math.floor(facet / CLASSES) % CHANNELS === i,
  })),
  ...Array.from({ length: CLASSES }, (_, i) => ({
    name: `class${i}`,
    when: (facet: number) => facet % CLASSES === i,
  })),
  ...Array.from({ length: 25 }, (_, i) => ({
    name: `both${i}`,
    when: (facet: number) => facet % 25 === i,
  })),
].map(({ name, when }) => ({
  id: `bench.${name}`,
  ...text,
  unit: text,
  kind: name === 'all0' ? ('stock' as const) : ('flow' as const),
  counts: [{ event: 'BenchPublished', when }],
}));

export const knownTypes: ReadonlySet<string> = new Set(['BenchPublished']);
const MONTH = (2017 - 1900) * 12;

/**
 * An events.db with so many keys of one year, spread over the leaves as a mixing function will:
 * whole segments, and behind them events without a record.
 */
export const fill = (path: string, count: number, leaves: readonly string[]): void => {
  void new SqliteEventStore({ path, writer: 'here' }).close();
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = OFF');
  const putLeaf = db.prepare('INSERT OR IGNORE INTO agencies (id, name) VALUES (?, ?)');
  const putSegment = db.prepare('INSERT INTO segments (first, keys) VALUES (?, ?)');
  const putEvent = db.prepare(
    "INSERT INTO events (position, crc, key, record) VALUES (?, 0, ?, '')",
  );
  const keys = new Float64Array(SEGMENT);
  db.transaction(() => {
    leaves.forEach((leaf, i) => putLeaf.run(i + 1, leaf));
    db.prepare("INSERT OR IGNORE INTO types VALUES (1, 'BenchPublished')").run();
    for (let first = 1; first <= count; first += SEGMENT) {
      const length = Math.min(SEGMENT, count - first + 1);
      for (let i = 0; i < length; i++) keys[i] = mixedKey(first + i, leaves.length);
      if (length === SEGMENT) putSegment.run(first, Buffer.from(keys.buffer));
      // The head of the log is the last event, so there is always one.
      for (let i = length === SEGMENT ? length - 1 : 0; i < length; i++)
        putEvent.run(first + i, keys[i]);
    }
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
};

const mixedKey = (position: number, leaves: number): number => {
  const mixed = Math.imul(position, 2_654_435_761) >>> 0;
  return packHotKey({
    agency: ((mixed >>> 8) % leaves) + 1,
    month: MONTH + ((mixed >>> 3) % 12),
    type: 1,
    facet: (mixed >>> 5) % 25,
  });
};

/** The same keys as rows of a table `hot`, one each: what a query of a database works on. */
export const asRows = (events: string, path: string, count: number): void => {
  const log = new SqliteEventStore({ path: events, writer: 'none' });
  const db = new Database(path);
  db.pragma('synchronous = OFF');
  db.exec('CREATE TABLE hot (position INTEGER PRIMARY KEY, key INTEGER NOT NULL)');
  const put = db.prepare('INSERT INTO hot (key) VALUES (?)');
  db.transaction(() =>
    log.scan(undefined, BigInt(count), (keys, length) => {
      for (let i = 0; i < length; i++) put.run(keys[i]);
    }),
  )();
  db.close();
  void log.close();
};
