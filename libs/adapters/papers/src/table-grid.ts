import type { PaperCell, Place } from '@gongkai/reading';
import { PAPER_LIMITS, refuse } from './limits.js';

/** A cell as the container has it: at the next free place of its row. */
export type RawCell = { text: string; rows: number; columns: number; formula?: string };

const empty = (row: number, column: number): PaperCell => ({
  text: '',
  row,
  column,
  rows: 1,
  columns: 1,
});

/** Puts cells where a browser would: each at the first place no cell from above reaches into. */
export const gridOf = (rows: readonly (readonly RawCell[])[], place: Place): PaperCell[][] => {
  const grid: (PaperCell | undefined)[][] = rows.map(() => []);
  const { cells: limit, columns: widest } = PAPER_LIMITS;
  let taken = 0;
  rows.forEach((cells, row) => {
    let column = 0;
    for (const { text, formula, ...span } of cells) {
      while (grid[row]![column]) column++;
      const columns = Math.max(1, Math.min(span.columns, widest - column));
      const height = Math.max(1, Math.min(span.rows, rows.length - row));
      taken += columns * height;
      if (taken > limit || column >= widest) throw refuse('report.tableTooLarge', place, { limit });
      const cell: PaperCell = {
        text,
        row,
        column,
        rows: height,
        columns,
        ...(formula === undefined ? {} : { formula }),
      };
      for (let r = row; r < row + height; r++)
        for (let c = column; c < column + columns; c++) grid[r]![c] ??= cell;
      column += columns;
    }
  });
  return squared(grid);
};

/** Every row as wide as the widest; rows and columns nothing stands in at the right are dropped. */
export const squared = (grid: readonly (readonly (PaperCell | undefined)[])[]): PaperCell[][] => {
  const width = Math.max(0, ...grid.map(({ length }) => length));
  return grid.map((cells, row) =>
    Array.from({ length: width }, (_, column) => cells[column] ?? empty(row, column)),
  );
};
