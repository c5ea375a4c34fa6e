import type { NodeCells } from './cell-store.js';
import type { ReportFormat } from './format.js';
import { MONTHS, type Layout } from './layout.js';
import type { Period } from './period.js';

/** own: the agency itself; agencies: with the agencies of its government; all: with every government below. */
export const SCOPES = ['own', 'agencies', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

export type Cells = Record<string, number | null>;

const partsOf = {
  own: ['own'],
  agencies: ['own', 'agencies'],
  all: ['own', 'agencies', 'below'],
} as const;

/** Adds up a node's blocks: flows within the period, stocks from the beginning to its end. */
export const valuesIn = (
  layout: Layout,
  rows: readonly NodeCells[],
  period: Period,
  scope: Scope,
): number[] => {
  const width = layout.ids.length;
  const values = new Array<number>(width).fill(0);
  for (const row of rows) {
    const january = row.year * MONTHS;
    const last = Math.min(period.to - january, MONTHS - 1);
    const firstOfFlows = Math.max(period.from - january, 0);
    for (const part of partsOf[scope]) {
      const cells = row[part];
      if (!cells) continue;
      for (let m = 0; m <= last; m++)
        for (let i = 0; i < width; i++)
          if (m >= firstOfFlows || layout.stocks[i]) values[i]! += cells[m * width + i]!;
    }
  }
  return values;
};

/** Figures by indicator, or by the rows of a format; a row nothing bears is left blank (null). */
export const cellsOf = (
  layout: Layout,
  values: readonly number[],
  format: ReportFormat | undefined,
): Cells => {
  const byId = new Map(layout.ids.map((id, i) => [id, values[i]!]));
  if (!format) return Object.fromEntries(byId);
  return Object.fromEntries(
    format.rows
      .filter(({ kind }) => kind === 'number')
      .map(({ id, indicator }) => [id, indicator === null ? null : (byId.get(indicator) ?? null)]),
  );
};
