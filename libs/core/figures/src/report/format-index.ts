import type { FormatCell, FormatRow, ReportFormat } from '../format.js';
import type { Bilingual } from '../indicator.js';

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

/** Marks before a label: 一、 (一) 1. 其中: */
const MARKS = /^(?:[一二三四五六七八九十]+、|[((][一二三四五六七八九十]+[))]|\d+\.|其中[::])+/;
/** What a label explains in brackets. */
const BRACKETS = /[((][^()()]*[))]/g;

const short = (zh: string): string =>
  zh
    .split(' · ')
    .map((part) => part.trim().replace(MARKS, '').replace(BRACKETS, '') || part)
    .join('·');

/** What people call a cell: its row and, where there are several, its column. */
export const labelOf = (format: ReportFormat, id: string): Bilingual => {
  const cell = formatOf(format).cells.get(id);
  if (cell) return { zh: short(cell.zh), en: cell.en };
  const heading = headingCells(format).get(id);
  return heading ? { zh: short(heading.zh), en: heading.en } : { zh: id, en: id };
};

const NAMED = 3;

/** Several cells in quotation marks, the first few by name. */
export const labelsOf = (format: ReportFormat, ids: readonly string[]): Bilingual => {
  const labels = ids.slice(0, NAMED).map((id) => labelOf(format, id));
  const more = ids.length - labels.length;
  return {
    zh: labels.map(({ zh }) => `“${zh}”`).join('') + (more > 0 ? `等 ${ids.length} 项` : ''),
    en: labels.map(({ en }) => `“${en}”`).join(', ') + (more > 0 ? ` and ${more} more` : ''),
  };
};
