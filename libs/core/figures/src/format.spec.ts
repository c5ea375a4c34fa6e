import { cellsOf, cn2014, formats } from './index.js';

describe('the form of 2014', () => {
  it('has the 65 rows of the official table, seven of them headings', () => {
    expect(cn2014.rows).toHaveLength(65);
    expect(cn2014.rows.filter(({ kind }) => kind === 'heading').map(({ id }) => id)).toEqual([
      '1',
      '1.2',
      '2',
      '2.2',
      '3',
      '8',
      '9',
    ]);
  });

  it('names every row once, in both languages, under a row that exists', () => {
    for (const format of formats) {
      const ids = new Set(format.rows.map(({ id }) => id));
      expect(ids.size).toBe(format.rows.length);
      for (const row of format.rows) {
        expect(row.zh).not.toBe('');
        expect(row.en).not.toBe('');
        if (row.parent !== null) expect(ids).toContain(row.parent);
      }
      for (const { row, parts } of format.constraints)
        for (const id of [row, ...parts]) expect(ids).toContain(id);
    }
  });

  it('takes figures from indicators, leaves other rows blank and headings out', () => {
    const layout = {
      ids: ['publication.items', 'publication.channel.website'],
      stocks: [false, false],
    };
    const cells = cellsOf(layout, [63, 28], cn2014);
    expect(Object.keys(cells)).toHaveLength(58);
    expect(cells).toMatchObject({ '1.1': 63, '1.2.2': 28, '3.1': null });
    expect(cells).not.toHaveProperty('1.2');
  });
});
