import { everyPage, thing, type ReadStoreSuite } from './read-store.suite.js';

/** Search is a substring test on search forms, newest first. */
export const searchConformance = (suite: ReadStoreSuite): void => {
  describe('search', () => {
    it('gives the newest day first and every hit', async () => {
      const days = [
        '2019-05-01',
        '2026-03-02',
        '1949-10-01',
        '2008-05-01',
        '0001-01-01',
        '9999-12-31',
      ];
      await suite.put(
        Object.fromEntries(days.map((day, i) => [`r${i}`, thing({ title: `条例 ${day}`, day })])),
      );
      await suite.put({ z: thing({ title: '条例 无日期', day: null }) });
      const found = await everyPage(suite.store, 't1', { where: [{ text: '条例' }], limit: 2 });
      expect(found.map(({ day }) => day)).toEqual([...days.toSorted().toReversed(), null]);
    });

    it('compares in one form: width, case, compatibility characters, blanks and signs kept', async () => {
      await suite.put({
        a: thing({ title: 'ＰＤＦ　文件㈠〔2018〕12号' }),
        b: thing({ title: '关于“十三五”规划-50%_的通知' }),
        c: thing({ title: '𠮷林省𠮷' }),
        d: thing({ title: '哈哈' }),
        e: thing({ title: 'ΟΔΟΣ' }),
      });
      const expected: Record<string, number> = {
        pdf: 1,
        'Pdf 文': 1,
        '(一)': 1,
        '〔2018〕': 1,
        '8〕12号': 1,
        '“十': 1,
        '%_': 1,
        '%': 1,
        _: 1,
        '𠮷': 1,
        '林省𠮷': 1,
        '𠮷𠮷': 0,
        哈: 1,
        哈哈: 1,
        哈哈哈: 0,
        ' ': 1,
        '  ': 0,
        οδος: 1,
        οδοσ: 1,
        的通知: 1,
        '的通知。': 0,
        '': 5,
      };
      for (const [text, hits] of Object.entries(expected))
        expect({ text, hits: (await suite.titles({ where: [{ text }] })).length }).toEqual({
          text,
          hits,
        });
    });

    it('follows a row whose text changes, moves to another day, or goes', async () => {
      const hits = async (text: string) => (await suite.titles({ where: [{ text }] })).length;
      await suite.put({ a: thing({ title: '土地征收公告' }) });
      await suite.put({ a: thing({ title: '土地出让公告' }) });
      expect([await hits('征收'), await hits('出让')]).toEqual([0, 1]);
      await suite.put({
        a: thing({ title: '土地出让公告', day: '2020-01-01' }),
        b: thing({ title: '公告', day: '2021-01-01' }),
      });
      expect(await suite.titles({ where: [{ text: '公告' }] })).toEqual(['公告', '土地出让公告']);
      await suite.put({ a: thing({ title: null }), b: undefined });
      expect([await hits('公告'), await hits('告')]).toEqual([0, 0]);
    });

    it('keeps a busy day in order and complete', async () => {
      const rows = Array.from(
        { length: 1_500 },
        (_, i) =>
          [
            `r${i}`,
            thing({
              title: `批复第${i}号`,
              day: i < 1_300 ? '2008-12-31' : `2009-01-0${(i % 9) + 1}`,
            }),
          ] as const,
      );
      await suite.put(Object.fromEntries(rows));
      const found = await everyPage(suite.store, 't1', { where: [{ text: '批复第' }], limit: 97 });
      expect(new Set(found.map(({ title }) => title)).size).toBe(1_500);
      expect(found.map(({ day }) => day)).toEqual(
        rows
          .map(([, { day }]) => day)
          .sort()
          .reverse(),
      );
      const single = await everyPage(suite.store, 't1', { where: [{ text: '批' }], limit: 300 });
      expect(single.map(({ day }) => day)).toEqual(found.map(({ day }) => day));
    });
  });
};
