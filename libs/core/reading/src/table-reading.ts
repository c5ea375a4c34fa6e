import type { CellValue, FormatCell, Note } from '@gongkai/figures';
import type { Rejection } from '@gongkai/kernel';
import { heldIn, inUnitOf } from './cell-value.js';
import { rejectAt } from './errors.js';
import { placeInWords, type PaperCell, type PaperTable, type Place } from './paper.js';

/** What the tables of a report gave so far. */
export class Gathered {
  readonly cells: Record<string, CellValue> = {};
  readonly notes: Note[] = [];
  readonly refusals: Rejection[] = [];

  note(code: string, zh: string, en: string, place: Place): void {
    const words = placeInWords(place);
    this.notes.push({ code, zh, en, where: `${words.zh} (${words.en})` });
  }

  /** Takes over one number of a form, or remembers why it cannot be. */
  put(
    cell: Pick<FormatCell, 'id' | 'unit' | 'takes'>,
    printed: PaperCell,
    place: Place,
    unit: string | null = null,
  ): void {
    const held = heldIn(printed.text);
    if (printed.formula !== undefined)
      this.note(
        'formula',
        `单元格 ${cell.id} 是公式的计算结果(=${printed.formula})。`,
        `Cell ${cell.id} is the result of a formula (=${printed.formula}).`,
        place,
      );
    if (held.value === undefined) {
      this.refusals.push(rejectAt('report.cellUnreadable', place, { cell: cell.id }));
      return;
    }
    if (held.value === null || held.value === '/') {
      this.set(cell.id, held.value, place);
      return;
    }
    const value = inUnitOf(held.value, held.unit ?? unit, cell.unit);
    if (value !== held.value)
      this.note(
        'unit',
        `单元格 ${cell.id} 由${held.unit ?? unit}换算为${cell.unit}。`,
        `Cell ${cell.id} was converted from ${held.unit ?? unit} to ${cell.unit}.`,
        place,
      );
    if (value < 0 && cell.takes !== 'change') {
      this.refusals.push(rejectAt('report.cellNegative', place, { cell: cell.id }));
      return;
    }
    this.set(cell.id, value, place);
  }

  private set(id: string, value: CellValue, place: Place): void {
    const known = this.cells[id];
    if (known !== undefined && known !== value)
      this.note(
        'cellTwice',
        `单元格 ${id} 出现两次,取第一次的 ${known ?? '空白'}。`,
        `Cell ${id} stands there twice; the first, ${known ?? 'blank'}, is taken.`,
        place,
      );
    else this.cells[id] = value;
  }
}

/** The place of a cell of a table, counted from 1 as people do. */
export const placeOf = (table: PaperTable, row: number, column: number): Place => {
  const cell = table.grid[row]?.[column];
  // A sheet keeps its own row numbers, lines of text between its rows left out.
  const shown = cell && cell.rows === 1 ? cell.row : row;
  return { ...table.place, row: shown + 1, column: column + 1 };
};

/** Whether the cell reaches down from the row above. */
export const fromAbove = (table: PaperTable, row: number, column: number): boolean =>
  row > 0 && table.grid[row - 1]![column] === table.grid[row]![column];

/** The cells of a row from left to right, a merged one once. */
export const distinct = (row: readonly PaperCell[]): { cell: PaperCell; column: number }[] =>
  row.flatMap((cell, column) => (cell === row[column - 1] ? [] : [{ cell, column }]));

/** All refusals as one: the first, with where the others are. */
export const together = (refusals: readonly Rejection[]): Rejection | null => {
  const [first, ...others] = refusals;
  if (!first) return null;
  if (others.length === 0) return first;
  const problems = refusals.slice(0, 50).map(({ code, zh, en, details }) => ({
    code,
    zh,
    en,
    cell: details['cell'],
    place: details['place'],
  }));
  return rejectAt(first.code as 'report.cellUnreadable', first.details['place'] as Place, {
    ...first.details,
    problems,
  });
};
