import {
  CarryUp,
  CountTable,
  formats,
  formCells,
  layoutOf,
  LeafTally,
  pathOf,
  valuesIn,
  widthsOf,
  type FigureTree,
  type NodeCells,
} from '@gongkai/figures';
import { leafName, monthOf, packHotKey, sharedAgency, type AnyEvent } from '@gongkai/kernel';
import { reconsiderationContext, reconsiderationEvents } from '@gongkai/reconsideration';
import fc from 'fast-check';
import { Route, TableOutcome } from './events.kinds.js';
import { litigationEvents } from './events.js';
import { litigationIndicators } from './suit.indicators.js';

const indicators = [...reconsiderationContext.indicators, ...litigationIndicators];
const catalogue = { ...reconsiderationEvents, ...litigationEvents };
const names = Object.keys(catalogue);
const types = new Map(names.map((name, i) => [i + 1, name]));
const layout = layoutOf(indicators);
const table = new CountTable(indicators, types, new Set(names));
const format = formats.find(({ id }) => id === 'cn-2021')!;

const YEAR = 2026;
const JANUARY = monthOf(`${YEAR}-01`);
const MOVES = ['d'];

/** Two counties of a prefecture; `d` goes from the north to the south in a month. */
const treeWithMove = (month: number): FigureTree => ({
  revision: 1,
  nodeOf: (_, agency) => agency ?? undefined,
  governmentNode: (tenant) => tenant,
  changeMonths: () => [month],
  ancestors(node, on) {
    if (node === 'prefecture') return [];
    if (node === 'north' || node === 'south') return ['prefecture'];
    const moved = MOVES.includes(node) && monthOf(on) >= month;
    return [node === 'c' || moved ? 'south' : 'north', 'prefecture'];
  },
});
const NODES = ['a', 'b', 'c', 'd', 'north', 'south', 'prefecture'];

/** One suit with its respondents in order, filed in a month and ended in another or not at all. */
type Case = {
  parties: string[];
  reviewBody: boolean;
  route: Route;
  filed: number;
  ended: number | null;
  outcome: TableOutcome;
};
const month = fc.integer({ min: 0, max: 11 });
const suit: fc.Arbitrary<Case> = fc
  .record({
    parties: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 4 }),
    reviewBody: fc.boolean(),
    route: fc.constantFrom(...Route.options),
    filed: fc.integer({ min: -8, max: 11 }),
    ended: fc.option(month),
    outcome: fc.constantFrom(...TableOutcome.options),
  })
  .map((of) => ({ ...of, ended: of.ended === null ? null : Math.max(of.ended, of.filed) }));

const dayIn = (offset: number): string => {
  const at = JANUARY + offset;
  return `${1900 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-10`;
};

type Counted = { leaf: string; event: AnyEvent };
const eventsOf = ({ parties, reviewBody, route, filed, ended, outcome }: Case): Counted[] => {
  const filedOn = dayIn(filed);
  const of = (leaf: string, role: string): Counted[] => {
    const data = { role, route, filedOn, late: false, reviewSkipped: false };
    const end = { ...data, tableOutcome: outcome, concludedOn: dayIn(ended ?? 0) };
    return [
      { leaf, event: { type: 'SuitFiled', data } },
      ...(ended === null ? [] : [{ leaf, event: { type: 'SuitConcluded', data: end } }]),
    ];
  };
  const respondents = parties.flatMap((party, i) =>
    of(
      leafName('north', sharedAgency(party, parties.slice(0, i))),
      i === 0 ? 'respondent' : 'jointRespondent',
    ),
  );
  const body = of(leafName('north', 'north'), 'coDefendantReviewBody');
  return [...respondents, ...(reviewBody ? body : [])];
};

/** The table of every node, counted and carried as the platform does it. */
const tables = (tree: FigureTree, cases: readonly Case[]) => {
  const counted = cases.flatMap(eventsOf);
  const leaves = [...new Set(counted.map(({ leaf }) => leaf))];
  const keys = counted.map(({ leaf, event: { type, data } }) => {
    const spec = catalogue[type as 'SuitFiled'];
    return packHotKey({
      agency: leaves.indexOf(leaf) + 1,
      month: monthOf(spec.occurredOn!(data as never)!),
      type: names.indexOf(type) + 1,
      facet: spec.facet!(data as never),
    });
  });
  const tally = new LeafTally(widthsOf(layout));
  tally.count(table, Float64Array.from(keys), keys.length, 1);
  const carry = new CarryUp(layout);
  const rows: (NodeCells & { node: string })[] = [];
  for (const { agency, year, sheet, cells } of tally.take()) {
    const path = pathOf(tree, leaves[agency - 1]!)!;
    carry.add(path, { year, sheet, cells });
    const node = path[0]!.nodes[0]!;
    rows.push({ node, year, sheet, own: cells, agencies: null, below: null });
  }
  for (const { node, year, sheet, agencies, below } of carry.drain())
    rows.push({ node, year, sheet, own: null, agencies, below });
  return (node: string) => {
    const own = rows.filter((row) => row.node === node);
    const period = { from: JANUARY, to: JANUARY + 11 };
    const values = valuesIn(layout, own, period, 'all');
    return formCells(format, values, values);
  };
};

const COLUMNS = ['upheld', 'corrected', 'other', 'pending'];

describe('table four', () => {
  it('has sums that hold at every node, and a suit once wherever a respondent stood', () => {
    fc.assert(
      fc.property(fc.array(suit, { maxLength: 6 }), month, (cases, moved) => {
        const tree = treeWithMove(JANUARY + moved);
        const at = tables(tree, cases);
        const stands = (party: string, node: string, offset: number) =>
          party === node || tree.ancestors(party, dayIn(offset)).includes(node);
        for (const node of NODES) {
          const cells = at(node);
          for (const [row, route] of [
            ['suit_direct', 'direct'],
            ['suit_after_review', 'afterReconsideration'],
          ] as const) {
            const shown = COLUMNS.map((column) => cells[`t4.${row}.${column}`]!);
            expect(cells[`t4.${row}.sum`]).toBe(shown.reduce((sum, value) => sum + value, 0));
            const expected = COLUMNS.map(
              (column) =>
                cases.filter((of) => {
                  if (of.route !== route) return false;
                  const open = of.ended === null;
                  if (column === 'pending' ? !open : open || of.outcome !== column) return false;
                  return of.parties.some((party) => stands(party, node, of.ended ?? 11));
                }).length,
            );
            expect({ node, shown }).toEqual({ node, shown: expected });
          }
        }
      }),
    );
  });
});
