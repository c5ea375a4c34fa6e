import type { CollectionSpec } from '@gongkai/kernel';
import { documentOf, idOf, mustName } from './documents.js';
import { layoutOf, schemaOf } from './layout.js';

type Item = { title: string; day: string | null; open: boolean; channels: string[] };
const items: CollectionSpec<Item> = {
  name: 'publication.items',
  version: 3,
  keys: { day: (row) => row.day, open: (row) => Number(row.open) },
  sets: { channels: (row) => row.channels },
  indexes: [['day'], ['open', 'day']],
  text: (row) => row.title,
  textOrder: 'day',
};
const layout = layoutOf(items as unknown as CollectionSpec<never>);

describe('a collection in MongoDB', () => {
  it('has the tenant first in every index, and one list at most in each', () => {
    expect(layout.name).toBe('rows.publication.items.v3');
    expect(layout.indexes.length).toBe(6);
    for (const { key } of layout.indexes) {
      const fields = Object.keys(key);
      expect(fields[0]).toBe('tenant');
      expect(fields.at(-1)).toBe('_id');
      expect(fields.filter((field) => field === 'g' || field.startsWith('s_')).length).toBeLessThan(
        2,
      );
    }
  });

  it('keeps the row as text and beside it what questions are put to', () => {
    const row = { title: 'ＰＤＦ', day: null, open: true, channels: ['x', 'x', '\uD800'] };
    const place = { tenant: 't1', id: 'ﬀ1', position: 2n ** 62n, before: null };
    const document = documentOf(layout, { ...place, row });
    expect(document).toEqual({
      _id: 't1:\uD7FDﬀ1',
      tenant: 't1',
      pos: 2n ** 62n,
      live: true,
      k_day: null,
      k_open: 1,
      s_channels: ['x', '\uFFFD'],
      t: 'pdf',
      g: ['p', 'd', 'pd', 'f', 'df'],
      row: JSON.stringify(row),
    });
    expect(idOf('t1', document._id)).toBe('ﬀ1');
    expect(documentOf(layout, { ...place, row: undefined })).toEqual({
      _id: 't1:\uD7FDﬀ1',
      tenant: 't1',
      pos: 2n ** 62n,
      live: false,
    });
    expect(schemaOf(layout)).toMatchObject({
      $jsonSchema: { required: ['_id', 'tenant', 'pos', 'live'] },
    });
  });

  it('refuses names that would reach into other fields, and tenants that are none', () => {
    const named = (key: string) =>
      layoutOf({ name: 'x', version: 1, keys: { [key]: () => null } } as CollectionSpec<never>);
    for (const key of ['a.b', '$where', '', '1']) expect(() => named(key)).toThrow('not a name');
    const wrong = { name: 'a$b', version: 1, keys: {} } as CollectionSpec<never>;
    expect(() => layoutOf(wrong)).toThrow('not a name');
    for (const tenant of ['', 'a:b', '$ne', 'a b', null, {}, []])
      expect(() => mustName(tenant)).toThrow(TypeError);
    expect(mustName('platform')).toBeUndefined();
  });
});
