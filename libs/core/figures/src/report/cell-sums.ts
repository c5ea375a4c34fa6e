import type { CellValue, FiguresFile } from './figures-file.js';
import { exact } from './finding.js';

export type CellValues = FiguresFile['cells'];

/** The number in a cell; null for a blank, a stroke and a cell that is not there. */
export const numberIn = (cells: CellValues, id: string): number | null => {
  const value: CellValue | undefined = cells[id];
  return typeof value === 'number' ? value : null;
};

/** Cells added up, a blank or a stroke as nothing. */
export const sumOf = (cells: CellValues, ids: readonly string[]): number => {
  let sum = 0;
  for (const id of ids) {
    const value = cells[id];
    if (typeof value === 'number') sum += value;
  }
  return exact(sum);
};

export const allBlank = (cells: CellValues, ids: readonly string[]): boolean =>
  ids.every((id) => typeof cells[id] !== 'number');
