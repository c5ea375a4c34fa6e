import type { NodeCells } from './cell-store.js';
import type { ReportFormat } from './format.js';
import { MONTHS, type Layout } from './layout.js';
import type { Period } from './period.js';

/** own: the agency itself; agencies: with the agencies of its government; all: with every government below. */
export const SCOPES = ['own', 'agencies', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

export type Cells = Readonly<Record<string, number | null>>;

const partsOf = {
  own: ['own'],
  agencies: ['own', 'agencies'],
  all: ['own', 'agencies', 'below'],
} as const;

/** Adds up a node's blocks by indicator: flows within the period, stocks from the beginning to its end. */
export const valuesIn = (
  layout: Layout,
  rows: readonly NodeCells[],
  period: Pick<Period, 'from' | 'to'>,
  scope: Scope,
): Map<string, number> => {
  const values = layout.sheets.map(({ ids }) => new Float64Array(ids.length));
  for (const row of rows) {
    const { stocks } = layout.sheets[row.sheet]!;
    const ofSheet = values[row.sheet]!;
    const january = row.year * MONTHS;
    const last = Math.min(period.to - january, MONTHS - 1);
    const firstOfFlows = Math.max(period.from - january, 0);
    const width = stocks.length;
    const stocksOnly = firstOfFlows > last;
    if (stocksOnly && !stocks.includes(true)) continue;
    for (const part of partsOf[scope]) {
      const cells = row[part];
      if (!cells) continue;
      for (let i = 0; i < width; i++) {
        if (stocksOnly && !stocks[i]) continue;
        for (let m = stocks[i] ? 0 : firstOfFlows; m <= last; m++)
          ofSheet[i]! += cells[m * width + i]!;
      }
    }
  }
  const found = new Map<string, number>();
  for (const [sheet, { ids, scales }] of layout.sheets.entries())
    for (const [i, id] of ids.entries())
      found.set(id, (found.get(id) ?? 0) + values[sheet]![i]! * (scales?.[i] ?? 1));
  return found;
};

/** Figures of the cells of a form. A cell nothing bears, in this layout, is left blank (null). */
export const formCells = (
  { cells }: ReportFormat,
  values: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number>,
): Cells =>
  Object.fromEntries(
    cells.map(({ id, figure }) => {
      if (figure === null) return [id, null];
      const from = figure.before ? before : values;
      if (!figure.sum.every((indicator) => from.has(indicator))) return [id, null];
      const sum = figure.sum.reduce((total, indicator) => total + from.get(indicator)!, 0);
      return [id, sum / (figure.per ?? 1)];
    }),
  );
