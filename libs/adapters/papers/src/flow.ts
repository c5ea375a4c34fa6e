import type { PaperBlock, PaperCell, Place } from '@gongkai/reading';
import { PAPER_LIMITS, refuse } from './limits.js';
import { gridOf, type RawCell } from './table-grid.js';

type OpenCell = { blocks: PaperBlock[]; rows: number; columns: number; formula?: string };
type OpenTable = { rows: OpenCell[][]; place: Place };

/** The text of a cell: its paragraphs one below the other. */
const textOf = (blocks: readonly PaperBlock[]): string =>
  blocks
    .map((block) => (block.kind === 'table' ? '' : block.text))
    .join('\n')
    .trim();

/**
 * Gathers blocks while a marked-up paper is walked through. A table with a table in it, or of one
 * column, only lays out the page: what is in it flows on.
 */
export class Flow {
  readonly blocks: PaperBlock[] = [];
  private readonly open: (OpenTable | OpenCell)[] = [];
  private line = '';
  private tables = 0;
  private lines = 0;
  private depth = 0;
  page: number | undefined;

  enter(): void {
    const limit = PAPER_LIMITS.depth;
    if (++this.depth > limit) throw refuse('report.tooDeep', this.place, { limit });
  }

  leave(): void {
    this.depth--;
  }

  get place(): Place {
    const page = this.page === undefined ? {} : { page: this.page };
    return { ...page, line: this.lines + 1 };
  }

  text(piece: string): void {
    this.line += piece;
  }

  /** The paragraph ends here. */
  end(kind: 'heading' | 'paragraph' = 'paragraph'): void {
    const text = this.line.trim();
    this.line = '';
    if (text === '') return;
    this.target.push({ kind, text, place: this.place });
    this.lines++;
  }

  openTable(): void {
    this.end();
    const { line: _, ...place } = this.place;
    this.open.push({ rows: [], place: { ...place, table: ++this.tables } });
  }

  openRow(): void {
    this.closeCell();
    const table = this.table;
    if (table) table.rows.push([]);
  }

  openCell(rows: number, columns: number): void {
    this.closeCell();
    const table = this.table;
    if (!table) return;
    if (table.rows.length === 0) table.rows.push([]);
    const cell: OpenCell = { blocks: [], rows, columns };
    table.rows.at(-1)!.push(cell);
    this.open.push(cell);
  }

  /** Changes the cell that is open: its span may be told after its beginning. */
  amendCell(change: Partial<Pick<OpenCell, 'rows' | 'columns'>>): void {
    const cell = this.open.at(-1);
    if (cell && 'blocks' in cell) Object.assign(cell, change);
  }

  /** Makes the open cell one row longer each time it is called. */
  lengthener(): () => void {
    const cell = this.open.at(-1);
    return () => {
      if (cell && 'blocks' in cell) cell.rows++;
    };
  }

  /** The open cell is none of its own: another reaches over its place. */
  dropCell(): void {
    const cell = this.open.at(-1);
    const table = this.open.at(-2);
    if (!cell || !('blocks' in cell) || !table || !('rows' in table) || 'blocks' in table) return;
    table.rows.at(-1)?.pop();
  }

  closeCell(): void {
    this.end();
    const top = this.open.at(-1);
    if (top && 'blocks' in top) this.open.pop();
  }

  closeTable(): void {
    this.closeCell();
    const table = this.open.pop();
    if (!table || !('place' in table)) return;
    const cells = table.rows.flat();
    const layout =
      cells.some(({ blocks }) => blocks.some(({ kind }) => kind === 'table')) ||
      table.rows.every((row) => row.length <= 1);
    if (layout) this.target.push(...cells.flatMap(({ blocks }) => blocks));
    else this.target.push({ kind: 'table', grid: gridFrom(table), place: table.place });
  }

  finish(): PaperBlock[] {
    while (this.open.length > 0) this.closeTable();
    this.end();
    return this.blocks;
  }

  private get table(): OpenTable | undefined {
    const top = this.open.at(-1);
    return top && 'place' in top ? top : undefined;
  }

  private get target(): PaperBlock[] {
    const top = this.open.at(-1);
    return top && 'blocks' in top ? top.blocks : this.blocks;
  }
}

const gridFrom = ({ rows, place }: OpenTable): PaperCell[][] =>
  gridOf(
    rows.map((row) =>
      row.map(({ blocks, ...span }): RawCell => ({ text: textOf(blocks), ...span })),
    ),
    place,
  );
