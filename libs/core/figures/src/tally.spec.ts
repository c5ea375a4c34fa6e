import { packHotKey } from '@gongkai/kernel';
import fc from 'fast-check';
import {
  CarryUp,
  CountTable,
  LeafTally,
  layoutOf,
  lastDayOf,
  pathOf,
  signatureOf,
  valuesIn,
  widthsOf,
  type FigureTree,
  type Indicator,
  type LeafCells,
  type NodeCells,
} from './index.js';

const text = { zh: '条', en: 'items' };
const indicators: Indicator[] = [
  { id: 'a.items', ...text, unit: text, kind: 'flow', counts: [{ event: 'Published' }] },
  {
    id: 'a.odd',
    ...text,
    unit: text,
    kind: 'flow',
    counts: [{ event: 'Published', when: (facet) => facet % 2 === 1 }],
  },
  {
    id: 'a.inForce',
    ...text,
    unit: text,
    kind: 'stock',
    sheet: 'apart',
    counts: [{ event: 'Published' }, { event: 'Repealed', add: -1 }],
  },
];
const types = new Map([
  [1, 'Published'],
  [2, 'Repealed'],
  [3, 'Drafted'],
  [4, 'FromTheFuture'],
]);
const layout = layoutOf(indicators);
const table = new CountTable(indicators, types, new Set(['Published', 'Repealed', 'Drafted']));

type Fact = { agency: number; month: number; type: number; facet: number };
const keysOf = (facts: readonly Fact[]) => Float64Array.from(facts, packHotKey);
const tallied = (...parts: Fact[][]): LeafCells[] => {
  const tally = new LeafTally(widthsOf(layout));
  let position = 1;
  for (const facts of parts) {
    tally.count(table, keysOf(facts), facts.length, position);
    position += facts.length;
  }
  return tally.take();
};

const MONTH = 117 * 12;
const fact = fc.record({
  agency: fc.integer({ min: 1, max: 3 }),
  month: fc.integer({ min: MONTH - 14, max: MONTH + 14 }),
  type: fc.constantFrom(1, 1, 2, 3),
  facet: fc.integer({ min: 0, max: 3 }),
});

/** Three agencies under two counties; the second moves from one to the other in a given month. */
const treeWithMove = (move: number): FigureTree => ({
  revision: 1,
  nodeOf: (_, agency) => agency ?? undefined,
  governmentNode: () => 'north',
  changeMonths: () => [move],
  ancestors: (node, on) =>
    node === '1' || (node === '2' && on < lastDayOf(move))
      ? ['north', 'nation']
      : ['south', 'nation'],
});

const countyOf = (agency: number, month: number, move: number) =>
  agency === 1 || (agency === 2 && month < move) ? 'north' : 'south';

const carried = (cells: readonly LeafCells[], tree: FigureTree): Map<string, NodeCells[]> => {
  const carry = new CarryUp(layout);
  for (const agency of [1, 2, 3]) {
    const path = pathOf(tree, `t/${agency}`)!;
    for (const leaf of cells) if (leaf.agency === agency) carry.add(path, leaf);
  }
  const rows = new Map<string, NodeCells[]>();
  for (const { node, year, sheet, agencies, below } of carry.drain())
    rows.set(node, [...(rows.get(node) ?? []), { year, sheet, own: null, agencies, below }]);
  return rows;
};

describe('counting at the leaf', () => {
  it('counts flows and stocks by facet, with the first and last position', () => {
    const [cells, apart] = tallied([
      { agency: 1, month: MONTH, type: 1, facet: 1 },
      { agency: 1, month: MONTH, type: 3, facet: 0 },
      { agency: 1, month: MONTH + 1, type: 1, facet: 2 },
      { agency: 1, month: MONTH + 1, type: 2, facet: 0 },
    ]);
    expect(cells).toMatchObject({ agency: 1, year: 117, sheet: 0, first: 1, last: 3, unknown: 0 });
    expect([...cells!.cells.slice(0, 4)]).toEqual([1, 1, 1, 0]);
    expect(apart).toMatchObject({ agency: 1, year: 117, sheet: 1, first: 1, last: 4 });
    expect([...apart!.cells.slice(0, 2)]).toEqual([1, 0]);
  });

  it('holds a sheet only where something on it was counted', () => {
    const cells = tallied([{ agency: 1, month: MONTH, type: 2, facet: 0 }]);
    expect(cells.map(({ sheet }) => sheet)).toEqual([1]);
  });

  it('counts an event that stands for several as that many', () => {
    const several: Indicator = {
      ...indicators[0]!,
      counts: [0, 1, 2, 3].map((bit) => ({
        event: 'Published',
        when: (facet) => ((facet >> bit) & 1) === 1,
        add: 1 << bit,
      })),
    };
    const counting = new CountTable([several], types, new Set(['Published']));
    const tally = new LeafTally([1]);
    const facts = [11, 3].map((facet) => ({ agency: 1, month: MONTH, type: 1, facet }));
    tally.count(counting, keysOf(facts), 2, 1);
    expect(tally.take()[0]!.cells[0]).toBe(14);
    expect(counting.adding(['a.items'])[(1 << 10) + 11]).toBe(11);
  });

  it('notes events of unknown types and counts nothing from them', () => {
    const [cells] = tallied([{ agency: 9, month: MONTH, type: 4, facet: 7 }]);
    expect(cells).toMatchObject({ agency: 9, unknown: 1 });
    expect(cells!.cells.every((cell) => cell === 0)).toBe(true);
  });

  it('gives the same cells however the log is cut into blocks', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fact, { maxLength: 20 }), { maxLength: 5 }), (parts) => {
        expect(tallied(...parts)).toEqual(tallied(parts.flat()));
      }),
    );
  });

  it('holds many agencies and far years', () => {
    const facts = Array.from({ length: 3000 }, (_, i) => ({
      agency: i * 699,
      month: i % 2 ? 0 : 4095,
      type: 1,
      facet: 0,
    }));
    const cells = tallied(facts);
    expect(cells).toHaveLength(6000);
    const last = cells.find(({ agency }) => agency === 2999 * 699);
    expect(last).toMatchObject({ year: 0, first: 3000, last: 3000 });
  });
});

describe('carrying up', () => {
  it('puts a flow under the ancestors of its month and a stock where the leaf stands', () => {
    fc.assert(
      fc.property(
        fc.array(fact, { maxLength: 60 }),
        fc.integer({ min: MONTH - 8, max: MONTH + 8 }),
        fc.integer({ min: MONTH - 14, max: MONTH + 14 }),
        fc.integer({ min: 0, max: 12 }),
        (facts, move, from, length) => {
          const rows = carried(tallied(facts), treeWithMove(move));
          const period = { text: '', from, to: from + length };
          for (const county of ['north', 'south', 'nation']) {
            const at = (f: Fact, month: number) =>
              county === 'nation' || countyOf(f.agency, month, move) === county;
            const flows = facts.filter(
              (f) => f.month >= from && f.month <= period.to && f.type === 1 && at(f, f.month),
            );
            const stock = facts
              .filter((f) => f.month <= period.to && at(f, period.to))
              .reduce((level, { type }) => level + (type === 1 ? 1 : type === 2 ? -1 : 0), 0);
            expect([...valuesIn(layout, rows.get(county) ?? [], period, 'all').values()]).toEqual([
              flows.length,
              flows.filter(({ facet }) => facet % 2 === 1).length,
              stock,
            ]);
          }
        },
      ),
    );
  });

  it('tells the agencies of a government from the governments below it', () => {
    const cells = tallied([{ agency: 1, month: MONTH, type: 1, facet: 0 }]);
    const rows = carried(cells, treeWithMove(MONTH + 1));
    const year = { text: '2017', from: MONTH, to: MONTH + 11 };
    const items = (node: string, scope: 'own' | 'agencies' | 'all') =>
      valuesIn(layout, rows.get(node)!, year, scope).get('a.items');
    expect([items('north', 'own'), items('north', 'agencies'), items('north', 'all')]).toEqual([
      0, 1, 1,
    ]);
    expect([items('nation', 'agencies'), items('nation', 'all')]).toEqual([0, 1]);
  });
});

describe('the signature of indicators', () => {
  it('changes with what is counted, not with names', () => {
    const [first, ...rest] = indicators as [Indicator, ...Indicator[]];
    expect(signatureOf([{ ...first, zh: '别名' }, ...rest])).toBe(signatureOf(indicators));
    const narrower = { ...first, counts: [{ event: 'Published', when: (f: number) => f > 0 }] };
    expect(signatureOf([narrower, ...rest])).not.toBe(signatureOf(indicators));
    expect(signatureOf([{ ...first, sheet: 'b' }, ...rest])).not.toBe(signatureOf(indicators));
  });

  it('refuses two indicators of one name', () => {
    expect(() => layoutOf([indicators[0]!, indicators[0]!])).toThrow('declared twice');
  });
});
