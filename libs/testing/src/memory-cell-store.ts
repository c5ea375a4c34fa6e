import type {
  Carried,
  CellBatch,
  CellStore,
  Generation,
  KeptPath,
  Layout,
  LeafBlock,
  LeafUnder,
  NodeCells,
} from '@gongkai/figures';
import type { Position } from '@gongkai/kernel';

type Rows = {
  leaves: Map<string, LeafBlock>;
  carried: Map<string, Carried>;
  paths: Map<string, KeptPath>;
};

const zero = (cells: Int32Array) => cells.every((cell) => cell === 0);
const plus = (kept: Int32Array | null, more: Int32Array | null): Int32Array | null =>
  kept && more ? kept.map((cell, i) => cell + more[i]!) : (kept ?? more?.slice() ?? null);
const nonZero = (cells: Int32Array | null) => (cells && !zero(cells) ? cells : null);
const inOrder = <T extends { year: number; sheet: number }>(a: T, b: T) =>
  a.year - b.year || a.sheet - b.sheet;

/** Cells of figures in memory: the twin of the embedded store, for specs. */
export class MemoryCellStore implements CellStore {
  private readonly known = new Map<number, Generation & Rows>();
  private next = 1;
  private changes = 0;

  version(): string {
    return String(this.changes);
  }

  async generations(): Promise<Generation[]> {
    return [...this.known.values()].map(({ id, signature, layout, position, live }) => ({
      id,
      signature,
      layout,
      position,
      live,
    }));
  }

  async begin(signature: string, layout: Layout): Promise<Generation> {
    this.changes++;
    const position: Position | undefined = undefined;
    const generation = { id: this.next++, signature, layout, position, live: false };
    const rows = { leaves: new Map(), carried: new Map(), paths: new Map() };
    this.known.set(generation.id, { ...generation, ...rows });
    return generation;
  }

  async save({ generation, leaves, carried, paths, upTo }: CellBatch): Promise<void> {
    this.changes++;
    const rows = this.known.get(generation)!;
    for (const leaf of leaves) addLeaf(rows, leaf);
    for (const block of carried) addCarried(rows, block);
    for (const path of paths) rows.paths.set(path.leaf, path);
    if (upTo !== undefined) rows.position = upTo;
  }

  async switchTo(generation: number): Promise<void> {
    this.changes++;
    this.known.get(generation)!.live = true;
    for (const id of this.known.keys()) if (id !== generation) this.known.delete(id);
  }

  async drop(generation: number): Promise<void> {
    this.changes++;
    this.known.delete(generation);
  }

  async leafBlocks(generation: number, leaves: readonly string[]): Promise<LeafBlock[]> {
    return [...this.known.get(generation)!.leaves.values()]
      .filter(({ leaf }) => leaves.includes(leaf))
      .map((block) => ({ ...block, cells: block.cells.slice() }))
      .sort((a, b) => (a.leaf < b.leaf ? -1 : a.leaf > b.leaf ? 1 : inOrder(a, b)));
  }

  async paths(generation: number): Promise<KeptPath[]> {
    return [...this.known.get(generation)!.paths.values()];
  }

  async nodeCells(generation: number, node: string, upToYear: number): Promise<NodeCells[]> {
    const { leaves, carried, paths } = this.known.get(generation)!;
    const rows = new Map<string, NodeCells>();
    const at = (year: number, sheet: number): NodeCells => {
      const key = `${year}/${sheet}`;
      const row = rows.get(key) ?? { year, sheet, own: null, agencies: null, below: null };
      rows.set(key, row);
      return row;
    };
    for (const { leaf, year, sheet, cells } of leaves.values()) {
      if (paths.get(leaf)?.node !== node || year > upToYear) continue;
      const row = at(year, sheet);
      row.own = plus(row.own, cells);
    }
    for (const { node: of, year, sheet, agencies, below } of carried.values())
      if (of === node && year <= upToYear)
        Object.assign(at(year, sheet), {
          agencies: agencies?.slice() ?? null,
          below: below?.slice() ?? null,
        });
    return [...rows.values()].sort(inOrder);
  }

  async leavesUnder(
    generation: number,
    node: string,
    [from, to]: readonly [number, number],
    sheets: readonly number[],
  ): Promise<LeafUnder[]> {
    const { leaves, paths } = this.known.get(generation)!;
    const found = new Map<string, LeafUnder>();
    for (const { leaf, year, sheet, first, last } of leaves.values()) {
      const path = paths.get(leaf)?.path;
      if (!path?.includes(JSON.stringify(node))) continue;
      if (year < from || year > to || !sheets.includes(sheet)) continue;
      const known = found.get(leaf) ?? { leaf, path, first, last };
      known.first = Math.min(known.first, first);
      known.last = Math.max(known.last, last);
      found.set(leaf, known);
    }
    return [...found.values()];
  }

  async unknownLeaves(generation: number): Promise<string[]> {
    const leaves = [...(this.known.get(generation)?.leaves.values() ?? [])];
    return [...new Set(leaves.filter(({ unknown }) => unknown > 0).map(({ leaf }) => leaf))];
  }

  async *dump(generation: number): AsyncIterable<Uint8Array> {
    const { leaves, carried, paths } = this.known.get(generation)!;
    for (const table of [paths, leaves, carried] as readonly ReadonlyMap<string, object>[])
      for (const [key, row] of [...table].sort(([a], [b]) => (a < b ? -1 : 1)))
        yield Buffer.from(`${key} ${JSON.stringify(row)}\n`);
  }

  async close(): Promise<void> {
    this.known.clear();
  }
}

const addLeaf = ({ leaves }: Rows, block: LeafBlock): void => {
  const key = `${block.leaf} ${block.year} ${block.sheet}`;
  const kept = leaves.get(key);
  leaves.set(key, {
    ...block,
    cells: plus(kept?.cells ?? null, block.cells)!,
    first: Math.min(kept?.first ?? Infinity, block.first),
    last: Math.max(kept?.last ?? 0, block.last),
    unknown: (kept?.unknown ?? 0) + block.unknown,
  });
};

const addCarried = ({ carried }: Rows, block: Carried): void => {
  const key = `${block.node} ${block.year} ${block.sheet}`;
  const kept = carried.get(key);
  const agencies = nonZero(plus(kept?.agencies ?? null, block.agencies));
  const below = nonZero(plus(kept?.below ?? null, block.below));
  if (agencies ?? below) carried.set(key, { ...block, agencies, below });
  else carried.delete(key);
};
