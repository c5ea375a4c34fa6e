import type { Rejection } from '@gongkai/kernel';
import { BrokenArchive } from './archive.js';
import type { SheetRow } from './csv.js';
import { rejectImport } from './errors.js';
import { columnOf, mergedCells, type MergedCells } from './merged-cells.js';
import {
  lengthened,
  unescaped,
  walkPart,
  workbookParts,
  type WorkbookParts,
} from './workbook-parts.js';

/** Enough that the lines above a heading come together with it. */
const ROWS_AT_ONCE = 500;
const COLUMNS_MAX = 16_384;
const LINES_MAX = 1_048_576;

/**
 * The rows of one sheet of a workbook, in batches, without the empty ones; a row is padded to the
 * width of the heading. Where the workbook is damaged the rows end with a refusal.
 */
export async function* workbookRows(
  path: string,
  sheet: string | undefined,
): AsyncGenerator<SheetRow[] | Rejection> {
  let line = 0;
  try {
    const parts = await workbookParts(path);
    const found = parts.sheets.find(({ name, isHidden }) =>
      sheet === undefined ? !isHidden : name === sheet,
    );
    if (!found) {
      yield rejectImport('import.sheetMissing', { sheet: sheet ?? '1' }, 'sheet');
      return;
    }
    const rows = new RowBuilder(parts, await mergedCells(path, found.entry));
    for await (const _ of walkPart(path, found.entry, rows)) {
      if (rows.length < ROWS_AT_ONCE) continue;
      const batch = rows.take();
      line = batch.at(-1)!.line;
      yield batch;
    }
    yield rows.take();
  } catch (error) {
    if (!(error instanceof BrokenArchive)) throw error;
    yield rejectImport('import.workbookBroken', { line }, 'file');
  }
}

type Cell = { column: number; type: string; style: number; isFormula: boolean; text: string };

/** Puts rows together from the elements of a sheet. */
class RowBuilder {
  private ready: SheetRow[] = [];
  private width = 0;
  private line = 0;
  private cells: string[] = [];
  private column = 0;
  private cell: Cell | null = null;
  private inText = false;
  private aside = false;

  constructor(
    private readonly parts: WorkbookParts,
    private readonly merged: MergedCells,
  ) {}

  get length(): number {
    return this.ready.length;
  }

  take(): SheetRow[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  readonly open = (name: string, { r, t = 'n', s = '0' }: Readonly<Record<string, string>>) => {
    switch (name) {
      case 'row':
        this.line = r === undefined ? this.line + 1 : Number(r);
        if (!(this.line >= 1 && this.line <= LINES_MAX)) throw new BrokenArchive('line');
        this.cells = [];
        this.column = 0;
        break;
      case 'c':
        this.beginCell(r, t, Number(s));
        break;
      case 'f':
        if (this.cell) this.cell.isFormula = true;
        break;
      case 'rPh':
        this.aside = true;
        break;
      case 'v':
      case 't':
        this.inText = this.cell !== null && !this.aside;
    }
  };

  readonly text = (piece: string) => {
    if (this.inText) this.cell!.text = lengthened(this.cell!.text, piece);
  };

  readonly close = (name: string) => {
    switch (name) {
      case 'v':
      case 't':
        this.inText = false;
        break;
      case 'rPh':
        this.aside = false;
        break;
      case 'c':
        this.putCell();
        break;
      case 'row':
        this.putRow();
    }
  };

  private beginCell(reference: string | undefined, type: string, style: number): void {
    this.column = reference === undefined ? this.column + 1 : columnOf(reference);
    if (!(this.column >= 1 && this.column <= COLUMNS_MAX)) throw new BrokenArchive('column');
    this.cell = { column: this.column, type, style, isFormula: false, text: '' };
  }

  private putCell(): void {
    const { cell, cells } = this;
    if (!cell) return;
    while (cells.length < cell.column) cells.push('');
    cells[cell.column - 1] = textOf(cell, this.parts);
    this.cell = null;
  }

  /** The cells up to the last that holds something, at least as many as the heading has. */
  private putRow(): void {
    const { cells, line } = this;
    while (cells.length > this.width && cells.at(-1) === '') cells.pop();
    if (cells.every((cell) => cell === '')) return;
    while (cells.length < this.width) cells.push('');
    this.width ||= cells.length;
    this.merged.mark(line, cells);
    this.ready.push({ line, cells, broken: null });
  }
}

/** A result that is an empty text says that it is text. */
const hasNoResult = ({ isFormula, type, text }: Cell): boolean =>
  isFormula && text === '' && type !== 'str';

/** A formula that was never worked out, as programs leave it that only write workbooks. */
const NO_RESULT = '#FORMULA!';

/** What a reader of the sheet sees; a formula counts by its last result, an error by its name. */
const textOf = (cell: Cell, { texts, dated, from1904 }: WorkbookParts): string => {
  const { type, style, text } = cell;
  if (hasNoResult(cell)) return NO_RESULT;
  switch (type) {
    case 's': {
      const shared = texts[Number(text)];
      if (text !== '' && shared === undefined) throw new BrokenArchive('text');
      return shared ?? '';
    }
    case 'inlineStr':
    case 'str':
      return unescaped(text);
    case 'b':
      return text === '' ? '' : String(Number(text) !== 0);
    case 'n': {
      const number = Number(text);
      if (text.trim() === '' || Number.isNaN(number)) return text;
      return dated[style] ? dayOf(from1904 ? number + DAYS_TO_1904 : number) : String(number);
    }
    default:
      return text;
  }
};

const MS_PER_DAY = 86_400_000;
const DAYS_TO_1904 = 1462;
/** The day of 1970-01-01, and the first after the last, as spreadsheets count. */
const EPOCH = 25_569;
const DAYS_END = 2_958_466;

/** A day as `YYYY-MM-DD`; the number is none when a spreadsheet could not show it either. */
const dayOf = (number: number): string =>
  number >= 0 && number < DAYS_END
    ? new Date(Math.round((number - EPOCH) * MS_PER_DAY)).toISOString().slice(0, 10)
    : NO_DAY;
const NO_DAY = '########';
