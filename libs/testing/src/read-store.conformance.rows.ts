import { RowsMoved, type CollectionSpec } from '@gongkai/kernel';
import {
  batchOf,
  collection,
  PROJECTION,
  thing,
  things,
  type ReadStoreSuite,
} from './read-store.suite.js';

/** Rows come back as they were put, each tenant for itself. */
export const rowsConformance = (suite: ReadStoreSuite): void => {
  describe('rows', () => {
    it('answers with nothing before anything was projected', async () => {
      expect(await suite.store.get(things, 't1', 'a')).toBeUndefined();
      expect(await suite.store.find(things, 't1', { limit: 10 })).toEqual({ rows: [], next: null });
      expect(await suite.store.count(things, 't1', [], null)).toEqual(new Map([['', 0]]));
      expect(await suite.store.count(things, 't1', [], 'agency')).toEqual(new Map());
      expect(await suite.store.checkpoint(PROJECTION)).toBeUndefined();
      expect(await suite.store.parked()).toEqual([]);
    });

    it('keeps rows apart by tenant and refuses a question that names none', async () => {
      await suite.put({ a: thing({ title: '甲' }) }, 't1');
      await suite.put({ a: thing({ title: '乙' }) }, 't2');
      expect(await suite.store.get(things, 't1', 'a')).toMatchObject({ title: '甲' });
      expect(await suite.titles({}, 't2')).toEqual(['乙']);
      expect(await suite.titles({ where: [{ text: '甲' }] }, 't2')).toEqual([]);
      expect(await suite.titles({}, 't3')).toEqual([]);
      for (const tenant of ['', undefined, null, [], { $ne: null }] as unknown as string[]) {
        await expect(suite.store.get(things, tenant, 'a')).rejects.toThrow(TypeError);
        await expect(suite.store.getMany(things, tenant, ['a'])).rejects.toThrow(TypeError);
        await expect(suite.store.find(things, tenant, { limit: 1 })).rejects.toThrow(TypeError);
        await expect(suite.store.count(things, tenant, [], null)).rejects.toThrow(TypeError);
        const writes = [{ tenant, id: 'b', row: thing(), position: 99n, before: null }];
        await expect(suite.store.save(batchOf(writes))).rejects.toThrow(TypeError);
      }
    });

    it('gives what was put, unchanged, whatever the characters', async () => {
      const naughty = [
        '𠮷野家',
        '㛃',
        'é vs e\u0301',
        '\u202Eabc',
        "' OR 1=1 --",
        '%_\\*',
        '"',
        '\u0000x',
        '👨‍👩‍👧',
        '',
        ' ',
        '__proto__',
        'ﷺ',
        '\uD800',
      ];
      const rows = Object.fromEntries(
        naughty.map((text, i) => [
          `r${i}`,
          thing({
            title: text,
            agency: text,
            channels: [text],
            note: { [text]: [text, 1, null] },
          }),
        ]),
      );
      await suite.put(rows);
      const found = await suite.store.getMany(things, 't1', [...Object.keys(rows), 'none']);
      expect(Object.fromEntries(found)).toEqual(rows);
      for (const text of naughty.filter((one) => one !== '\uD800')) {
        expect(await suite.titles({ where: [{ key: 'agency', eq: text }] })).toEqual([text]);
        expect(await suite.titles({ where: [{ set: 'channels', has: text }] })).toEqual([text]);
      }
      await suite.put({ 'id𠮷\' "': thing({ title: 'x' }) });
      expect(await suite.store.get(things, 't1', 'id𠮷\' "')).toMatchObject({ title: 'x' });
    });

    it('gives every row of every tenant to a scan', async () => {
      await suite.put(
        Object.fromEntries(Array.from({ length: 1_200 }, (_, i) => [`r${i}`, thing()])),
      );
      await suite.put({ z: thing({ title: '乙' }) }, 't2');
      await suite.put({ r7: undefined });
      const seen = new Set<string>();
      for await (const { tenant, id, row } of suite.store.scan(things)) {
        seen.add(`${tenant}/${id}`);
        expect(row.agency).toBe('a1');
      }
      expect(seen.size).toBe(1_200);
      expect(seen.has('t2/z')).toBe(true);
    });
  });
};

/** Batches are whole, stale writes nothing. */
export const writingConformance = (suite: ReadStoreSuite): void => {
  describe('writing', () => {
    it('gives rows for folding with their positions, deleted ones too', async () => {
      const at = (...ids: string[]) => suite.store.rowsAt(things, 't1', ids);
      expect(await at('a')).toEqual(new Map());
      await suite.put({ a: thing({ title: '甲' }), '\uD800': thing({ title: '半' }) });
      await suite.put({ a: thing({ title: '他' }) }, 't2');
      await suite.put({ b: thing({ title: '乙' }) });
      await suite.put({ b: undefined, c: undefined });
      expect(await at('a', 'b', 'c', 'd', '\uD800')).toEqual(
        new Map([
          ['a', { row: thing({ title: '甲' }), position: 1n }],
          ['b', { row: undefined, position: 5n }],
          ['c', { row: undefined, position: 6n }],
          ['\uD800', { row: thing({ title: '半' }), position: 2n }],
        ]),
      );
      expect(await suite.store.rowsAt(things, 't3', ['a'])).toEqual(new Map());
      for (const tenant of ['', undefined, { $ne: null }] as unknown as string[])
        await expect(suite.store.rowsAt(things, tenant, ['a'])).rejects.toThrow(TypeError);
    });

    it('leaves a row alone that has moved on since it was loaded', async () => {
      const write = (title: string | undefined, position: bigint, before: bigint | null) => {
        const row = title === undefined ? undefined : thing({ title });
        return suite.store.save(batchOf([{ tenant: 't1', id: 'a', row, position, before }]));
      };
      const moved = (title: string | undefined, position: bigint, before: bigint | null) =>
        expect(write(title, position, before)).rejects.toThrow(RowsMoved);
      await write('new', 5n, null);
      await moved('as if there were none', 8n, null);
      await moved('loaded before', 8n, 4n);
      expect(await suite.titles({})).toEqual(['new']);
      expect(await suite.titles({ where: [{ text: 'loaded' }] })).toEqual([]);
      await moved(undefined, 8n, 4n);
      await write(undefined, 6n, 5n);
      await moved(undefined, 8n, 5n);
      await moved('risen', 8n, null);
      expect(await suite.titles({})).toEqual([]);
      expect(await suite.store.checkpoint(PROJECTION)).toBe(6n);
      await write('again', 7n, 6n);
      expect(await suite.titles({ where: [{ text: 'again' }] })).toEqual(['again']);
      expect(await suite.store.checkpoint(PROJECTION)).toBe(7n);
    });

    it('makes nothing of a batch visible that cannot be written', async () => {
      await suite.put({ a: thing({ title: 'before' }) });
      const unwritable = thing({
        note: {
          toJSON: () => {
            throw new Error('no');
          },
        },
      });
      const failing = {
        ...batchOf(
          [
            { tenant: 't1', id: 'a', row: thing({ title: 'after' }), position: 8n, before: 1n },
            { tenant: 't1', id: 'b', row: thing({ title: 'b' }), position: 9n, before: null },
            { tenant: 't1', id: 'c', row: unwritable, position: 10n, before: null },
          ],
          10n,
        ),
        parked: [{ projection: PROJECTION, tenant: 't2', position: 7n, reason: 'cannot decode' }],
      };
      await expect(suite.store.save(failing)).rejects.toThrow('no');
      expect(await suite.titles({})).toEqual(['before']);
      expect(await suite.titles({ where: [{ text: 'after' }] })).toEqual([]);
      expect(await suite.store.checkpoint(PROJECTION)).toBe(1n);
      expect(await suite.store.parked()).toEqual([]);
      await suite.store.save({ ...failing, writes: failing.writes.slice(0, 2) });
      expect(await suite.titles({ sort: { key: 'day' } })).toEqual(['after', 'b']);
      expect(await suite.store.checkpoint(PROJECTION)).toBe(10n);
      expect(await suite.store.parked()).toEqual(failing.parked);
    });

    it('never moves a checkpoint back and keeps positions beyond 53 bits', async () => {
      const far = 2n ** 62n + 1n;
      const write = (title: string, position: bigint, before: bigint | null, upTo = position) =>
        suite.store.save(
          batchOf([{ tenant: 't1', id: 'a', row: thing({ title }), position, before }], upTo),
        );
      await write('far', far, null);
      await expect(write('as a double', far + 2n, far - 1n)).rejects.toThrow(RowsMoved);
      await write('further', far + 1n, far, 5n);
      expect(await suite.titles({})).toEqual(['further']);
      expect((await suite.store.rowsAt(things, 't1', ['a'])).get('a')!.position).toBe(far + 1n);
      expect(await suite.store.checkpoint(PROJECTION)).toBe(far);
      expect(await suite.store.checkpoints()).toEqual(new Map([[PROJECTION, far]]));
    });

    it('drops a version with its checkpoint and parkings and leaves others alone', async () => {
      const next = { ...things, version: 2 };
      await suite.put({ a: thing({ title: 'old' }) });
      await suite.store.save({
        projection: 'things@2',
        collection: next as unknown as CollectionSpec<never>,
        writes: [
          { tenant: 't1', id: 'a', row: thing({ title: 'new' }), position: 1n, before: null },
        ],
        parked: [{ projection: 'things@2', tenant: 't1', position: 1n, reason: 'r' }],
        upTo: 1n,
      });
      await suite.store.drop(collection, PROJECTION);
      expect(await suite.titles({})).toEqual([]);
      expect(await suite.store.checkpoint(PROJECTION)).toBeUndefined();
      expect(await suite.store.get(next, 't1', 'a')).toMatchObject({ title: 'new' });
      expect(await suite.store.checkpoints()).toEqual(new Map([['things@2', 1n]]));
      expect(await suite.store.parked()).toHaveLength(1);
      await suite.put({ a: thing({ title: 'old again' }) });
      expect(await suite.titles({ where: [{ text: 'old' }] })).toEqual(['old again']);
    });
  });
};
