import { Rejection } from '@gongkai/kernel';
import { cn2014, cn2019, cn2021 } from '../index.js';
import { readFigures } from './read-figures.js';

const file = (cells: Record<string, unknown>, more: object = {}) => ({
  format: 'cn-2021',
  agency: '沭阳县人民政府',
  year: 2025,
  scope: 'all',
  cells,
  notes: [],
  statements: [],
  ...more,
});
const refused = (value: unknown) => {
  const outcome = readFigures(value);
  if (!(outcome instanceof Rejection)) throw new Error('read');
  return outcome;
};

describe('a figures file', () => {
  it('keeps a number, a blank and a stroke apart', () => {
    const cells = { 't3.new.natural': 0, 't3.new.business': null, 't3.new.research': '/' };
    expect(readFigures(file(cells))).toMatchObject({ cells });
  });

  it('takes every cell of every form, and a heading somebody filled in', () => {
    for (const { id, cells, years } of [cn2014, cn2019, cn2021]) {
      const zeros = Object.fromEntries(cells.map((cell) => [cell.id, 0]));
      expect(readFigures(file(zeros, { format: id, year: years.from }))).toMatchObject({
        format: id,
      });
    }
    expect(readFigures(file({ '1.2': 63 }, { format: 'cn-2014', year: 2017 }))).toMatchObject({
      cells: { '1.2': 63 },
    });
  });

  it('has fractions in amounts and a minus in changes only', () => {
    expect(readFigures(file({ 't2.fees.amount': 4068.208 }))).toMatchObject({ year: 2025 });
    expect(
      readFigures(file({ 't2.licences.change': -3 }, { format: 'cn-2019', year: 2020 })),
    ).toMatchObject({ year: 2020 });
    expect(refused(file({ 't3.new.natural': 1.5 })).code).toBe('report.countFraction');
    expect(refused(file({ 't3.new.natural': -1 })).code).toBe('report.countNegative');
    expect(refused(file({ 't2.fees.amount': -1 })).code).toBe('report.countNegative');
  });

  it('says which cells it does not take, all of them', () => {
    const outcome = refused(file({ 't3.new.natural': '63条', 't3.new.x': 1, 't3.new.sum': 1e300 }));
    expect([outcome.code, outcome.field]).toEqual([
      'report.numberExpected',
      'cells.t3.new.natural',
    ]);
    expect(outcome.zh).toContain('t3.new.natural');
    expect(outcome.en).toContain('"63条"');
    expect(outcome.details.problems).toMatchObject([
      { code: 'report.numberExpected', cell: 't3.new.natural' },
      { code: 'report.cellUnknown', cell: 't3.new.x' },
      { code: 'report.numberTooLarge', cell: 't3.new.sum' },
    ]);
  });

  it('refuses an unknown form, another shape, a year that is none and an unknown scope', () => {
    expect(refused(file({}, { format: 'cn-1999' })).code).toBe('figures.formatUnknown');
    for (const year of [0, 20233, '2025', 2025.5, null])
      expect(refused(file({}, { year }))).toMatchObject({
        code: 'report.yearInvalid',
        field: 'year',
      });
    expect(refused(file({}, { scope: 'county' })).code).toBe('figures.scopeUnknown');
    for (const value of [null, 'text', [], {}, file({}, { cells: [] })])
      expect(refused(value).code).toBe('report.fileInvalid');
    expect(refused(file({}, { agency: '' }))).toMatchObject({
      code: 'report.fileInvalid',
      field: 'agency',
    });
    expect(refused(file({}, { extra: 1 })).code).toBe('report.fileInvalid');
    expect(refused(file({}, { statements: [{ text: 'x', kind: 'count', value: '6' }] }))).toEqual(
      expect.objectContaining({ code: 'report.fileInvalid', field: 'statements.0.value' }),
    );
    expect(refused(file(JSON.parse('{"__proto__":1,"constructor":2}') as never)).code).toBe(
      'report.cellUnknown',
    );
  });

  it('may leave out what nobody said', () => {
    const { notes, statements, scope, ...rest } = file({});
    expect(scope).toBe('all');
    expect(readFigures(rest)).toEqual({ ...rest, notes, statements, scope: null });
    expect(
      readFigures(
        file(
          {},
          { notes: ['seen'], statements: [{ text: 'x', kind: 'sum', value: 3, base: null }] },
        ),
      ),
    ).toMatchObject({
      notes: [{ code: 'note', zh: 'seen' }],
      statements: [{ text: 'x', kind: 'sum', value: 3 }],
    });
  });
});
