import { MONTHS, widthsOf, type Layout } from './layout.js';
import { spanIn, type LeafPath } from './path.js';

/** The cells of one leaf in one year (from 1900) on one sheet. */
export type YearCells = { year: number; sheet: number; cells: Int32Array };

/** What reaches a node from below in one year: from agencies of its own government, from governments under it. */
export type Carried = {
  node: string;
  year: number;
  sheet: number;
  agencies: Int32Array | null;
  below: Int32Array | null;
};

/** Sheets are numbered below this. */
const SHEETS = 256;

/**
 * Carries leaf cells to the ancestors. Everything here is linear in the cells: carrying what was
 * added and adding the result is the same as carrying everything anew, so incremental and rebuilt
 * figures agree byte for byte.
 */
export class CarryUp {
  private nodes = new Map<string, Map<number, Carried>>();
  private readonly widths: readonly number[];
  private readonly stocks: readonly (readonly number[])[];

  constructor({ sheets }: Layout) {
    this.widths = widthsOf({ sheets });
    this.stocks = sheets.map(({ stocks }) =>
      stocks.flatMap((stock, column) => (stock ? [column] : [])),
    );
  }

  /** Adds (or with sign −1 takes away) the cells of a leaf in a year along its path. */
  add(path: LeafPath, block: YearCells, sign: 1 | -1 = 1): void {
    const month = block.year * MONTHS;
    const whole = spanIn(path, month);
    if (spanIn(path, month + MONTHS - 1) === whole) this.along(whole, block, sign);
    else this.byMonth(path, block, sign);
    if (this.stocks[block.sheet]!.length > 0 && path.length > 1) this.moveStocks(path, block, sign);
  }

  /** Everything carried so far; empty afterwards. */
  *drain(): Generator<Carried> {
    const { nodes } = this;
    this.nodes = new Map();
    for (const blocks of nodes.values()) yield* blocks.values();
  }

  private along(
    { nodes, inTenant }: { nodes: readonly string[]; inTenant: number },
    { year, sheet, cells }: YearCells,
    sign: 1 | -1,
  ): void {
    for (let i = 1; i < nodes.length; i++) {
      const target = this.block(nodes[i]!, year, sheet, i < inTenant);
      for (let j = 0; j < cells.length; j++) target[j]! += sign * cells[j]!;
    }
  }

  private byMonth(path: LeafPath, { year, sheet, cells }: YearCells, sign: 1 | -1): void {
    const width = this.widths[sheet]!;
    for (let m = 0; m < MONTHS; m++) {
      const row = cells.subarray(m * width, (m + 1) * width);
      if (row.every((value) => value === 0)) continue;
      const { nodes, inTenant } = spanIn(path, year * MONTHS + m);
      for (let i = 1; i < nodes.length; i++) {
        const target = this.block(nodes[i]!, year, sheet, i < inTenant);
        for (let j = 0; j < width; j++) target[m * width + j]! += sign * row[j]!;
      }
    }
  }

  /**
   * A stock stands where its leaf stands: when the leaf gets other ancestors, what it holds by then
   * leaves the old ones and arrives at the new ones in that month.
   */
  private moveStocks(path: LeafPath, block: YearCells, sign: 1 | -1): void {
    const { sheet } = block;
    for (let s = 1; s < path.length; s++) {
      const before = path[s - 1]!;
      const after = path[s]!;
      for (const column of this.stocks[sheet]!) {
        const level = sign * this.levelBefore(after.from, block, column);
        if (level === 0) continue;
        this.put(before, after.from, sheet, column, -level);
        this.put(after, after.from, sheet, column, level);
      }
    }
  }

  private levelBefore(month: number, { year, sheet, cells }: YearCells, column: number): number {
    let level = 0;
    for (let m = 0; m < MONTHS && year * MONTHS + m < month; m++)
      level += cells[m * this.widths[sheet]! + column]!;
    return level;
  }

  private put(
    { nodes, inTenant }: { nodes: readonly string[]; inTenant: number },
    month: number,
    sheet: number,
    column: number,
    delta: number,
  ): void {
    const year = Math.floor(month / MONTHS);
    const at = (month % MONTHS) * this.widths[sheet]! + column;
    for (let i = 1; i < nodes.length; i++)
      this.block(nodes[i]!, year, sheet, i < inTenant)[at]! += delta;
  }

  private block(node: string, year: number, sheet: number, inTenant: boolean): Int32Array {
    let blocks = this.nodes.get(node);
    if (!blocks) this.nodes.set(node, (blocks = new Map()));
    const key = year * SHEETS + sheet;
    let carried = blocks.get(key);
    if (!carried) blocks.set(key, (carried = { node, year, sheet, agencies: null, below: null }));
    const part = inTenant ? 'agencies' : 'below';
    return (carried[part] ??= new Int32Array(MONTHS * this.widths[sheet]!));
  }
}
