import type { Condition, Query } from '@gongkai/kernel';
import { thing, things, type ReadStoreSuite } from './read-store.suite.js';

/** What a condition matches and in which order. */
export const conditionsConformance = (suite: ReadStoreSuite): void => {
  describe('conditions', () => {
    it('tells numbers, texts and nothing apart', async () => {
      await suite.put({
        n: thing({ title: 'number', agency: 5 }),
        t: thing({ title: 'text', agency: '5' }),
        z: thing({ title: 'null', agency: null }),
        e: thing({ title: 'empty', agency: '' }),
        h: thing({ title: 'half', agency: 0.5 }),
      });
      const where = async (...conditions: Condition[]) =>
        (await suite.titles({ where: conditions })).sort();
      expect(await where({ key: 'agency', eq: 5 })).toEqual(['number']);
      expect(await where({ key: 'agency', eq: '5' })).toEqual(['text']);
      expect(await where({ key: 'agency', eq: null })).toEqual(['null']);
      expect(await where({ key: 'agency', in: [null, '5', 0.5] })).toEqual([
        'half',
        'null',
        'text',
      ]);
      expect(await where({ key: 'agency', in: [] })).toEqual([]);
      expect(await where({ key: 'agency', from: 0 })).toEqual(['half', 'number']);
      expect(await where({ key: 'agency', to: '9' })).toEqual(['empty', 'text']);
      expect(await where({ key: 'agency', from: 0, to: '9' })).toEqual([]);
      expect(await where({ key: 'agency', prefix: '' })).toEqual(['empty', 'text']);
      expect(await where({ key: 'agency', from: null })).toHaveLength(5);
      expect(await suite.titles({ sort: { key: 'agency' } })).toEqual([
        'null',
        'half',
        'number',
        'empty',
        'text',
      ]);
      expect(await suite.titles({ sort: { key: 'agency', descending: true } })).toEqual([
        'text',
        'empty',
        'number',
        'half',
        'null',
      ]);
    });

    it('takes wildcards in a prefix as the characters they are', async () => {
      const agencies = [
        '100%',
        '100%x',
        '100x',
        '1_0',
        '*',
        '𠮷',
        '𠮷1',
        '\u{10FFFF}',
        '\u{10FFFF}z',
        '\uD7FF',
        'ab',
        'aB',
      ];
      await suite.put(
        Object.fromEntries(
          agencies.map((agency, i) => [`r${i}`, thing({ title: agency, agency })]),
        ),
      );
      for (const prefix of ['100%', '1_', '*', '𠮷', '\u{10FFFF}', '\uD7FF', 'a', ''])
        expect((await suite.titles({ where: [{ key: 'agency', prefix }] })).sort()).toEqual(
          agencies.filter((agency) => agency.startsWith(prefix)).sort(),
        );
    });

    it('refuses keys and sets that were not declared', async () => {
      await suite.put({ a: thing() });
      const query = (where: Condition[], more: Partial<Query> = {}) =>
        suite.store.find(things, 't1', { where, limit: 1, ...more });
      await expect(query([{ key: 'title', eq: 'x' }])).rejects.toThrow('title');
      await expect(query([{ key: '1=1 OR agency', eq: 'x' }])).rejects.toThrow('1=1');
      await expect(query([{ set: 'agency', has: 'x' }])).rejects.toThrow('agency');
      await expect(query([], { sort: { key: 'toString' } })).rejects.toThrow('toString');
      await expect(suite.store.count(things, 't1', [], 'title')).rejects.toThrow('title');
      for (const limit of [0, -1, 1.5, NaN])
        await expect(query([], { limit })).rejects.toThrow(RangeError);
    });
  });
};

/** Pages hold still while rows come and go. */
export const pagesConformance = (suite: ReadStoreSuite): void => {
  describe('pages', () => {
    it('meet every row once while others are put in between', async () => {
      await suite.put(
        Object.fromEntries(
          Array.from({ length: 60 }, (_, i) => [
            `r${String(i).padStart(2, '0')}`,
            thing({ title: `公开 ${i}`, day: i % 7 === 0 ? null : `2026-03-0${(i % 5) + 1}` }),
          ]),
        ),
      );
      for (const query of [
        {},
        { sort: { key: 'day' } },
        { sort: { key: 'day', descending: true } },
        { where: [{ text: '公开' }] },
        { where: [{ text: '公' }, { key: 'open', eq: 1 }] },
        { where: [{ text: '公开' }], sort: { key: 'agency' } },
      ] satisfies Partial<Query>[]) {
        const seen: (string | null)[] = [];
        let after: Query['after'];
        do {
          const page = await suite.store.find(things, 't1', {
            ...query,
            limit: 7,
            ...(after ? { after } : {}),
          });
          seen.push(
            ...page.rows.map(({ title }) => title).filter((title) => !title!.includes('新')),
          );
          await suite.put({
            [`new${suite.position}`]: thing({ title: '公开 新', day: '2026-03-03' }),
            r00: thing({ title: '公开 0', day: null, note: suite.position.toString() }),
          });
          after = page.next ?? undefined;
        } while (after);
        expect(new Set(seen).size).toBe(60);
        expect(seen).toHaveLength(60);
      }
    });

    it('go on after a row that is gone or has moved', async () => {
      const day = '2026-03-02';
      await suite.put(
        Object.fromEntries(
          'abcdef'.split('').map((id) => [id, thing({ title: `公报${id}`, day })]),
        ),
      );
      const where = [{ text: '公报' }];
      const first = await suite.store.find(things, 't1', { where, limit: 3 });
      const last = first.rows.at(-1)!.title!.at(-1)!;
      await suite.put({ [last]: undefined });
      const rest = await suite.store.find(things, 't1', { where, limit: 3, after: first.next! });
      expect(
        [...first.rows, ...rest.rows]
          .map(({ title }) => title!.at(-1))
          .sort()
          .join(''),
      ).toBe('abcdef');
    });
  });
};

/** Counts are exact up to their limit. */
export const countsConformance = (suite: ReadStoreSuite): void => {
  describe('counts', () => {
    it('are exact up to the limit and one more beyond', async () => {
      await suite.put(
        Object.fromEntries(
          Array.from({ length: 40 }, (_, i) => [
            `r${i}`,
            thing({
              title: `公告${i}`,
              agency: i < 25 ? 'a' : i < 35 ? 7 : null,
              open: i % 2 === 0,
              channels: i < 3 ? ['x', 'y'] : ['y'],
            }),
          ]),
        ),
      );
      const count = (where: Condition[], by: string | null, limit = 10) =>
        suite.store.count(things, 't1', where, by, limit);
      expect(await count([], null)).toEqual(new Map([['', 11]]));
      expect(await count([], null, 40)).toEqual(new Map([['', 40]]));
      expect(await count([], 'agency')).toEqual(
        new Map([
          ['', 5],
          ['7', 10],
          ['a', 11],
        ]),
      );
      expect(await count([{ key: 'open', eq: 1 }], 'agency')).toEqual(
        new Map([
          ['', 2],
          ['7', 5],
          ['a', 11],
        ]),
      );
      expect(await count([{ key: 'agency', from: 0 }], 'open')).toEqual(
        new Map([
          ['0', 5],
          ['1', 5],
        ]),
      );
      expect(await count([], 'channels', 99)).toEqual(
        new Map([
          ['x', 3],
          ['y', 40],
        ]),
      );
      expect(await count([{ text: '公告' }], 'agency', 99)).toEqual(
        new Map([
          ['', 5],
          ['7', 10],
          ['a', 25],
        ]),
      );
      expect(await count([{ text: '公' }], 'channels', 99)).toEqual(
        new Map([
          ['x', 3],
          ['y', 40],
        ]),
      );
      expect(await count([{ text: '公告' }], null)).toEqual(new Map([['', 11]]));
      expect(await count([{ text: '告1' }, { key: 'agency', eq: 'a' }], null, 99)).toEqual(
        new Map([['', 11]]),
      );
    });
  });
};
