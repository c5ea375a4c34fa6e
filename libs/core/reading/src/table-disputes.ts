import { cn2021 } from '@gongkai/figures';
import { rejectAt } from './errors.js';
import { heldIn } from './cell-value.js';
import { labelKey } from './labels.js';
import type { PaperTable } from './paper.js';
import { plainText } from './characters.js';
import { placeOf, type Gathered } from './table-reading.js';

const TABLE = cn2021.tables.find(({ id }) => id === 't4')!;
const GROUPS = TABLE.rows.map(({ id }) => id);
const OUTCOMES = new Map(TABLE.columns.map(({ id, zh }) => [labelKey(zh), id]));
OUTCOMES.set('合计', 'sum');

/** The row of a table that names the outcomes: where the heads of one group reach over two, the lower. */
const outcomeRow = (table: PaperTable): number => {
  const upheld = labelKey('结果维持');
  const counts = table.grid.map(
    (row) => row.filter(({ text }) => labelKey(text) === upheld).length,
  );
  return counts.findIndex((count) => count > 0 && count === Math.max(...counts));
};

const groupAbove = (table: PaperTable, heads: number, column: number): string | null => {
  const above = table.grid
    .slice(0, heads)
    .map((row) => plainText(row[column]!.text))
    .join('');
  if (/未经复议/.test(above)) return 'suit_direct';
  if (/复议后/.test(above)) return 'suit_after_review';
  if (/行政复议/.test(above) && !/诉讼/.test(above)) return 'review';
  return null;
};

/** Each column as group and outcome: by what stands above, else in the order of the form. */
const columnsOf = (table: PaperTable, heads: number): { column: number; id: string }[] => {
  let group = -1;
  const seen: { column: number; id: string }[] = [];
  table.grid[heads]!.forEach((cell, column) => {
    const outcome = OUTCOMES.get(labelKey(cell.text));
    if (outcome === undefined || cell === table.grid[heads]![column - 1]) return;
    if (outcome === 'upheld') group++;
    const id = `t4.${groupAbove(table, heads, column) ?? GROUPS[group]}.${outcome}`;
    seen.push({ column, id });
  });
  return seen;
};

const isValueRow = (
  table: PaperTable,
  row: number,
  columns: readonly { column: number }[],
): boolean =>
  columns.every(({ column }) => heldIn(table.grid[row]![column]!.text).value !== undefined) &&
  columns.some(({ column }) => heldIn(table.grid[row]![column]!.text).value !== null);

/** Reads reconsideration and litigation; the table it stood in. */
export const readDisputes = (
  tables: readonly PaperTable[],
  gathered: Gathered,
): PaperTable | null => {
  const index = tables.findIndex((table) => outcomeRow(table) >= 0);
  const table = tables[index];
  if (!table) return null;
  const heads = outcomeRow(table);
  const columns = columnsOf(table, heads);
  const known = columns.filter(({ id }) => cn2021.cells.some((cell) => cell.id === id));
  const wanted = GROUPS.length * TABLE.columns.length;
  if (known.length < wanted) {
    const place = placeOf(table, heads, columns.at(-1)?.column ?? 0);
    const missing = cn2021.cells.find(
      ({ id, table: of }) => of === 't4' && !known.some((one) => one.id === id),
    );
    gathered.refusals.push(
      rejectAt('report.columnsCut', place, { missing: missing?.zh, count: wanted - known.length }),
    );
    return table;
  }
  const below = [...table.grid.keys()].slice(heads + 1);
  const row = below.find((one) => isValueRow(table, one, known)) ?? below[0];
  if (row === undefined) {
    const place = placeOf(table, heads, 0);
    gathered.refusals.push(rejectAt('report.tableCut', place, { missing: '数量', count: 1 }));
    return table;
  }
  for (const { column, id } of known) {
    const cell = cn2021.cells.find((one) => one.id === id)!;
    gathered.put(cell, table.grid[row]![column]!, placeOf(table, row, column));
  }
  return table;
};
