import type { Bilingual } from './indicator.js';
import type { CheckName } from './report/check-names.js';

/** What stands in a cell: indicators added up. */
export type Figure = {
  sum: readonly string[];
  /** Stocks as they stood at the end of the day before the period: what was carried in. */
  before?: true;
  /** How many of what the indicators count make one of the cell: 1,000,000 fen are 1 万元. */
  per?: number;
};

/** Money is counted in fen and printed in 万元. */
const FEN_PER_WAN = 1_000_000;
const inWan = (figure: Figure | null): Figure | null => figure && { ...figure, per: FEN_PER_WAN };

/** One line of an official table. Headings carry no number. */
export type FormatRow = {
  id: string;
  parent: string | null;
  level: number;
  kind: 'heading' | 'number';
  /** The official Chinese label. */
  zh: string;
  en: string;
};

export type FormatColumn = { id: string; zh: string; en: string };

/** Rows and, where the form has several, columns; which of them meet is told by the cells. */
export type FormatTable = {
  id: string;
  zh: string;
  en: string;
  rows: readonly FormatRow[];
  columns: readonly FormatColumn[];
};

/** One number of a form, by the id that reports and `figures --format` give it: `t3.new.natural`. */
export type FormatCell = {
  id: string;
  table: string;
  row: string;
  column: string | null;
  zh: string;
  en: string;
  unit: string | null;
  /** Absent: whole numbers from 0. An amount may have a fraction, a change may be below 0. */
  takes?: 'amount' | 'change';
  /** Adding up a tree counts a case once in which two of its agencies are parties. */
  netted?: true;
  /** Null: nothing bears it yet, left blank. */
  figure: Figure | null;
  /** How the row is filled where the form itself does not say. */
  note: Bilingual | null;
};

/**
 * How the two sides of a rule stand. `equal`: they add up to the same; `atMost`: the left is not
 * above the right; `zeroWith`: when the left is 0 the right is; `differs`: the same number on both
 * sides, unless it is small, is one thing counted twice.
 */
export const RELATIONS = ['equal', 'atMost', 'zeroWith', 'differs'] as const;

/**
 * A rule between cells. `previous` are cells of the year before added to the right, `previousLess`
 * those taken off it; a rule that has them holds only between reports of one scope.
 */
export type Constraint = {
  check: CheckName;
  left: readonly string[];
  relation: (typeof RELATIONS)[number];
  right: readonly string[];
  previous?: readonly string[];
  previousLess?: readonly string[];
  severity: 'hard' | 'soft';
  /** What may explain a left side above the right. */
  excess?: Bilingual;
};

/** A part of the text a report must have, and what belongs into it. */
export type FormatSection = {
  id: string;
  zh: string;
  en: string;
  /** A heading with one of these is this section. */
  words: readonly string[];
  /** It need not be a section of its own: the words may stand in any text. */
  anywhere?: true;
  /** Subjects it must treat, told by their words. */
  contents: readonly (Bilingual & { words: readonly string[] })[];
};

/** An official statistics form as data. */
export type ReportFormat = {
  id: string;
  name: Bilingual;
  /** The years it is filled in for; no end: the form in use. */
  years: { from: number; to: number | null };
  /** What prescribes it. */
  basis: string;
  /** The text in its required order. */
  sections: readonly FormatSection[];
  tables: readonly FormatTable[];
  cells: readonly FormatCell[];
  constraints: readonly Constraint[];
};

/** The kinds of applicant that official tables tell apart, as the end of an indicator's id. */
export const APPLICANT_KINDS = [
  'natural',
  'business',
  'research',
  'charity',
  'legal',
  'otherOrg',
] as const;
export type ApplicantKind = (typeof APPLICANT_KINDS)[number];

/** What a request ended with, by kind of applicant: the indicators of the request context. */
export const concluded = (outcome: string, kinds: readonly ApplicantKind[]): string[] =>
  kinds.map((kind) => `request.concluded.${outcome}.${kind}`);

/** A word with a dot is an indicator, one without an outcome of requests, for all kinds of applicant. */
const indicatorsNamed = (text: string): string[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word) => (word.includes('.') ? [word] : concluded(word, APPLICANT_KINDS)));

/** `before` in front: as it stood before the period. */
const figureNamed = (text: string | undefined): Figure | null => {
  if (!text) return null;
  const [first, ...others] = text.split(' ');
  return first === 'before'
    ? { sum: indicatorsNamed(others.join(' ')), before: true }
    : { sum: indicatorsNamed(text) };
};

/** What a cell in this unit takes from the indicators. */
const borne = (unit: string | undefined, figure: Figure | null): Figure | null =>
  unit === '万元' ? inWan(figure) : figure;

/** The lines of a table of text, cut at `|`. */
export const linesOf = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((part) => part.trim()));

/** A row; the parent is the id without its last part. */
export const rowOf = (id: string, heading: boolean, zh: string, en: string): FormatRow => {
  const parts = id.split('.');
  return {
    id,
    parent: parts.length === 1 ? null : parts.slice(0, -1).join('.'),
    level: parts.length,
    kind: heading ? 'heading' : 'number',
    zh,
    en,
  };
};

type Notes = Readonly<Record<string, Bilingual>>;

/**
 * A form of one column from text, one line each: `id | unit | label | English | what bears it`; a
 * heading has `–` for a unit, and `=3.1.1` stands for what bears that row.
 */
export const singleColumn = (
  table: Omit<FormatTable, 'rows' | 'columns'>,
  text: string,
  notes: Notes = {},
): { table: FormatTable; cells: FormatCell[] } => {
  const lines = linesOf(text);
  const bearing = new Map(lines.map(([id = '', , , , figure = '']) => [id, figure]));
  const spelt = (figure: string): string =>
    figure.replaceAll(/=(\S+)/g, (_, row: string) => spelt(bearing.get(row)!));
  const rows = lines.map(([id = '', unit, zh = '', en = '']) => rowOf(id, unit === '–', zh, en));
  const cells = lines.flatMap(([id = '', unit = '', zh = '', en = '', figure], i) =>
    rows[i]!.kind === 'heading'
      ? []
      : [
          {
            id,
            table: table.id,
            row: id,
            column: null,
            zh,
            en,
            unit,
            ...(unit === '万元' ? { takes: 'amount' as const } : {}),
            figure: borne(unit, figureNamed(figure && spelt(figure))),
            note: notes[id] ?? null,
          },
        ],
  );
  return { table: { ...table, rows, columns: [] }, cells };
};

/** Money and differences are told by their column. */
const takesIn = (column: string): Pick<FormatCell, 'takes'> =>
  column === 'amount' || column === 'change' ? { takes: column } : {};

type CellMore = { unit: string | null; figure: Figure | null } & Partial<
  Pick<FormatCell, 'netted' | 'note'>
>;

/** One meeting of a row and a column: `<table>.<row>.<column>`. */
export const cellAt = (
  { id: table, rows, columns }: FormatTable,
  row: string,
  column: string,
  { unit, figure, netted, note = null }: CellMore,
): FormatCell => {
  const across = rows.find(({ id }) => id === row)!;
  const down = columns.find(({ id }) => id === column)!;
  return {
    id: `${table}.${row}.${column}`,
    table,
    row,
    column,
    zh: `${across.zh} · ${down.zh}`,
    en: `${across.en}, ${down.en}`,
    unit,
    ...takesIn(column),
    ...(netted === undefined ? {} : { netted }),
    figure,
    note,
  };
};

/** The cells of a matrix from text, one line each: `row.column | unit | indicators`. */
export const matrixCells = (table: FormatTable, text: string, notes: Notes = {}): FormatCell[] =>
  linesOf(text).map(([at = '', unit = '', figure]) => {
    const cut = at.lastIndexOf('.');
    const column = at.slice(cut + 1);
    return cellAt(table, at.slice(0, cut), column, {
      unit: unit === '' ? null : unit,
      figure: column === 'amount' ? inWan(figureNamed(figure)) : figureNamed(figure),
      note: notes[at] ?? null,
    });
  });

/** Columns from text, one line each: `id | label | English`. */
export const columnsFrom = (text: string): FormatColumn[] =>
  linesOf(text).map(([id = '', zh = '', en = '']) => ({ id, zh, en }));

export const equal = (
  check: CheckName,
  left: readonly string[],
  right: readonly string[],
): Constraint => ({ check, left, relation: 'equal', right, severity: 'hard' });

/** A rule whose breach may have a good reason. */
export const soft = (
  check: CheckName,
  relation: Constraint['relation'],
  left: readonly string[],
  right: readonly string[],
): Constraint => ({ check, left, relation, right, severity: 'soft' });
