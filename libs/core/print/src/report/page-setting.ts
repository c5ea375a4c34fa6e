import { linesOf, widthOf, type Advance, type LineStyle } from '../lines.js';
import type { SetText } from '../pages-pdf.js';
import {
  placed,
  type PaperPart,
  type PaperTable,
  type PlacedCell,
  type ReportPaper,
} from './paper.js';

/** Points: A4, the page of GB/T 9704 with narrower sides for wide tables. */
export const PAGE = { width: 595.28, height: 841.89, left: 65, top: 96, bottom: 90 } as const;
const TEXT_WIDTH = PAGE.width - 2 * PAGE.left;
const TEXT_HEIGHT = PAGE.height - PAGE.top - PAGE.bottom;

type TextStyle = LineStyle & { lead: number; centred: boolean; after: number };

const STYLES: Readonly<Record<'title' | 'heading' | 'paragraph' | 'line', TextStyle>> = {
  title: { size: 20, lead: 32, bold: true, indent: 0, centred: true, after: 14 },
  heading: { size: 15, lead: 27, bold: true, indent: 2, centred: false, after: 0 },
  paragraph: { size: 15, lead: 27, bold: false, indent: 2, centred: false, after: 0 },
  line: { size: 10.5, lead: 20, bold: false, indent: 0, centred: false, after: 2 },
};

export type SetRule = { x: number; y: number; width: number; height: number };
/** What stands on a page: text by the top of its em box, and the outlines of table cells. */
export type SetPage = { texts: SetText[]; rules: SetRule[] };

const PAD = { x: 2.5, y: 2.2 } as const;
/** A long word in a narrow cell is set smaller, down to this. */
const SMALLEST = 5.5;
/** A title a little too long for a line is set smaller, down to this. */
const TITLE_SMALLEST = 16;
const NARROW_FROM = 12;
const AFTER_TABLE = 10;
/** Rows of a long table that stay with its heading. */
const BEGINNING = 6;

const total = (heights: readonly number[]): number =>
  heights.reduce((sum, height) => sum + height, 0);

type Sized = {
  table: PaperTable;
  cells: readonly PlacedCell[];
  xs: number[];
  heights: number[];
  style: LineStyle;
  lead: number;
};

/** Sets a report on pages. A table that fits a page is not broken; the heads of one that is come again. */
export class PageSetting {
  readonly pages: SetPage[] = [{ texts: [], rules: [] }];
  private y: number = PAGE.top;
  /** The heading before the next table stands on this page. */
  private headed = false;

  constructor(private readonly advance: Advance) {}

  report({ title, parts }: ReportPaper): SetPage[] {
    const width = widthOf(title, STYLES.title, this.advance);
    const fitting = Math.floor((STYLES.title.size * TEXT_WIDTH) / width);
    const size = Math.min(STYLES.title.size, fitting);
    this.text(title, size < TITLE_SMALLEST ? STYLES.title : { ...STYLES.title, size });
    for (const [i, part] of parts.entries()) this.part(part, parts[i + 1]);
    return this.pages;
  }

  private part(part: PaperPart, next: PaperPart | undefined): void {
    if (part.kind === 'table') return this.table(part.table);
    if (part.kind === 'heading') this.keepWith(next);
    this.text(part.text, STYLES[part.kind]);
  }

  /** A heading goes with what it stands above: a whole table, or the beginning of a long one. */
  private keepWith(next: PaperPart | undefined): void {
    const { lead } = STYLES.heading;
    const heights = next?.kind === 'table' ? this.sized(next.table).heights : [lead];
    const whole = lead + total(heights);
    this.headed = whole > TEXT_HEIGHT;
    const needed = this.headed ? lead + total(heights.slice(0, BEGINNING)) : whole;
    if (this.room < needed) this.turn();
  }

  private get room(): number {
    return PAGE.height - PAGE.bottom - this.y;
  }

  private get page(): SetPage {
    return this.pages.at(-1)!;
  }

  private turn(): void {
    if (this.y === PAGE.top) return;
    this.pages.push({ texts: [], rules: [] });
    this.y = PAGE.top;
  }

  private text(text: string, style: TextStyle): void {
    const { size, bold, lead, indent, centred, after } = style;
    for (const [i, line] of linesOf(text, style, this.advance, TEXT_WIDTH).entries()) {
      if (this.room < lead) this.turn();
      const shift = centred
        ? (TEXT_WIDTH - widthOf(line, style, this.advance)) / 2
        : i === 0
          ? indent * size
          : 0;
      const y = this.y + (lead - size) / 2;
      this.page.texts.push({ text: line, x: PAGE.left + shift, y, size, bold });
      this.y += lead;
    }
    this.y += after;
  }

  private table(table: PaperTable): void {
    const sized = this.sized(table);
    const { heights } = sized;
    const whole = total(heights);
    if (!this.headed && whole <= TEXT_HEIGHT && this.room < whole) this.turn();
    this.headed = false;
    const headHeight = total(heights.slice(0, table.heads));
    let from = 0;
    while (from < table.rows.length) {
      const repeated = from > 0 ? headHeight : 0;
      let to = from;
      let used = repeated;
      while (to < table.rows.length && used + heights[to]! <= this.room) used += heights[to++]!;
      // At least one row of figures goes under the heads.
      const least = from === 0 ? table.heads : from;
      if (to <= least && this.y > PAGE.top) {
        this.turn();
        continue;
      }
      to = Math.min(Math.max(to, least + 1), table.rows.length);
      if (repeated > 0) this.rows(sized, 0, table.heads);
      this.rows(sized, from, to);
      if (to < table.rows.length) this.turn();
      from = to;
    }
    this.y += AFTER_TABLE;
  }

  /** Draws rows from…to; a cell that reaches over the end of the page is closed and goes on there. */
  private rows({ cells, xs, heights, style, lead }: Sized, from: number, to: number): void {
    const tops = [this.y];
    for (let row = from; row < to; row++) tops.push(tops.at(-1)! + heights[row]!);
    for (const cell of cells) {
      const [first, end] = [Math.max(cell.row, from), Math.min(cell.row + cell.rows, to)];
      if (first >= end) continue;
      const [x, y] = [xs[cell.column]!, tops[first - from]!];
      const width = xs[cell.column + cell.columns]! - x;
      const height = tops[end - from]! - y;
      this.page.rules.push({ x, y, width, height });
      if (cell.row >= from) this.inCell(cell, { x, y, width, height }, style, lead);
    }
    this.y = tops.at(-1)!;
  }

  private inCell(cell: PlacedCell, box: SetRule, style: LineStyle, lead: number): void {
    const inner = innerWidth(cell, box.width, style);
    const fitted = this.fitted(cell.text, style, inner);
    const lines = linesOf(cell.text, fitted, this.advance, inner);
    let y = box.y + Math.max(0, (box.height - lines.length * lead) / 2) + (lead - fitted.size) / 2;
    for (const text of lines) {
      const free = inner - widthOf(text, fitted, this.advance);
      const shift = cell.kind === 'label' ? cell.indent * style.size : free / 2;
      this.page.texts.push({ text, x: box.x + PAD.x + shift, y, size: fitted.size, bold: false });
      y += lead;
    }
  }

  private fitted(text: string, style: LineStyle, width: number): LineStyle {
    const words = text.match(/[\p{Script=Latin}\p{N}.'’-]+/gu) ?? [];
    const longest = Math.max(0, ...words.map((word) => widthOf(word, style, this.advance)));
    return longest <= width
      ? style
      : { ...style, size: Math.max(SMALLEST, (style.size * width) / longest - 0.05) };
  }

  private sized(table: PaperTable): Sized {
    const whole = table.widths.reduce((sum, width) => sum + width, 0);
    const xs: number[] = [PAGE.left];
    for (const width of table.widths) xs.push(xs.at(-1)! + (TEXT_WIDTH * width) / whole);
    const size = table.widths.length >= NARROW_FROM ? 8.5 : 9.5;
    const style: LineStyle = { size, bold: false, indent: 0 };
    const lead = size * 1.25;
    const cells = placed(table);
    const heights = table.rows.map(() => lead + 2 * PAD.y);
    // Cells of one row first; one that reaches over several stretches the last of them.
    for (const cell of cells.toSorted((a, b) => a.rows - b.rows)) {
      const width = xs[cell.column + cell.columns]! - xs[cell.column]!;
      const inner = innerWidth(cell, width, style);
      const fitted = this.fitted(cell.text, style, inner);
      const lines = linesOf(cell.text, fitted, this.advance, inner).length;
      const needed = Math.min(lines * lead + 2 * PAD.y, TEXT_HEIGHT / 2);
      const last = cell.row + cell.rows - 1;
      let held = 0;
      for (let row = cell.row; row <= last; row++) held += heights[row]!;
      if (needed > held) heights[last]! += needed - held;
    }
    return { table, cells, xs, heights, style, lead };
  }
}

const innerWidth = (cell: PlacedCell, width: number, { size }: LineStyle): number =>
  width - 2 * PAD.x - (cell.kind === 'label' ? cell.indent * size : 0);
