import type { FormatCell, FormatRow, ReportFormat } from '@gongkai/figures';
import { heldIn, isUnit } from './cell-value.js';
import { rejectAt } from './errors.js';
import { alike, labelKey } from './labels.js';
import type { PaperTable, Place } from './paper.js';
import { distinct, fromAbove, placeOf, type Gathered } from './table-reading.js';
import { plainText } from './characters.js';

/** Fewer rows than these are a table that only shares a few labels with the form. */
const ENOUGH = 12;
const GAP = 3;

type Line = { row: FormatRow; key: string; cell: FormatCell | undefined };

const linesOf = (format: ReportFormat): Line[] =>
  format.tables.flatMap(({ rows }) =>
    rows.map((row) => ({
      row,
      key: labelKey(row.zh),
      cell: format.cells.find(({ row: id }) => id === row.id),
    })),
  );

/** Finds rows by their labels: among equal ones the next after the last found. */
class Finder {
  private last = -1;
  readonly found = new Set<number>();

  constructor(readonly lines: readonly Line[]) {}

  find(label: string): number {
    const key = labelKey(label);
    if (key.length < 2) return -1;
    const exact = this.next((line) => line.key === key);
    const index = exact >= 0 ? exact : this.next((line) => alike(line.key, key));
    if (index >= 0) {
      this.last = index;
      this.found.add(index);
    }
    return index;
  }

  private next(fits: (line: Line) => boolean): number {
    const free = (line: Line, i: number) => !this.found.has(i) && fits(line);
    const after = this.lines.findIndex((line, i) => i > this.last && free(line, i));
    return after >= 0 ? after : this.lines.findIndex(free);
  }
}

/** How many labels of the form a table shows. */
export const sharedLabels = (format: ReportFormat, table: PaperTable): number => {
  const keys = new Set(linesOf(format).map(({ key }) => key));
  return table.grid.filter((row) => distinct(row).some(({ cell }) => keys.has(labelKey(cell.text))))
    .length;
};

type Entry = {
  line: Line;
  table: PaperTable;
  row: number;
  column: number;
  unit: string | null;
  valueAt: number | null;
};

const isStroke = (text: string): boolean => heldIn(text).value === '/';

const entriesIn = (table: PaperTable, finder: Finder): Entry[] =>
  table.grid.flatMap((cells, row) => {
    const entries: Entry[] = [];
    let open: Entry | null = null;
    for (const { cell, column } of distinct(cells)) {
      const text = plainText(cell.text);
      const index = fromAbove(table, row, column) ? -1 : finder.find(cell.text);
      if (index >= 0) {
        open = { line: finder.lines[index]!, table, row, column, unit: null, valueAt: null };
        entries.push(open);
      } else if (!open || open.valueAt !== null) continue;
      else if (open.unit === null && (isUnit(text) || (isStroke(text) && hasMore(cells, column))))
        open.unit = text.replace(/^\(?单位:?|\)$/g, '');
      else open.valueAt = column;
    }
    return entries;
  });

const hasMore = (cells: readonly unknown[], column: number): boolean =>
  cells.slice(column + 1).some((cell) => cell !== cells[column]);

const takeOver = (entry: Entry, gathered: Gathered): void => {
  const { line, table, row, valueAt, unit } = entry;
  if (valueAt === null) return;
  const printed = table.grid[row]![valueAt]!;
  const place = placeOf(table, row, valueAt);
  if (line.cell) gathered.put(line.cell, printed, place, unit === '—' ? null : unit);
  else if (typeof heldIn(printed.text).value === 'number')
    // Somebody filled in a heading: kept under its id, for the checks to say so.
    gathered.put({ id: line.row.id, unit: null }, printed, place);
};

const labelOf = (line: Line): string => line.row.zh.slice(0, 24);

/** Rows the form has and the paper has not: at the end or in a row, the table is cut. */
const missingRows = (finder: Finder, entries: readonly Entry[], gathered: Gathered): void => {
  const missing = finder.lines.flatMap((line, i) => (finder.found.has(i) ? [] : [{ line, i }]));
  const runs: { line: Line; i: number }[][] = [];
  for (const one of missing) {
    const run = runs.at(-1);
    if (run && run.at(-1)!.i === one.i - 1) run.push(one);
    else runs.push([one]);
  }
  for (const run of runs) {
    const first = run[0]!;
    const before = entries.findLast(({ line }) => finder.lines.indexOf(line) < first.i);
    const last = before ?? entries[0]!;
    const place: Place = placeOf(last.table, last.row, last.column);
    const atEnd = run.at(-1)!.i === finder.lines.length - 1;
    const words = { missing: labelOf(first.line), count: run.length };
    if (atEnd || run.length >= GAP)
      gathered.refusals.push(rejectAt('report.tableCut', place, words));
    else
      for (const { line } of run)
        gathered.note(
          'rowMissing',
          `表中没有“${labelOf(line)}”一行。`,
          `The table has no row “${line.row.en}”.`,
          place,
        );
  }
};

/** Reads a form of one column from the tables that show it; whether there was one. */
export const readSingle = (
  format: ReportFormat,
  tables: readonly PaperTable[],
  gathered: Gathered,
): PaperTable[] => {
  const shown = tables.filter((table) => sharedLabels(format, table) > 0);
  if (shown.reduce((sum, table) => sum + sharedLabels(format, table), 0) < ENOUGH) return [];
  const finder = new Finder(linesOf(format));
  const entries = shown.flatMap((table) => entriesIn(table, finder));
  const numbered = entries.filter(({ line }) => line.cell);
  const without = numbered.filter(({ valueAt }) => valueAt === null);
  if (without.length > numbered.length / 2) {
    const { table, row, column } = without[0]!;
    gathered.refusals.push(
      rejectAt('report.columnsCut', placeOf(table, row, column), { missing: '数量', count: 1 }),
    );
    return shown;
  }
  for (const { line, table, row, column } of without)
    gathered.note(
      'valueMissing',
      `“${labelOf(line)}”一行没有数量一格。`,
      `The row “${line.row.en}” has no cell for its number.`,
      placeOf(table, row, column),
    );
  for (const entry of entries) takeOver(entry, gathered);
  missingRows(finder, entries, gathered);
  return shown;
};
