import type { CollectionSpec } from '@gongkai/kernel';
import type { Document, IndexDescription } from 'mongodb';

/** Number of the form of documents; collections of another form have other names. */
export const READS_FORMAT = 1;

/**
 * A row of a tenant. `live` is false of a row that was deleted: only its position is left. The row
 * itself is JSON text, for names of its fields may be anything; keys, sets and text beside it are
 * what questions are put to.
 */
export type RowDocument = {
  /** `<tenant>:<id>`, the id as ordered text. */
  _id: string;
  tenant: string;
  pos: bigint;
  live: boolean;
  row?: string;
  /** `k_<key>` scalar, `s_<set>` list. */
  [field: string]: unknown;
  /** Search form of the text, and what it is found by. */
  t?: string;
  g?: string[];
};

/** Where one version of a collection lies. */
export type Layout = {
  spec: CollectionSpec<never>;
  name: string;
  keys: readonly string[];
  sets: readonly string[];
  indexes: readonly (IndexDescription & { name: string })[];
  /** What the indexes and fields depend on; another shape needs another version. */
  shape: string;
};

const layouts = new WeakMap<CollectionSpec<never>, Layout>();

export const layoutOf = (spec: CollectionSpec<never>): Layout => {
  let layout = layouts.get(spec);
  if (!layout) layouts.set(spec, (layout = makeLayout(spec)));
  return layout;
};

export const keyField = (key: string): string => `k_${key}`;
export const setField = (set: string): string => `s_${set}`;

/** Dots part the fields of documents, so that only collections may have them in their names. */
const NAME = /^[A-Za-z][\w.-]*$/;
const FIELD = /^[A-Za-z][\w-]*$/;

const makeLayout = (spec: CollectionSpec<never>): Layout => {
  const keys = Object.keys(spec.keys).sort();
  const sets = Object.keys(spec.sets ?? {}).sort();
  if (!NAME.test(spec.name)) throw new Error(`not a name for a collection: ${spec.name}`);
  for (const name of [...keys, ...sets])
    if (!FIELD.test(name)) throw new Error(`not a name for a key: ${name}`);
  const named = [...(spec.indexes ?? []).flat(), ...(spec.textOrder ? [spec.textOrder] : [])];
  for (const key of named)
    if (!keys.includes(key)) throw new Error(`${spec.name} has no key ${key}`);
  const shape = JSON.stringify({
    keys,
    sets,
    indexes: spec.indexes ?? [],
    text: spec.text !== undefined,
    textOrder: spec.textOrder ?? null,
  });
  const name = `rows.${spec.name}.v${spec.version}`;
  return { spec, name, keys, sets, indexes: indexesOf(spec, sets), shape };
};

/** The tenant first, then that the row is there; the id last, for the order of pages. */
const indexesOf = (spec: CollectionSpec<never>, sets: readonly string[]): Layout['indexes'] => {
  const along = (name: string, fields: readonly string[]) => ({
    name,
    key: Object.fromEntries(['tenant', 'live', ...fields, '_id'].map((field) => [field, 1])),
  });
  const order = spec.textOrder === undefined ? [] : [keyField(spec.textOrder)];
  return [
    along('rows', []),
    ...(spec.indexes ?? []).map((keys, i) => along(`keys_${i}`, keys.map(keyField))),
    ...sets.map((set) => along(`set_${set}`, [setField(set)])),
    ...(spec.text === undefined ? [] : [along('text', ['g', ...order])]),
    // The shard key of a sharded cluster.
    { name: 'tenant', key: { tenant: 1, _id: 1 } },
  ];
};

/** A second fence, where the server enforces it. */
export const schemaOf = ({ spec }: Layout): Document => ({
  $jsonSchema: {
    bsonType: 'object',
    required: ['_id', 'tenant', 'pos', 'live'],
    properties: {
      _id: { bsonType: 'string' },
      tenant: { bsonType: 'string', minLength: 1 },
      pos: { bsonType: 'long' },
      live: { bsonType: 'bool' },
      row: { bsonType: 'string' },
      ...(spec.text === undefined ? {} : { t: { bsonType: 'string' }, g: { bsonType: 'array' } }),
    },
  },
});
