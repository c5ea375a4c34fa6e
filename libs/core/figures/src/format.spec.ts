import { cn2014, cn2019, cn2021, formats, formCells } from './index.js';

const form = (id: string) => formats.find((format) => format.id === id)!;
const valuesOf = (cells: Record<string, number>) => new Map(Object.entries(cells));

describe('the forms', () => {
  it('name every cell once, in both languages, at a row and column that exist', () => {
    for (const { cells, tables } of formats) {
      expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
      for (const cell of cells) {
        const table = tables.find(({ id }) => id === cell.table)!;
        const row = table.rows.find(({ id }) => id === cell.row)!;
        expect([row.kind, cell.zh === '', cell.en === '']).toEqual(['number', false, false]);
        if (cell.column !== null) expect(table.columns.map(({ id }) => id)).toContain(cell.column);
      }
      for (const { rows } of tables)
        for (const { parent } of rows)
          if (parent !== null) expect(rows.map(({ id }) => id)).toContain(parent);
    }
  });

  it('bind only cells that exist', () => {
    for (const { cells, constraints } of formats) {
      const ids = new Set(cells.map(({ id }) => id));
      for (const { left, right, previous = [] } of constraints)
        for (const id of [...left, ...right, ...previous]) expect(ids).toContain(id);
    }
  });

  it('follow one another without a gap', () => {
    expect(formats.map(({ years }) => [years.from, years.to])).toEqual([
      [2014, 2018],
      [2019, 2020],
      [2021, null],
    ]);
  });
});

describe('the form of 2014', () => {
  it('has the 65 rows of the official table, seven of them headings', () => {
    const { rows } = cn2014.tables[0]!;
    expect(rows).toHaveLength(65);
    expect(rows.filter(({ kind }) => kind === 'heading').map(({ id }) => id)).toEqual([
      '1',
      '1.2',
      '2',
      '2.2',
      '3',
      '8',
      '9',
    ]);
  });

  it('takes figures from indicators, leaves other rows blank and headings out', () => {
    const values = valuesOf({ 'publication.items': 63, 'publication.channel.website': 28 });
    const cells = formCells(cn2014, values, new Map());
    expect(Object.keys(cells)).toHaveLength(58);
    expect(cells).toMatchObject({ '1.1': 63, '1.2.2': 28, '3.1': null });
    expect(cells).not.toHaveProperty('1.2');
  });

  it('adds up the rows below a row', () => {
    const figure = (id: string) => cn2014.cells.find((cell) => cell.id === id)!.figure!.sum;
    expect(figure('3.1')).toEqual(['1', '2', '3', '4'].flatMap((n) => figure(`3.1.${n}`)));
    expect(figure('3.3')).toEqual(
      ['1', '2', '3', '4', '5', '6', '7', '8'].flatMap((n) => figure(`3.3.${n}`)),
    );
    expect(figure('3.3.4')).toContain('request.concluded.refusedPrivacy.charity');
  });
});

describe('the forms of 2019 and 2021', () => {
  const countOf = (id: string, table: string) =>
    new Set(
      form(id)
        .cells.filter((cell) => cell.table === table)
        .map(({ row }) => row),
    ).size;

  it('have 23 and 25 rows of figures in table 3, seven columns each', () => {
    expect([countOf('cn-2019', 't3'), countOf('cn-2021', 't3')]).toEqual([23, 25]);
    expect(cn2021.cells.filter(({ table }) => table === 't3')).toHaveLength(25 * 7);
    expect(cn2021.cells).toHaveLength(200);
    expect(cn2019.cells.filter(({ table }) => table === 't2')).toHaveLength(22);
  });

  it('name cells as reports do and leave headings out', () => {
    const ids = cn2021.cells.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        't2.normative.in_force',
        't3.new.natural',
        't3.denied.4.other_org',
        't3.other.2.sum',
        't4.suit_after_review.pending',
      ]),
    );
    expect(ids).not.toContain('t3.denied.sum');
    expect(ids).not.toContain('t3.results.natural');
    expect(cn2019.cells.map(({ id }) => id)).toContain('t3.other.charity');
  });

  it('check table 3 by 39 identities within a year and seven between two', () => {
    const own = cn2021.constraints.filter(({ left }) => left[0]!.startsWith('t3'));
    expect(own.filter(({ previous }) => previous === undefined)).toHaveLength(39);
    expect(own.filter(({ previous }) => previous !== undefined)).toHaveLength(7);
    expect(own).toContainEqual({
      check: 'balance',
      left: ['t3.new.sum', 't3.carried_in.sum'],
      relation: 'equal',
      right: ['t3.total.sum', 't3.carried_out.sum'],
      severity: 'hard',
    });
    expect(cn2021.constraints).toContainEqual({
      check: 'in-force',
      left: ['t2.rules.in_force', 't2.rules.repealed'],
      relation: 'equal',
      right: ['t2.rules.made'],
      previous: ['t2.rules.in_force'],
      severity: 'hard',
    });
  });

  it('give what was carried in from before the period and what is carried out from its end', () => {
    const natural = 'request.pending.natural';
    const cells = formCells(cn2021, valuesOf({ [natural]: 3 }), valuesOf({ [natural]: 5 }));
    expect(cells).toMatchObject({
      't3.carried_in.natural': 5,
      't3.carried_out.natural': 3,
      't3.carried_out.sum': null,
      't4.review.sum': null,
    });
  });

  it('put each outcome in one row only and all of them in the total', () => {
    for (const { cells } of [cn2019, cn2021]) {
      const natural = cells.filter(({ table, column }) => table === 't3' && column === 'natural');
      const ended = natural
        .filter(({ row }) => row !== 'total')
        .flatMap(({ figure }) => figure!.sum)
        .filter((id) => id.startsWith('request.concluded.'));
      expect(new Set(ended).size).toBe(ended.length);
      expect(natural.find(({ row }) => row === 'total')!.figure!.sum.toSorted()).toEqual(
        ended.toSorted(),
      );
    }
  });

  it('say how they fill the rows for which no official rule is known', () => {
    const noted = cn2021.cells.filter(({ note }) => note !== null).map(({ row }) => row);
    const disputes = ['review', 'suit_direct', 'suit_after_review'];
    expect([...new Set(noted)]).toEqual(['new', 'other.3', 'total', ...disputes]);
  });

  it('bear every cell, or say beside it why they do not', () => {
    for (const { id, cells } of formats) {
      const silent = cells.filter(({ figure, note }) => figure === null && note === null);
      expect({ id, silent: silent.map((cell) => cell.id) }).toEqual({ id, silent: [] });
    }
  });

  it('print money in 万元 and count it in fen', () => {
    const money = formats.flatMap(({ cells }) => cells.filter(({ takes }) => takes === 'amount'));
    expect(money.map(({ id }) => id)).toEqual([
      '7',
      '8.4',
      't2.procurement.amount',
      't2.fees.amount',
    ]);
    expect(money.map(({ figure }) => figure?.per)).toEqual([1e6, 1e6, 1e6, 1e6]);
    const values = new Map([['returns.feesAmount', 123_456_789]]);
    expect(formCells(cn2021, values, new Map())['t2.fees.amount']).toBe(123.456789);
  });
});
