import type { Paper, PaperBlock, PaperCell, Place } from '@gongkai/reading';
import { PAPER_LIMITS, refuse } from './limits.js';
import { partsOf, walkXml } from './package-parts.js';
import { squared } from './table-grid.js';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const STRINGS = 'xl/sharedStrings.xml';
const LONG_TEXT = 60;

const sharedStrings = (bytes: Uint8Array | undefined): string[] => {
  const strings: string[] = [];
  if (!bytes) return strings;
  let inText = false;
  let phonetic = false;
  walkXml(bytes, {
    open: (name) => {
      if (name === 'si') strings.push('');
      if (name === 'rPh') phonetic = true;
      if (name === 't') inText = !phonetic;
    },
    text: (text) => {
      if (inText) strings[strings.length - 1] += text;
    },
    close: (name) => {
      if (name === 't') inText = false;
      if (name === 'rPh') phonetic = false;
    },
  });
  return strings;
};

/** The parts of the sheets people see, in their order. */
const sheetPaths = (workbook: Uint8Array, relations: Uint8Array | undefined): string[] => {
  const targets = new Map<string, string>();
  if (relations)
    walkXml(relations, {
      open: (name, { Id, Target }) => {
        if (name === 'Relationship' && Id && Target)
          targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
      },
    });
  const paths: string[] = [];
  walkXml(workbook, {
    open: (name, attributes) => {
      const path = targets.get(attributes['r:id'] ?? '');
      if (name === 'sheet' && path && !/hidden/i.test(attributes['state'] ?? '')) paths.push(path);
    },
  });
  return paths;
};

type Spot = { row: number; column: number };

/** `C7` as row 6, column 2. */
const spotOf = (reference: string): Spot | null => {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference) ?? [];
  if (!letters || !digits) return null;
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return { row: Number(digits) - 1, column: column - 1 };
};

type Read = { type: string; spot: Spot; value: string; formula: string | null };

class Sheet {
  readonly grid: (PaperCell | undefined)[][] = [];
  private readonly merges: string[] = [];
  private cell: Read | null = null;
  private into: 'value' | 'formula' | null = null;
  private next: Spot = { row: 0, column: 0 };
  private taken = 0;

  constructor(
    private readonly strings: readonly string[],
    private readonly place: Place,
  ) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row')
      this.next = { row: Number(attributes['r'] ?? this.next.row + 2) - 1, column: 0 };
    else if (name === 'c') {
      const spot = spotOf(attributes['r'] ?? '') ?? this.next;
      this.cell = { type: attributes['t'] ?? 'n', spot, value: '', formula: null };
      this.next = { row: spot.row, column: spot.column + 1 };
    } else if (name === 'v' || name === 't') this.into = 'value';
    else if (name === 'f') {
      this.into = 'formula';
      if (this.cell) this.cell.formula = '';
    } else if (name === 'mergeCell') this.merges.push(attributes['ref'] ?? '');
  }

  text(text: string): void {
    if (!this.cell || this.into === null) return;
    if (this.into === 'value') this.cell.value += text;
    else this.cell.formula = (this.cell.formula ?? '') + text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't' || name === 'f') this.into = null;
    if (name !== 'c' || !this.cell) return;
    this.put(this.cell);
    this.cell = null;
  }

  finish(): PaperCell[][] {
    for (const reference of this.merges) this.merge(reference);
    return squared(Array.from(this.grid, (row) => row ?? []));
  }

  private put({ type, spot, value, formula }: Read): void {
    const { row, column } = spot;
    const place = { ...this.place, row: row + 1, column: column + 1 };
    if (formula !== null && value === '') throw refuse('report.formulaWithoutValue', place);
    if (value === '') return;
    const { cells: limit, columns: widest } = PAPER_LIMITS;
    if (++this.taken > limit || column >= widest || row >= limit / 10)
      throw refuse('report.tableTooLarge', place, { limit });
    (this.grid[row] ??= [])[column] = {
      text: this.shown(type, value),
      row,
      column,
      rows: 1,
      columns: 1,
      ...(formula === null ? {} : { formula }),
    };
  }

  private shown(type: string, value: string): string {
    if (type === 's') return this.strings[Number(value)] ?? '';
    if (type !== 'n') return value;
    // Files keep 17 digits; people see the shortest number that is the same.
    const number = Number(value);
    return Number.isFinite(number) ? String(number) : value;
  }

  private merge(reference: string): void {
    const [from, to] = reference.split(':').map(spotOf);
    if (!from || !to || to.column >= PAPER_LIMITS.columns || to.row > this.grid.length + 1) return;
    const [rows, columns] = [to.row - from.row + 1, to.column - from.column + 1];
    this.taken += rows * columns;
    if (this.taken > PAPER_LIMITS.cells)
      throw refuse('report.tableTooLarge', this.place, { limit: PAPER_LIMITS.cells });
    const first = this.grid[from.row]?.[from.column];
    const cell: PaperCell = { text: '', ...first, ...from, rows, columns };
    for (let r = from.row; r <= to.row; r++)
      for (let c = from.column; c <= to.column; c++) (this.grid[r] ??= [])[c] = cell;
  }
}

/** The cells of a row that hold something, a merged one once. */
const filled = (row: readonly PaperCell[]): PaperCell[] => [
  ...new Set(row.filter(({ text }) => text.trim() !== '')),
];

/** A sheet as blocks: lines of one cell before the table and long ones in it are text. */
const blocksOf = (grid: readonly PaperCell[][], place: Place): PaperBlock[] => {
  const start = grid.findIndex((row) => filled(row).length > 1);
  const isText = (row: readonly PaperCell[], i: number): boolean => {
    const cells = filled(row);
    if (cells.length !== 1) return false;
    return start < 0 || i < start || cells[0]!.text.length > LONG_TEXT;
  };
  const texts = grid.flatMap((row, i) =>
    isText(row, i) ? [{ i, text: filled(row)[0]!.text.trim() }] : [],
  );
  const said = texts.filter(({ i, text }, n) => n === 0 || text !== texts[n - 1]!.text || i === 0);
  const paragraph = ({ i, text }: { i: number; text: string }): PaperBlock => ({
    kind: 'paragraph',
    text,
    place: { ...place, row: i + 1 },
  });
  const before = said.filter(({ i }) => i < start || start < 0).map(paragraph);
  const after = said.filter(({ i }) => start >= 0 && i > start).map(paragraph);
  const rows = grid.filter((row, i) => !isText(row, i) && filled(row).length > 0);
  return rows.length === 0 || start < 0
    ? before
    : [...before, { kind: 'table', grid: rows, place }, ...after];
};

export const readXlsx = (bytes: Uint8Array): Paper => {
  const { parts } = partsOf(bytes, (name) =>
    /^xl\/(?:.*\.xml|_rels\/workbook\.xml\.rels)$/.test(name),
  );
  const workbook = parts.get(WORKBOOK);
  if (!workbook) throw refuse('report.fileDamaged');
  const strings = sharedStrings(parts.get(STRINGS));
  const blocks = sheetPaths(workbook, parts.get(RELATIONS)).flatMap((path, i) => {
    const part = parts.get(path);
    const place: Place = { sheet: i + 1 };
    if (!part) throw refuse('report.fileDamaged', place);
    const sheet = new Sheet(strings, place);
    walkXml(part, {
      open: (name, attributes) => sheet.open(name, attributes),
      text: (text) => sheet.text(text),
      close: (name) => sheet.close(name),
    });
    return blocksOf(sheet.finish(), place);
  });
  return { kind: 'xlsx', title: null, blocks, gaps: [] };
};
