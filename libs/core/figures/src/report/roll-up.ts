import type { ReportFormat } from '../format.js';
import { exact } from './finding.js';
import { numberIn, type CellValues } from './cell-sums.js';

/**
 * Cells of one form added up over reports: a cell blank in all of them stays blank. The order of the
 * reports does not matter.
 */
export const rollUp = (
  { cells }: ReportFormat,
  reports: readonly { cells: CellValues }[],
): Record<string, number | null> => {
  const sums: Record<string, number | null> = {};
  for (const { id, takes } of cells) {
    let sum: number | null = null;
    for (const report of reports) {
      const value = numberIn(report.cells, id);
      if (value === null) continue;
      // Amounts are added in millionths, so that no order of adding shows.
      sum = (sum ?? 0) + (takes === 'amount' ? Math.round(value * 1e6) : value);
    }
    sums[id] = sum === null ? null : exact(takes === 'amount' ? sum / 1e6 : sum);
  }
  return sums;
};
