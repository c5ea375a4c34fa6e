import type { Constraint } from '../format.js';
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

/** The two sides of a rule, each added up. */
export type Sums = { left: number; right: number };

/** Two equal numbers below this are no sign of one thing counted twice. */
export const TELLING = 10;

/** Whether two sums stand in the relation a rule of a form asks for. */
export const relationHolds = (relation: Constraint['relation'], { left, right }: Sums): boolean => {
  switch (relation) {
    case 'equal':
      return left === right;
    case 'atMost':
      return left <= right;
    case 'zeroWith':
      return left !== 0 || right === 0;
    case 'differs':
      return left < TELLING || left !== right;
  }
};
