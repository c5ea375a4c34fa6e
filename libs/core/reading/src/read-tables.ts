import {
  cn2014,
  type CellValue,
  type LocalTable,
  type Note,
  type ReportFormat,
} from '@gongkai/figures';
import type { Rejection } from '@gongkai/kernel';
import { heldIn } from './cell-value.js';
import type { PaperTable } from './paper.js';
import { readDisputes } from './table-disputes.js';
import { initiativeEdition, readInitiative } from './table-initiative.js';
import { distinct, Gathered, together } from './table-reading.js';
import { readRequests } from './table-requests.js';
import { readSingle } from './table-single.js';

export type TablesRead = {
  format: string;
  cells: Record<string, CellValue>;
  notes: Note[];
  /** Tables that are none of a known form, with their numbers. */
  local: LocalTable[];
};

const MAX_LOCAL_ROWS = 2_000;
const MAX_LOCAL_COLUMNS = 100;

/** A table of the place’s own: labels on the left, numbers beside them. */
const localTable = (table: PaperTable): LocalTable | null => {
  const rows = table.grid
    .slice(0, MAX_LOCAL_ROWS)
    .map((row) => distinct(row).map(({ cell }) => cell.text.trim()));
  const numbers = rows.flat().filter((text) => typeof heldIn(text).value === 'number');
  if (rows.length < 2 || numbers.length === 0) return null;
  const [head = [], ...body] = rows;
  return {
    title: null,
    columns: head.slice(0, MAX_LOCAL_COLUMNS),
    rows: body.map((cells) => {
      const first = cells.findIndex((text, i) => i > 0 && heldIn(text).value !== undefined);
      const at = first < 0 ? cells.length : first;
      return {
        label: cells.slice(0, at).join(' '),
        values: cells.slice(at, at + MAX_LOCAL_COLUMNS).map((text) => heldIn(text).value ?? null),
      };
    }),
  };
};

const editionsNoted = (
  byRequests: ReportFormat,
  byHeads: ReportFormat | null,
  gathered: Gathered,
  table: PaperTable,
): void => {
  if (byHeads && byHeads !== byRequests)
    gathered.note(
      'editionsMixed',
      `表二是 ${byHeads.id} 的格式,表三是 ${byRequests.id} 的格式;按表三。`,
      `Table 2 is of ${byHeads.id}, table 3 of ${byRequests.id}; the latter is taken.`,
      table.place,
    );
};

const missingTables = (
  format: ReportFormat,
  found: { initiative: boolean; disputes: boolean },
  gathered: Gathered,
): void => {
  const missing = [...(found.initiative ? [] : ['t2']), ...(found.disputes ? [] : ['t4'])];
  for (const id of missing) {
    const { zh, en } = format.tables.find((table) => table.id === id)!;
    gathered.note('tableMissing', `没有读到表“${zh}”。`, `The table “${en}” was not found.`, {});
  }
};

const without = (tables: readonly PaperTable[], used: readonly PaperTable[]): PaperTable[] =>
  tables.filter((table) => !used.includes(table));

/** Reads the tables of one report, the form recognised by labels and heads. */
export const readTables = (tables: readonly PaperTable[]): TablesRead | Rejection => {
  const gathered = new Gathered();
  const requests = readRequests(tables, gathered);
  let used: PaperTable[] = requests?.tables ?? [];
  let format = requests?.format ?? initiativeEdition(tables);
  if (format) {
    const disputes = readDisputes(tables, gathered);
    used = disputes ? [...used, disputes] : used;
    const edition = initiativeEdition(tables);
    if (requests) editionsNoted(requests.format, edition, gathered, requests.tables[0]!);
    const initiative = readInitiative(edition ?? format, tables, gathered);
    used = [...used, ...initiative];
    missingTables(
      format,
      { initiative: initiative.length > 0, disputes: disputes !== null },
      gathered,
    );
  } else {
    used = readSingle(cn2014, tables, gathered);
    if (used.length > 0) format = cn2014;
  }
  const refused = together(gathered.refusals);
  if (refused) return refused;
  return {
    format: format?.id ?? 'free',
    cells: cellsOf(format, gathered),
    notes: gathered.notes,
    local: without(tables, used).flatMap((table) => localTable(table) ?? []),
  };
};

/** Cells of another edition’s table have no place in this one; they are said in a note. */
const cellsOf = (
  format: ReportFormat | null,
  { cells, notes }: Gathered,
): Record<string, CellValue> => {
  if (!format) return cells;
  const ids = new Set(format.cells.map(({ id }) => id));
  const headings = new Set(
    format.tables.flatMap(({ id, rows, columns }) =>
      rows
        .filter(({ kind }) => kind === 'heading')
        .flatMap((row) =>
          columns.length === 0 ? [row.id] : columns.map((one) => `${id}.${row.id}.${one.id}`),
        ),
    ),
  );
  const entries = Object.entries(cells);
  for (const [id, value] of entries)
    if (!ids.has(id) && !headings.has(id))
      notes.push({
        code: 'cellOfOtherEdition',
        zh: `单元格 ${id}(${value ?? '空白'})不属于 ${format.id}。`,
        en: `Cell ${id} (${value ?? 'blank'}) is none of ${format.id}.`,
      });
  return Object.fromEntries(entries.filter(([id]) => ids.has(id) || headings.has(id)));
};
