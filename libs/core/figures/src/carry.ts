import { blockSize, MONTHS, type Layout } from './layout.js';
import { spanIn, type LeafPath } from './path.js';

/** The cells of one leaf in one year (from 1900). */
export type YearCells = { year: number; cells: Int32Array };

/** What reaches a node from below in one year: from agencies of its own government, from governments under it. */
export type Carried = {
  node: string;
  year: number;
  agencies: Int32Array | null;
  below: Int32Array | null;
};

/**
 * Carries leaf cells to the ancestors. Everything here is linear in the cells: carrying what was
 * added and adding the result is the same as carrying everything anew, so incremental and rebuilt
 * figures agree byte for byte.
 */
export class CarryUp {
  private nodes = new Map<string, Map<number, Carried>>();
  private blocks = 0;
  private readonly width: number;
  private readonly size: number;
  private readonly stocks: readonly number[];

  constructor(layout: Layout) {
    this.width = layout.ids.length;
    this.size = blockSize(layout);
    this.stocks = layout.stocks.flatMap((stock, ordinal) => (stock ? [ordinal] : []));
  }

  /** Blocks in memory; the caller drains when there are too many. */
  get length(): number {
    return this.blocks;
  }

  /** Adds (or with sign −1 takes away) the cells of a leaf along its path; years ascending. */
  add(path: LeafPath, years: readonly YearCells[], sign: 1 | -1 = 1): void {
    for (const { year, cells } of years) {
      const month = year * MONTHS;
      const whole = spanIn(path, month);
      if (spanIn(path, month + MONTHS - 1) === whole) this.along(whole, year, cells, sign);
      else this.byMonth(path, year, cells, sign);
    }
    if (this.stocks.length > 0 && path.length > 1) this.moveStocks(path, years, sign);
  }

  /** Everything carried so far; empty afterwards. */
  *drain(): Generator<Carried> {
    const { nodes } = this;
    this.nodes = new Map();
    this.blocks = 0;
    for (const years of nodes.values()) yield* years.values();
  }

  private along(
    { nodes, inTenant }: { nodes: readonly string[]; inTenant: number },
    year: number,
    cells: Int32Array,
    sign: 1 | -1,
  ): void {
    for (let i = 1; i < nodes.length; i++) {
      const target = this.block(nodes[i]!, year, i < inTenant);
      for (let j = 0; j < cells.length; j++) target[j]! += sign * cells[j]!;
    }
  }

  private byMonth(path: LeafPath, year: number, cells: Int32Array, sign: 1 | -1): void {
    const { width } = this;
    for (let m = 0; m < MONTHS; m++) {
      const row = cells.subarray(m * width, (m + 1) * width);
      if (row.every((value) => value === 0)) continue;
      const { nodes, inTenant } = spanIn(path, year * MONTHS + m);
      for (let i = 1; i < nodes.length; i++) {
        const target = this.block(nodes[i]!, year, i < inTenant);
        for (let j = 0; j < width; j++) target[m * width + j]! += sign * row[j]!;
      }
    }
  }

  /**
   * A stock stands where its leaf stands: when the leaf gets other ancestors, what it holds by then
   * leaves the old ones and arrives at the new ones in that month.
   */
  private moveStocks(path: LeafPath, years: readonly YearCells[], sign: 1 | -1): void {
    for (let s = 1; s < path.length; s++) {
      const before = path[s - 1]!;
      const after = path[s]!;
      for (const ordinal of this.stocks) {
        const level = sign * this.levelBefore(after.from, years, ordinal);
        if (level === 0) continue;
        this.put(before, after.from, ordinal, -level);
        this.put(after, after.from, ordinal, level);
      }
    }
  }

  private levelBefore(month: number, years: readonly YearCells[], ordinal: number): number {
    let level = 0;
    for (const { year, cells } of years)
      for (let m = 0; m < MONTHS && year * MONTHS + m < month; m++)
        level += cells[m * this.width + ordinal]!;
    return level;
  }

  private put(
    { nodes, inTenant }: { nodes: readonly string[]; inTenant: number },
    month: number,
    ordinal: number,
    delta: number,
  ): void {
    const year = Math.floor(month / MONTHS);
    const at = (month % MONTHS) * this.width + ordinal;
    for (let i = 1; i < nodes.length; i++) this.block(nodes[i]!, year, i < inTenant)[at]! += delta;
  }

  private block(node: string, year: number, inTenant: boolean): Int32Array {
    let years = this.nodes.get(node);
    if (!years) this.nodes.set(node, (years = new Map()));
    let carried = years.get(year);
    if (!carried) years.set(year, (carried = { node, year, agencies: null, below: null }));
    const part = inTenant ? 'agencies' : 'below';
    let block = carried[part];
    if (!block) {
      block = new Int32Array(this.size);
      carried[part] = block;
      this.blocks++;
    }
    return block;
  }
}
