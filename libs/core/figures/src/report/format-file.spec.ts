import { Rejection } from '@gongkai/kernel';
import { formats } from '../index.js';
import { checkReport } from './check-report.js';
import { readFormat } from './format-file.js';
import { readFigures } from './read-figures.js';

/** A form of one prefecture from before 2014: numbered rows, this year and all years together. */
const local = {
  id: 'dingxi-2009',
  name: { zh: '定西市政府信息公开统计表', en: 'Statistics form of Dingxi' },
  years: { from: 2009, to: 2013 },
  basis: '定西市2009年统计表',
  tables: [
    {
      id: 'f',
      zh: '统计表',
      en: 'Statistics',
      rows: [
        { id: '01', zh: '主动公开信息数', en: 'Items published', unit: '条' },
        { id: '01.1', zh: '其中:网站', en: 'on the website', unit: '条' },
        { id: '01.2', zh: '其他方式', en: 'by other means', unit: '条' },
        { id: '02', zh: '收费', en: 'Fees', unit: '元' },
      ],
      columns: [
        { id: 'year', zh: '本年', en: 'this year' },
        { id: 'all', zh: '累计', en: 'all years' },
      ],
    },
  ],
  constraints: [
    { check: 'row-sum', left: ['f.01.year'], right: ['f.01.1.year', 'f.01.2.year'] },
    {
      check: 'part-of',
      left: ['f.01.year'],
      relation: 'atMost',
      right: ['f.01.all'],
      severity: 'soft',
    },
  ],
};
const format = readFormat(local);
const refused = (value: unknown) => {
  const outcome = readFormat(value);
  if (!(outcome instanceof Rejection)) throw new Error('read');
  return [outcome.code, outcome.field];
};
const table = local.tables[0]!;

describe('a report form as a file', () => {
  it('works like those of the program', () => {
    if (format instanceof Rejection) throw new Error(format.en);
    expect(format.cells).toHaveLength(8);
    expect(format.cells.find(({ id }) => id === 'f.01.1.year')).toMatchObject({
      zh: '其中:网站 · 本年',
      unit: '条',
    });
    expect(format.tables[0]!.rows[1]).toMatchObject({ parent: '01', level: 2 });
    const cells = { 'f.01.year': 9, 'f.01.1.year': 4, 'f.01.2.year': 4, 'f.02.year': 80.5 };
    const report = readFigures(
      { format: format.id, agency: '通渭县人民政府', year: 2010, scope: null, cells },
      [format],
    );
    if (report instanceof Rejection) throw new Error(report.en);
    const { checked, findings } = checkReport({ report, formats: [format] });
    expect(checked.hard).toBe(1);
    expect(findings[0]).toMatchObject({ check: 'row-sum', printed: 9, expected: 8 });
  });

  it('can say everything that the forms of the program say', () => {
    for (const known of formats) {
      const file = JSON.parse(JSON.stringify(known)) as unknown;
      expect(readFormat(file, [])).toEqual(known);
    }
  });

  it('has an id of its own', () => {
    expect(refused({ ...local, id: 'cn-2014' })).toEqual(['figures.formatTaken', 'id']);
  });

  it.each([
    ['another shape', null, 'JSON'],
    [
      'a row twice',
      { ...local, tables: [{ ...table, rows: [table.rows[0], table.rows[0]] }] },
      'tables.f',
    ],
    ['a table twice', { ...local, tables: [table, table] }, 'tables'],
    ['years in the wrong order', { ...local, years: { from: 2013, to: 2009 } }, 'years'],
    [
      'a parent that is no row',
      { ...local, tables: [{ ...table, rows: [{ ...table.rows[0], parent: '09' }] }] },
      'tables.f.01.parent',
    ],
    [
      'a cell in no table',
      { ...local, cells: [{ table: 'g', row: '01', column: 'year' }] },
      'cells.g.01.year',
    ],
    [
      'a cell in no row',
      { ...local, cells: [{ table: 'f', row: '09', column: 'year' }] },
      'cells.f.09.year',
    ],
    ['a cell in no column', { ...local, cells: [{ table: 'f', row: '01' }] }, 'cells.f.01'],
    [
      'a cell twice',
      {
        ...local,
        constraints: [],
        cells: [
          { table: 'f', row: '01', column: 'all' },
          { table: 'f', row: '01', column: 'all' },
        ],
      },
      'cells',
    ],
    [
      'a rule about a cell that is none',
      { ...local, constraints: [{ check: 'row-sum', left: ['f.09.year'], right: [] }] },
      'constraints.0',
    ],
    [
      'a check that is none',
      { ...local, constraints: [{ check: 'sum', left: ['f.01.year'], right: [] }] },
      'constraints.0.check',
    ],
    ['an unknown field', { ...local, colour: 'red' }, 'JSON'],
  ])('is refused with %s', (_, value, where) => {
    expect(refused(value)).toEqual(['figures.formatInvalid', where]);
  });
});
