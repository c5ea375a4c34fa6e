import type exceljs from 'exceljs';
import type { Rejection } from '@gongkai/kernel';
import { rejectImport } from './errors.js';
import type { SheetRow } from './csv.js';

const ROWS_AT_ONCE = 500;

/** The rows of one sheet of a workbook, in batches; a row is padded to the width of the heading. */
export async function* workbookRows(
  path: string,
  sheet: string | undefined,
): AsyncGenerator<SheetRow[] | Rejection> {
  // Loaded when a workbook is read: every other start does without it.
  const { default: excel } = await import('exceljs');
  const reader = new excel.stream.xlsx.WorkbookReader(path, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  let found = false;
  for await (const worksheet of reader) {
    const { name } = worksheet as unknown as { name?: string };
    if (found || (sheet !== undefined && name !== sheet)) {
      // The stream goes on only when every sheet has been read to its end.
      for await (const _ of worksheet);
      continue;
    }
    found = true;
    let width = 0;
    let batch: SheetRow[] = [];
    for await (const row of worksheet) {
      const cells = cellsOf(row, width);
      if (cells.every((cell) => cell === '')) continue;
      width ||= cells.length;
      batch.push({ line: row.number, cells, broken: null });
      if (batch.length < ROWS_AT_ONCE) continue;
      yield batch;
      batch = [];
    }
    yield batch;
  }
  if (!found) yield rejectImport('import.sheetMissing', { sheet: sheet ?? '1' }, 'sheet');
}

/** The cells up to the last that holds something, at least as many as the heading has. */
const cellsOf = (row: exceljs.Row, width: number): string[] => {
  const cells = Array.from({ length: Math.max(width, row.cellCount) }, (_, i) =>
    textOfCell(row.getCell(i + 1).value),
  );
  while (cells.length > width && cells.at(-1) === '') cells.pop();
  return cells;
};

/** What a reader of the sheet sees; a formula counts by its last result. */
const textOfCell = (value: exceljs.CellValue): string => {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value !== 'object') return String(value);
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('text' in value) return textOfCell(value.text);
  if ('result' in value) return textOfCell(value.result as exceljs.CellValue);
  return '';
};
