import type { FormatCell, FormatRow, ReportFormat } from '../format.js';

/** A form with its cells by id. */
export type FormatIndex = {
  format: ReportFormat;
  cells: ReadonlyMap<string, FormatCell>;
};

const indexes = new WeakMap<ReportFormat, FormatIndex>();

export const formatOf = (format: ReportFormat): FormatIndex => {
  const known = indexes.get(format);
  if (known) return known;
  const index = { format, cells: new Map(format.cells.map((cell) => [cell.id, cell])) };
  indexes.set(format, index);
  return index;
};

const headings = new WeakMap<ReportFormat, ReadonlyMap<string, FormatRow>>();

/** Where a number must not stand: the ids that headings would have were they rows of figures. */
export const headingCells = (format: ReportFormat): ReadonlyMap<string, FormatRow> => {
  const known = headings.get(format);
  if (known) return known;
  const found = new Map(
    format.tables.flatMap(({ id: table, rows, columns }) =>
      rows
        .filter(({ kind }) => kind === 'heading')
        .flatMap((row) =>
          columns.length === 0
            ? [[row.id, row] as const]
            : columns.map((column) => [`${table}.${row.id}.${column.id}`, row] as const),
        ),
    ),
  );
  headings.set(format, found);
  return found;
};
