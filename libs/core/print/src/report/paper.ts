import type { CellValue } from '@gongkai/figures';

/** The languages a report is written out in. */
export type PaperLanguage = 'zh' | 'en';

/** One cell of a table on paper; it may reach over several columns and rows. */
export type PaperCell = {
  /** head: names columns; label: names a row; value: a figure or the stroke of a heading. */
  kind: 'head' | 'label' | 'value';
  text: string;
  columns: number;
  rows: number;
  /** Characters by which the text is set in. */
  indent: number;
  /** The cell of the form, where a figure belongs. */
  cell: string | null;
  /** What stands there; undefined where no figure belongs. A blank, 0 and the stroke are three values. */
  value?: CellValue;
};

/** A table as the form lays it out. Rows hold the cells that begin in them. */
export type PaperTable = {
  id: string;
  caption: string;
  /** Width of each column in parts of the whole. */
  widths: readonly number[];
  /** How many rows at the top name the columns. */
  heads: number;
  rows: readonly (readonly PaperCell[])[];
};

export type PaperPart =
  { kind: 'heading' | 'paragraph' | 'line'; text: string } | { kind: 'table'; table: PaperTable };

/** A report as it is set on paper, whatever the kind of file. */
export type ReportPaper = {
  title: string;
  language: PaperLanguage;
  agency: string;
  year: number;
  parts: readonly PaperPart[];
};

type Span = { columns?: number; rows?: number; indent?: number };

const cellOf = (kind: PaperCell['kind'], text: string, span: Span): PaperCell => ({
  kind,
  text,
  columns: span.columns ?? 1,
  rows: span.rows ?? 1,
  indent: span.indent ?? 0,
  cell: null,
});

export const headCell = (text: string, span: Span = {}): PaperCell => cellOf('head', text, span);
export const labelCell = (text: string, span: Span = {}): PaperCell => cellOf('label', text, span);
/** A stroke where the form has no figure. */
export const strokeCell = (text: string, span: Span = {}): PaperCell => cellOf('value', text, span);

// Double numbers as people write them, never 1e21.
const PLAIN = new Intl.NumberFormat('en-US', { useGrouping: false, maximumFractionDigits: 20 });

/** A figure as printed: digits without marks, the stroke, or nothing. */
export const valueText = (value: CellValue): string =>
  value === null ? '' : value === '/' ? '/' : PLAIN.format(value);

export const figureCell = (cell: string, value: CellValue, span: Span = {}): PaperCell => ({
  ...cellOf('value', valueText(value), span),
  cell,
  value,
});

/** A cell with the place where it begins. */
export type PlacedCell = PaperCell & { row: number; column: number };

/** Where each cell of a table begins, spans of rows above taken into account. */
export const placed = ({ rows }: Pick<PaperTable, 'rows'>): PlacedCell[] => {
  const taken = new Set<string>();
  const found: PlacedCell[] = [];
  for (const [row, cells] of rows.entries()) {
    let column = 0;
    for (const cell of cells) {
      while (taken.has(`${row}.${column}`)) column++;
      found.push({ ...cell, row, column });
      for (let r = row; r < row + cell.rows; r++)
        for (let c = column; c < column + cell.columns; c++) taken.add(`${r}.${c}`);
      column += cell.columns;
    }
  }
  return found;
};
