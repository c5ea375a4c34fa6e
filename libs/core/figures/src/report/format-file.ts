import { wordsOf, type Rejection } from '@gongkai/kernel';
import { z } from 'zod';
import { rejectFigures } from '../errors.js';
import { RELATIONS, type FormatCell, type FormatTable, type ReportFormat } from '../format.js';
import { reportFormats } from '../formats.js';
import { CHECK_NAMES } from './check-names.js';
import { REPORT_YEARS } from './figures-file.js';

const text = z.string().min(1).max(1000);
const bilingual = z.strictObject({ zh: text, en: text });
const id = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]*$/)
  .max(100);
const year = z.int().min(REPORT_YEARS.from).max(REPORT_YEARS.to);
const cellIds = z.array(id).max(500);
const figure = z.strictObject({
  sum: z.array(z.string().max(100)).max(500),
  before: z.literal(true).optional(),
  per: z.int().min(1).optional(),
});
type FileFigure = z.infer<typeof figure>;
const takes = z.enum(['amount', 'change']);

const rowSchema = z.strictObject({
  id,
  zh: text,
  en: text,
  kind: z.enum(['heading', 'number']).default('number'),
  /** Absent: the id without its last part, where there is such a row. */
  parent: id.nullable().optional(),
  level: z.int().min(1).max(20).optional(),
  unit: z.string().max(50).nullable().optional(),
});

const tableSchema = z.strictObject({
  id,
  zh: text,
  en: text,
  rows: z.array(rowSchema).min(1).max(2000),
  columns: z
    .array(z.strictObject({ id, zh: text, en: text }))
    .max(100)
    .default([]),
});

const cellSchema = z.strictObject({
  id: id.optional(),
  table: id,
  row: id,
  column: id.nullable().default(null),
  zh: text.optional(),
  en: text.optional(),
  unit: z.string().max(50).nullable().optional(),
  takes: takes.optional(),
  netted: z.literal(true).optional(),
  figure: figure.nullable().default(null),
  note: bilingual.nullable().default(null),
});

const sectionSchema = z.strictObject({
  id,
  zh: text,
  en: text,
  words: z.array(text).max(50),
  anywhere: z.literal(true).optional(),
  contents: z
    .array(bilingual.extend({ words: z.array(text).max(50) }))
    .max(50)
    .default([]),
});

const constraintSchema = z.strictObject({
  check: z.enum(CHECK_NAMES),
  left: cellIds.min(1),
  relation: z.enum(RELATIONS).default('equal'),
  right: cellIds,
  previous: cellIds.optional(),
  previousLess: cellIds.optional(),
  severity: z.enum(['hard', 'soft']).default('hard'),
  excess: bilingual.optional(),
});

/**
 * A report form as a file. A table whose cells are not listed has one wherever a row of figures
 * meets a column; what is listed stands as it is.
 */
export const formatFileSchema = z.strictObject({
  $schema: z.string().optional(),
  id,
  name: bilingual,
  years: z.strictObject({ from: year, to: year.nullable() }),
  basis: text,
  sections: z.array(sectionSchema).max(100).default([]),
  tables: z.array(tableSchema).max(50),
  cells: z.array(cellSchema).max(20_000).default([]),
  constraints: z.array(constraintSchema).max(20_000).default([]),
});
type FormatFile = z.infer<typeof formatFileSchema>;
type FileTable = FormatFile['tables'][number];
type FileCell = FormatFile['cells'][number];

const invalid = (where: string, zh: string, en = zh): Rejection =>
  rejectFigures('figures.formatInvalid', { where, problem: zh, problemEn: en }, where);

const tableOf = ({ rows, ...table }: FileTable): FormatTable => {
  const ids = new Set(rows.map((row) => row.id));
  return {
    ...table,
    rows: rows.map((row) => {
      const parts = row.id.split('.');
      const above = parts.slice(0, -1).join('.');
      const { id: own, zh, en, kind } = row;
      const parent = row.parent === undefined ? (ids.has(above) ? above : null) : row.parent;
      return { id: own, parent, level: row.level ?? parts.length, kind, zh, en };
    }),
  };
};

/** One cell for each meeting of a row of figures and a column. */
const cellsOfAll = ({ id: table, rows, columns }: FileTable): FileCell[] =>
  rows
    .filter(({ kind }) => kind === 'number')
    .flatMap((row) =>
      (columns.length === 0 ? [null] : columns.map((column) => column.id)).map((column) => ({
        table,
        row: row.id,
        column,
        figure: null,
        note: null,
      })),
    );

const figureOf = (given: FileFigure | null): FormatCell['figure'] =>
  given && {
    sum: given.sum,
    ...(given.before === undefined ? {} : { before: given.before }),
    ...(given.per === undefined ? {} : { per: given.per }),
  };

const cellOf = (table: FileTable, cell: FileCell): FormatCell => {
  const row = table.rows.find((each) => each.id === cell.row)!;
  const column = table.columns.find((each) => each.id === cell.column);
  const unit = cell.unit === undefined ? (row.unit ?? null) : cell.unit;
  const amount = unit?.endsWith('元') ? { takes: 'amount' as const } : {};
  return {
    id: cell.id ?? (column ? `${table.id}.${row.id}.${column.id}` : row.id),
    table: table.id,
    row: row.id,
    column: cell.column,
    zh: cell.zh ?? (column ? `${row.zh} · ${column.zh}` : row.zh),
    en: cell.en ?? (column ? `${row.en}, ${column.en}` : row.en),
    unit,
    ...(cell.takes === undefined ? amount : { takes: cell.takes }),
    ...(cell.netted === undefined ? {} : { netted: cell.netted }),
    figure: figureOf(cell.figure),
    note: cell.note,
  };
};

const twice = (ids: readonly string[]): string | undefined =>
  ids.find((each, i) => ids.indexOf(each) !== i);

const tableProblem = ({ id: table, rows, columns }: FileTable): Rejection | null => {
  const ids = rows.map((row) => row.id);
  const again = twice(ids) ?? twice(columns.map((column) => column.id));
  if (again !== undefined)
    return invalid(`tables.${table}`, `${again} 重复`, `${again} is there twice`);
  const orphan = rows.find(({ parent }) => parent != null && !ids.includes(parent));
  return orphan
    ? invalid(
        `tables.${table}.${orphan.id}.parent`,
        `没有 ${orphan.parent}`,
        `there is no ${orphan.parent}`,
      )
    : null;
};

const cellProblem = (tables: readonly FileTable[], cell: FileCell): Rejection | null => {
  const { table, row, column } = cell;
  const at = `cells.${[table, row, column].filter((part) => part !== null).join('.')}`;
  const stands = tables.find((each) => each.id === table);
  if (!stands) return invalid(at, `没有表 ${table}`, `there is no table ${table}`);
  const line = stands.rows.find((each) => each.id === row);
  if (line?.kind !== 'number')
    return invalid(at, `没有数字行 ${row}`, `there is no row of figures ${row}`);
  const hasColumn = column !== null && stands.columns.some((each) => each.id === column);
  if (stands.columns.length > 0 ? !hasColumn : column !== null)
    return invalid(at, `没有列 ${column}`, `there is no column ${column}`);
  return null;
};

const constraintProblem = (file: FormatFile, cells: ReadonlySet<string>): Rejection | null => {
  for (const [i, rule] of file.constraints.entries()) {
    const { left, right, previous = [], previousLess = [] } = rule;
    const strange = [...left, ...right, ...previous, ...previousLess].find(
      (each) => !cells.has(each),
    );
    if (strange !== undefined)
      return invalid(`constraints.${i}`, `没有单元格 ${strange}`, `there is no cell ${strange}`);
  }
  return null;
};

const built = (file: FormatFile): ReportFormat | Rejection => {
  const { years, tables } = file;
  if (years.to !== null && years.to < years.from)
    return invalid('years', `${years.from} > ${years.to}`);
  const again = twice(tables.map((table) => table.id));
  if (again !== undefined) return invalid('tables', `${again} 重复`, `${again} is there twice`);
  const listed = new Set(file.cells.map(({ table }) => table));
  const all = tables.flatMap((table) => (listed.has(table.id) ? [] : cellsOfAll(table)));
  const wrong =
    tables.map(tableProblem).find((problem) => problem !== null) ??
    file.cells.map((cell) => cellProblem(tables, cell)).find((problem) => problem !== null);
  if (wrong) return wrong;
  const cells = tables.flatMap((table) =>
    [...file.cells, ...all]
      .filter((cell) => cell.table === table.id)
      .map((cell) => cellOf(table, cell)),
  );
  const ids = cells.map((cell) => cell.id);
  const same = new Set(ids).size === ids.length ? undefined : twice(ids);
  if (same !== undefined) return invalid('cells', `${same} 重复`, `${same} is there twice`);
  const { id: own, name, basis, sections } = file;
  const constraints = file.constraints.map(
    ({ previous, previousLess, excess, ...rule }): ReportFormat['constraints'][number] => ({
      ...rule,
      ...(previous === undefined ? {} : { previous }),
      ...(previousLess === undefined ? {} : { previousLess }),
      ...(excess === undefined ? {} : { excess }),
    }),
  );
  return (
    constraintProblem(file, new Set(ids)) ?? {
      id: own,
      name,
      years,
      basis,
      sections: sections.map(({ anywhere, ...section }) => ({
        ...section,
        ...(anywhere === undefined ? {} : { anywhere }),
      })),
      tables: tables.map(tableOf),
      cells,
      constraints,
    }
  );
};

/** A report form from parsed JSON, or where it does not fit; its id must be new among `known`. */
export const readFormat = (
  value: unknown,
  known: readonly ReportFormat[] = reportFormats,
): ReportFormat | Rejection => {
  const parsed = formatFileSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const { zh, en } = wordsOf(issue);
    return invalid(issue.path.map(String).join('.') || 'JSON', zh, en);
  }
  const { id: own } = parsed.data;
  if (known.some((format) => format.id === own))
    return rejectFigures('figures.formatTaken', { format: own }, 'id');
  return built(parsed.data);
};
