import {
  cn2019,
  cn2021,
  type FormatRow,
  type FormatTable,
  type ReportFormat,
} from '@gongkai/figures';
import { heldIn } from './cell-value.js';
import { rejectAt } from './errors.js';
import { alike, labelKey } from './labels.js';
import type { PaperTable } from './paper.js';
import { fromAbove, placeOf, type Gathered } from './table-reading.js';

const HEADS_NEEDED = 5;
const ROWS_NEEDED = 3;
const ROWS_MISSING_MOST = 2;

const tableOf = (format: ReportFormat): FormatTable => format.tables.find(({ id }) => id === 't3')!;
const COLUMNS = tableOf(cn2021).columns;
const SUM = COLUMNS.at(-1)!;

/** Labels some places still print. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  企业: 'business',
  公益组织: 'charity',
  法律服务: 'legal',
  合计: 'sum',
};

const columnOf = (text: string): string | undefined => {
  const key = labelKey(text);
  return COLUMNS.find(({ zh }) => labelKey(zh) === key)?.id ?? OTHER_NAMES[key];
};

type Columns = ReadonlyMap<number, string>;

/** Where each column of the form stands, by the heads over it: the lowest head counts. */
const columnsIn = (table: PaperTable): { columns: Columns; below: number } | null => {
  const found = new Map<number, string>();
  let below = 0;
  for (let row = 0; row < Math.min(table.grid.length, 8); row++) {
    const heads = table.grid[row]!.map((cell, column) => ({
      column,
      id: columnOf(cell.text),
    })).filter(({ id }) => id !== undefined);
    if (heads.length === 0 || (found.size >= HEADS_NEEDED && heads.length < 3)) continue;
    // The head of a merged cell stands over each column it covers; a sum is one column.
    for (const { column, id } of heads) found.set(column, id!);
    below = row + 1;
  }
  return new Set(found.values()).size >= HEADS_NEEDED ? { columns: found, below } : null;
};

type Label = { row: number; column: number; key: string; text: string };

/** The label of a row: what stands right before its numbers. */
const labelIn = (table: PaperTable, row: number, first: number): Label | null => {
  const cells = table.grid[row]!;
  for (let column = first - 1; column >= 0; column--) {
    const { text } = cells[column]!;
    const key = labelKey(text);
    if (/\p{Script=Han}/u.test(key) && !fromAbove(table, row, column))
      return { row, column, key, text };
  }
  return null;
};

type Piece = { table: PaperTable; columns: Columns; below: number };

/** The pieces of the table: with its heads, and what goes on below a page break without them. */
const piecesIn = (tables: readonly PaperTable[]): Piece[] => {
  const pieces: Piece[] = [];
  for (const table of tables) {
    const heads = columnsIn(table);
    if (heads) pieces.push({ table, ...heads });
    else if (pieces.length > 0) {
      const columns = lastSeven(table);
      if (columns && rowsKnown(table, columns) >= 1) pieces.push({ table, columns, below: 0 });
    }
  }
  return pieces;
};

const lastSeven = (table: PaperTable): Columns | null => {
  const width = table.grid[0]?.length ?? 0;
  if (width <= COLUMNS.length) return null;
  return new Map(COLUMNS.map(({ id }, i) => [width - COLUMNS.length + i, id]));
};

const ALL_ROWS = tableOf(cn2021).rows.concat(tableOf(cn2019).rows);

const rowsKnown = (table: PaperTable, columns: Columns): number => {
  const first = Math.min(...columns.keys());
  return table.grid.filter((_, row) => {
    const label = labelIn(table, row, first);
    return label !== null && ALL_ROWS.some(({ zh }) => alike(labelKey(zh), label.key));
  }).length;
};

/** The edition by its rows: since 2021 “handled otherwise” has rows of its own. */
const editionOf = (labels: readonly Label[]): ReportFormat => {
  const parts = tableOf(cn2021).rows.filter(({ id }) => /^other\.[12]$/.test(id));
  return labels.some(({ key }) => parts.some(({ zh }) => alike(labelKey(zh), key)))
    ? cn2021
    : cn2019;
};

const labelsOf = (pieces: readonly Piece[]): (Label & { piece: Piece })[] =>
  pieces.flatMap((piece) => {
    const first = Math.min(...piece.columns.keys());
    return piece.table.grid.flatMap((_, row) => {
      const label = row < piece.below ? null : labelIn(piece.table, row, first);
      return label ? [{ ...label, piece }] : [];
    });
  });

type Matched = { row: FormatRow; at: Label & { piece: Piece } };

/** Rows of the form found by their labels; headings only when nothing else fits. */
const matchedRows = (
  format: ReportFormat,
  labels: readonly (Label & { piece: Piece })[],
): Matched[] => {
  const { rows } = tableOf(format);
  const free = new Set(rows);
  const found: Matched[] = [];
  let last = -1;
  for (const at of labels) {
    const fits = (row: FormatRow) => free.has(row) && labelKey(row.zh) === at.key;
    const nearly = (row: FormatRow) => free.has(row) && alike(labelKey(row.zh), at.key);
    const row =
      rows.find((candidate, i) => i > last && fits(candidate)) ??
      rows.find(fits) ??
      rows.find((candidate, i) => i > last && nearly(candidate));
    if (!row) continue;
    free.delete(row);
    last = rows.indexOf(row);
    found.push({ row, at });
  }
  return found;
};

const takeRow = (format: ReportFormat, { row, at }: Matched, gathered: Gathered): void => {
  const { table, columns } = at.piece;
  const done = new Set<string>();
  for (const [column, id] of columns) {
    if (done.has(id)) continue;
    done.add(id);
    const printed = table.grid[at.row]![column]!;
    const place = placeOf(table, at.row, column);
    const cell = format.cells.find((known) => known.id === `t3.${row.id}.${id}`);
    if (cell) gathered.put(cell, printed, place);
    else if (typeof heldIn(printed.text).value === 'number' && printed.text !== at.text)
      gathered.put({ id: `t3.${row.id}.${id}`, unit: null }, printed, place);
  }
};

const cutAt = (format: ReportFormat, matched: readonly Matched[], gathered: Gathered): void => {
  const { rows } = tableOf(format);
  const figures = rows.filter(({ kind }) => kind === 'number');
  const missing = figures.filter((row) => !matched.some((one) => one.row === row));
  const [first] = missing;
  if (!first) return;
  const before = matched.findLast(({ row }) => rows.indexOf(row) < rows.indexOf(first));
  const { piece, row, column } = (before ?? matched[0]!).at;
  const place = placeOf(piece.table, row, column);
  const words = { missing: first.zh, count: missing.length };
  const atEnd = missing.includes(figures.at(-1)!);
  if (atEnd || missing.length > ROWS_MISSING_MOST)
    gathered.refusals.push(rejectAt('report.tableCut', place, words));
  else
    for (const { zh, en } of missing)
      gathered.note('rowMissing', `表三没有“${zh}”一行。`, `Table 3 has no row “${en}”.`, place);
};

const columnsMissing = (pieces: readonly Piece[], gathered: Gathered): void => {
  const [piece] = pieces;
  if (!piece) return;
  const ids = new Set(piece.columns.values());
  const missing = COLUMNS.filter(({ id }) => !ids.has(id));
  const last = [...piece.columns.keys()].at(-1)!;
  if (missing.length === 0) return;
  const place = placeOf(piece.table, Math.max(0, piece.below - 1), last);
  const words = { missing: missing[0]!.zh, count: missing.length };
  gathered.refusals.push(rejectAt('report.columnsCut', place, words));
};

/** Numbers in rows nobody knows: a form that has changed, or a row of the place’s own. */
const unknownRows = (
  labels: readonly (Label & { piece: Piece })[],
  matched: readonly Matched[],
  gathered: Gathered,
): void => {
  for (const at of labels) {
    if (matched.some((one) => one.at === at)) continue;
    const { table, columns } = at.piece;
    const numbers = [...columns.keys()].filter(
      (column) => typeof heldIn(table.grid[at.row]![column]!.text).value === 'number',
    );
    if (numbers.length >= 3)
      gathered.note(
        'rowUnknown',
        `“${at.text.slice(0, 40)}”一行不是本格式的行,未读。`,
        `The row “${at.text.slice(0, 40)}” is none of the form and was not read.`,
        placeOf(table, at.row, at.column),
      );
  }
};

/** Reads the table of requests; the edition it is of, and the tables it was read from. */
export const readRequests = (
  tables: readonly PaperTable[],
  gathered: Gathered,
): { format: ReportFormat; tables: PaperTable[] } | null => {
  const pieces = piecesIn(tables);
  const labels = labelsOf(pieces);
  if (pieces.length === 0) return null;
  const format = editionOf(labels);
  const matched = matchedRows(format, labels);
  if (
    matched.length < ROWS_NEEDED &&
    !pieces.some(({ columns }) => [...columns.values()].includes(SUM.id))
  )
    return null;
  columnsMissing(pieces, gathered);
  for (const one of matched) takeRow(format, one, gathered);
  if (matched.length > 0) cutAt(format, matched, gathered);
  else {
    const { table, below } = pieces[0]!;
    const { rows } = tableOf(format);
    gathered.refusals.push(
      rejectAt('report.tableCut', placeOf(table, Math.max(0, below - 1), 0), {
        missing: rows[0]!.zh,
        count: rows.length,
      }),
    );
  }
  unknownRows(labels, matched, gathered);
  return { format, tables: pieces.map(({ table }) => table) };
};
