import { packHotKey } from '@gongkai/kernel';
import fc from 'fast-check';
import {
  columnsOf,
  COUNT_PORTIONS,
  CountTable,
  largestIn,
  layoutOf,
  LeafTally,
  MONEY_PORTIONS,
  portionFacet,
  portionsOf,
  signatureOf,
  unpackPortion,
  valuesIn,
  widthsOf,
  type Indicator,
} from './index.js';

const words = { zh: '件', en: 'cases', unit: { zh: '件', en: 'cases' } };
const counting = (kind: number) => ({
  event: 'Counted',
  when: (facet: number) => unpackPortion(COUNT_PORTIONS, facet).kind === kind,
  add: (facet: number) => unpackPortion(COUNT_PORTIONS, facet).portion,
});
const indicators: Indicator[] = [
  { id: 'a.licences', ...words, kind: 'flow', counts: [counting(0)] },
  { id: 'a.penalties', ...words, kind: 'flow', counts: [counting(1)] },
  {
    id: 'a.money',
    ...words,
    kind: 'stock',
    counts: [
      { event: 'Paid', add: (facet) => unpackPortion(MONEY_PORTIONS, facet).portion },
      { event: 'Refunded', add: (facet) => -unpackPortion(MONEY_PORTIONS, facet).portion },
    ],
  },
  { id: 'a.events', ...words, kind: 'flow', counts: [{ event: 'Counted' }] },
];
const layout = layoutOf(indicators);
const types = new Map([
  [1, 'Counted'],
  [2, 'Paid'],
  [3, 'Refunded'],
]);
const table = new CountTable(indicators, types, new Set(types.values()));

type Fact = { type: number; facet: number };
const figures = (facts: readonly Fact[]) => {
  const tally = new LeafTally(widthsOf(layout));
  const keys = facts.map((of) => packHotKey({ agency: 1, month: 1400, ...of }));
  tally.count(table, Float64Array.from(keys), keys.length, 1);
  const rows = tally.take().map(({ year, sheet, cells }) => ({
    year,
    sheet,
    own: cells,
    agencies: null,
    below: null,
  }));
  return valuesIn(layout, rows, { from: 1400, to: 1400 }, 'own');
};
const counted = (kind: number, value: number): Fact[] =>
  portionsOf(COUNT_PORTIONS, value).map((portion) => ({
    type: 1,
    facet: portionFacet(COUNT_PORTIONS, portion, kind),
  }));
const money = (type: number, value: number): Fact[] =>
  portionsOf(MONEY_PORTIONS, value).map((portion) => ({
    type,
    facet: portionFacet(MONEY_PORTIONS, portion, 0),
  }));

describe('large numbers in figures', () => {
  it('are recorded in round portions', () => {
    expect(portionsOf(COUNT_PORTIONS, 2_822_652)).toEqual([
      2_097_152, 720_896, 4_096, 256, 240, 12,
    ]);
    expect(portionsOf(COUNT_PORTIONS, 0)).toEqual([]);
    expect(() => portionsOf(COUNT_PORTIONS, -1)).toThrow(RangeError);
    expect(() => portionsOf(COUNT_PORTIONS, 1.5)).toThrow(RangeError);
    expect(() => portionsOf(MONEY_PORTIONS, largestIn(MONEY_PORTIONS) + 1)).toThrow(RangeError);
  });

  it.each([
    [COUNT_PORTIONS, 7],
    [MONEY_PORTIONS, 1],
  ])('come back from their facets (%j)', (shape, kindMax) =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: largestIn(shape) }),
        fc.integer({ min: 0, max: kindMax }),
        (value, kind) => {
          const facets = portionsOf(shape, value).map((part) => portionFacet(shape, part, kind));
          expect(facets.every((facet) => facet <= 1023)).toBe(true);
          const parts = facets.map((facet) => unpackPortion(shape, facet));
          expect(parts.every((part) => part.kind === kind)).toBe(true);
          expect(parts.reduce((sum, { portion }) => sum + portion, 0)).toBe(value);
        },
      ),
    ),
  );

  it('stand in several columns, where others have one', () => {
    const columns = columnsOf(layout);
    expect(columns.get('a.licences')).toHaveLength(4);
    expect(columns.get('a.money')).toHaveLength(5);
    expect(columns.get('a.events')).toHaveLength(1);
  });

  it('add up exactly, however large and of whatever they are', () => {
    const big = fc.integer({ min: 0, max: largestIn(COUNT_PORTIONS) });
    const fen = fc.integer({ min: 0, max: 2 ** 47 });
    fc.assert(
      fc.property(fc.array(big), fc.array(big), fc.array(fen), fen, (some, others, paid, back) => {
        const facts = [
          ...some.flatMap((value) => counted(0, value)),
          ...others.flatMap((value) => counted(1, value)),
          ...paid.flatMap((value) => money(2, value)),
          ...money(3, back),
        ];
        const sum = (values: readonly number[]) =>
          values.reduce((total, value) => total + value, 0);
        const found = figures(facts);
        expect(found.get('a.licences') ?? 0).toBe(sum(some));
        expect(found.get('a.penalties') ?? 0).toBe(sum(others));
        expect(found.get('a.money') ?? 0).toBe(sum(paid) - back);
        expect(found.get('a.events') ?? 0).toBe(facts.filter(({ type }) => type === 1).length);
      }),
    );
  });

  it('are told in full for each event behind a figure', () => {
    const adding = table.adding(['a.penalties']);
    const adds = counted(1, 2_822_652).map(({ facet }) => adding[1024 + facet]);
    expect(adds).toEqual([2_097_152, 720_896, 4_096, 256, 240, 12]);
    expect(counted(0, 5).map(({ facet }) => adding[1024 + facet])).toEqual([0]);
    const refund = money(3, 300)[0]!;
    expect(table.adding(['a.money'])[3 * 1024 + refund.facet]).toBe(-256);
  });

  it('are counted anew when what a portion adds has changed', () => {
    const [licences, ...others] = indicators;
    const twice = { ...licences!, counts: [{ event: 'Counted', add: () => 2 }] };
    expect(signatureOf([twice, ...others])).not.toBe(signatureOf(indicators));
    expect(signatureOf(indicators)).toBe(signatureOf([...indicators]));
  });
});
