import { leafName, parseAgency, sharedAgency } from '@gongkai/kernel';
import fc from 'fast-check';
import {
  CarryUp,
  lastDayOf,
  layoutOf,
  pathOf,
  valuesIn,
  type FigureTree,
  type Indicator,
  type NodeCells,
} from './index.js';

const suits = { zh: '件', en: 'suits' };
const indicators: Indicator[] = [
  { id: 's.ended', ...suits, unit: suits, kind: 'flow', counts: [{ event: 'Ended' }] },
  { id: 's.pending', ...suits, unit: suits, kind: 'stock', counts: [{ event: 'Ended' }] },
];
const layout = layoutOf(indicators);
const YEAR = 117;

/** Two counties of a prefecture; each department sits in one of them, `d` moves in a month. */
const tenantOf: Record<string, string> = { a: 'N', b: 'N', c: 'S', d: 'N', north: 'N', south: 'S' };
const treeWithMove = (month: number): FigureTree => ({
  revision: 1,
  nodeOf: (tenant, agency) => agency ?? (tenant === 'N' ? 'north' : 'south'),
  governmentNode: (tenant) => (tenant === 'N' ? 'north' : 'south'),
  changeMonths: () => [month],
  ancestors: (node, on) => {
    if (node === 'prefecture') return [];
    if (node === 'north' || node === 'south') return ['prefecture'];
    const south = node === 'c' || (node === 'd' && on >= lastDayOf(month));
    return [south ? 'south' : 'north', 'prefecture'];
  },
});

const carried = (tree: FigureTree, parties: readonly string[], at: number) => {
  const carry = new CarryUp(layout);
  const own = new Map<string, Int32Array>();
  for (const [i, node] of parties.entries()) {
    const agency = tenantOf[node] && node.length > 1 ? null : node;
    const leaf = leafName(tenantOf[node]!, sharedAgency(agency, parties.slice(0, i)));
    const cells = new Int32Array(24);
    cells.set([1, 1], (at % 12) * 2);
    own.set(node, cells);
    carry.add(pathOf(tree, leaf)!, { year: YEAR, sheet: 0, cells });
  }
  const rows = new Map<string, NodeCells>();
  for (const { node, year, sheet, agencies, below } of carry.drain())
    rows.set(node, { year, sheet, own: null, agencies, below });
  return (node: string, to: number) => {
    const row = rows.get(node) ?? { year: YEAR, sheet: 0, own: null, agencies: null, below: null };
    const values = valuesIn(
      layout,
      [{ ...row, own: own.get(node) ?? null }],
      { from: YEAR * 12, to },
      'all',
    );
    return { ended: values.get('s.ended'), pending: values.get('s.pending') };
  };
};

const MONTH = YEAR * 12 + 5;
const END = YEAR * 12 + 11;

describe('a case of several agencies', () => {
  it('counts one for each of them and one for the county above', () => {
    const at = carried(treeWithMove(0), ['a', 'b'], MONTH);
    expect(['a', 'b', 'north', 'prefecture'].map((node) => at(node, END).ended)).toEqual([
      1, 1, 1, 1,
    ]);
    expect(at('south', END).ended).toBe(0);
  });

  it('counts one for each county where the two are of different counties', () => {
    const at = carried(treeWithMove(0), ['a', 'c'], MONTH);
    expect(['north', 'south', 'prefecture'].map((node) => at(node, END).ended)).toEqual([1, 1, 1]);
  });

  it('counts one for a government that is party beside its department', () => {
    const at = carried(treeWithMove(0), ['north', 'a'], MONTH);
    expect(['a', 'north', 'prefecture'].map((node) => at(node, END).ended)).toEqual([1, 1, 1]);
  });

  it('is told from the agency of the event, and other agencies stay as they are', () => {
    expect(sharedAgency('a', [])).toBe('a');
    expect(parseAgency(sharedAgency(null, ['north', 'c']))).toEqual({
      agency: null,
      countedBy: ['north', 'c'],
    });
    expect(parseAgency('a')).toEqual({ agency: 'a', countedBy: [] });
  });

  it('counts once at every node that has a party under it, wherever the tree moves them', () => {
    const parties = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
    const month = fc.integer({ min: YEAR * 12, max: END });
    fc.assert(
      fc.property(parties, month, month, month, (named, move, at, to) => {
        const tree = treeWithMove(move);
        const shown = carried(tree, named, at);
        for (const county of ['north', 'south', 'prefecture']) {
          const under = (on: number) =>
            named.some((node) => tree.ancestors(node, lastDayOf(on)).includes(county));
          expect(shown(county, END).ended).toBe(Number(under(at)));
          expect(shown(county, to).pending).toBe(Number(to >= at && under(to)));
        }
      }),
    );
  });
});
