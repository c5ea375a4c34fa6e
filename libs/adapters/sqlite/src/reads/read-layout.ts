import type { CollectionSpec } from '@gongkai/kernel';

/** Where one version of a collection lies in reads.db; every name is quoted for SQL. */
export type Layout = {
  spec: CollectionSpec<never>;
  /** `c_<name>_v<version>`, unquoted. */
  table: string;
  /** One row each: keys, sets as JSON lists, the row as JSON. */
  rows: string;
  /** Members of multi-valued keys. */
  members: string;
  /** Rows that were deleted, with the position of the deletion. */
  gone: string;
  /** Search form of the texts beside keys and sets, in result order: what a search reads. */
  texts: string;
  /** Full-text index over pairs of characters. */
  index: string;
  /** How many documents a day of a tenant was given. */
  days: string;
  keys: readonly string[];
  sets: readonly string[];
  /** Tables of this version, to make and to drop. */
  create: string;
  drop: string;
};

/** What the tables of a version depend on; another shape needs another version. */
export const collectionShape = (spec: CollectionSpec<never>): string =>
  JSON.stringify({
    keys: Object.keys(spec.keys).sort(),
    sets: Object.keys(spec.sets ?? {}).sort(),
    indexes: spec.indexes ?? [],
    text: spec.text !== undefined,
    textOrder: spec.textOrder ?? null,
  });

export const keyColumn = (key: string): string => `"k_${key}"`;
export const setColumn = (set: string): string => `"s_${set}"`;

/** Columns of all keys, then of all sets. */
export const columnsOf = ({ keys, sets }: Pick<Layout, 'keys' | 'sets'>): string[] => [
  ...keys.map(keyColumn),
  ...sets.map(setColumn),
];

const layouts = new WeakMap<CollectionSpec<never>, Layout>();

export const layoutOf = (spec: CollectionSpec<never>): Layout => {
  let layout = layouts.get(spec);
  if (!layout) layouts.set(spec, (layout = makeLayout(spec)));
  return layout;
};

const NAME = /^[A-Za-z][\w.-]*$/;

const makeLayout = (spec: CollectionSpec<never>): Layout => {
  const keys = Object.keys(spec.keys).sort();
  const sets = Object.keys(spec.sets ?? {}).sort();
  const named = [...(spec.indexes ?? []).flat(), ...(spec.textOrder ? [spec.textOrder] : [])];
  for (const name of [spec.name, ...keys, ...sets])
    if (!NAME.test(name)) throw new Error(`not a name for a collection or key: ${name}`);
  for (const key of named)
    if (!keys.includes(key)) throw new Error(`${spec.name} has no key ${key}`);
  const part = (kind: string) => `"${kind}_${spec.name}_v${spec.version}"`;
  const layout = {
    spec,
    table: `c_${spec.name}_v${spec.version}`,
    rows: part('c'),
    members: part('s'),
    gone: part('d'),
    texts: part('t'),
    index: part('f'),
    days: part('n'),
    keys,
    sets,
  };
  return { ...layout, create: createSql(layout), drop: dropSql(layout) };
};

type Names = Omit<Layout, 'create' | 'drop'>;

/**
 * The tenant comes first in every index, the document last so that searches need not read rows; untyped
 * key columns keep numbers and texts apart.
 */
const createSql = ({ spec, table, rows, members, gone, texts, index, days, keys, sets }: Names) => {
  const keyed = [...keys.map(keyColumn), ...sets.map((set) => `${setColumn(set)} TEXT NOT NULL`)];
  const columns = [
    'rid INTEGER PRIMARY KEY',
    'tenant INTEGER NOT NULL',
    'id TEXT NOT NULL',
    'pos INTEGER NOT NULL',
    ...(spec.text ? ['doc INTEGER'] : []),
    ...keyed,
    'row TEXT NOT NULL',
  ];
  const sql = [
    `CREATE TABLE ${rows} (${columns.join(', ')})`,
    `CREATE UNIQUE INDEX "${table}_id" ON ${rows} (tenant, id)`,
    ...(spec.indexes ?? []).map(
      (list, i) =>
        `CREATE INDEX "${table}_${i}" ON ${rows} (tenant, ${list.map(keyColumn).join(', ')}, id${spec.text ? ', doc' : ''})`,
    ),
    `CREATE TABLE ${gone} (tenant INTEGER, id TEXT, pos INTEGER NOT NULL, PRIMARY KEY (tenant, id)) WITHOUT ROWID`,
  ];
  if (sets.length > 0)
    sql.push(
      `CREATE TABLE ${members} (tenant INTEGER, kind INTEGER, value TEXT, rid INTEGER, PRIMARY KEY (tenant, kind, value, rid)) WITHOUT ROWID`,
    );
  if (spec.text)
    sql.push(
      `CREATE TABLE ${texts} (doc INTEGER PRIMARY KEY, rid INTEGER NOT NULL, txt TEXT NOT NULL, ${keyed.join(', ')})`,
      // Nothing but which pair is in which text: no content, no positions, no sizes.
      `CREATE VIRTUAL TABLE ${index} USING fts5 (pairs, content='', columnsize=0, detail=none, tokenize='ascii')`,
      `INSERT INTO ${index} (${index}, rank) VALUES ('hashsize', 8388608)`,
      `CREATE TABLE ${days} (tenant INTEGER, day INTEGER, given INTEGER NOT NULL, PRIMARY KEY (tenant, day)) WITHOUT ROWID`,
    );
  return `${sql.join(';\n')};`;
};

const dropSql = ({ spec, rows, members, gone, texts, index, days, sets }: Names) =>
  [rows, gone, ...(sets.length > 0 ? [members] : []), ...(spec.text ? [texts, index, days] : [])]
    .map((table) => `DROP TABLE IF EXISTS ${table};`)
    .join('\n');
