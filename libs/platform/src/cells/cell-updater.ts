import {
  CarryUp,
  layoutOf,
  LeafTally,
  MANY_KEYS,
  pathOf,
  signatureOf,
  widthsOf,
  type CellStore,
  type CountTable,
  type FigureTree,
  type Generation,
  type KeptPath,
  type Layout,
  type LeafBlock,
  type LeafCells,
  type LeafPath,
} from '@gongkai/figures';
import { sha256, type HotKeys, type Position } from '@gongkai/kernel';
import { compiledRules, type CountingRules } from './counting-rules.js';

export type CellDeps = CountingRules & { hot: HotKeys; cells: CellStore; tree: FigureTree };

/** Positions scanned before the blocks in memory are looked at. */
const SLICE = 262_144n;
/** Cells in memory before they are saved. */
const BYTES_MAX = 128 * 1024 * 1024;
const RECARRY = 500;
/** A backlog worth counting with much memory. */
const MANY = 500_000n;

/**
 * Keeps the cells up to date with the log: counts the hot keys since the last time, carries what
 * was added to the ancestors, and carries anew the leaves that the tree has moved.
 */
export class CellUpdater {
  private readonly layout: Layout;
  private readonly paths = new Map<string, LeafPath | null>();
  private readonly rules: () => CountTable;
  private treeSeen = -1;

  private constructor(
    private readonly deps: CellDeps,
    private generation: Generation,
  ) {
    this.layout = generation.layout;
    this.rules = compiledRules(deps, deps.hot);
  }

  /** Goes on with the cells of these indicators, or begins a generation beside the live one. */
  static async open(deps: CellDeps): Promise<CellUpdater> {
    const signature = sha256(signatureOf(deps.indicators));
    const generations = await deps.cells.generations();
    for (const { id, live, position } of generations)
      if (!live && position === undefined) await deps.cells.drop(id);
    const known = generations.find((g) => g.signature === signature && g.position !== undefined);
    const generation = known ?? (await CellUpdater.beginIn(deps));
    const updater = new CellUpdater(deps, generation);
    for (const { leaf, path } of await deps.cells.paths(generation.id))
      updater.paths.set(leaf, JSON.parse(path) as LeafPath | null);
    return updater;
  }

  /** A generation from nothing, beside whatever is live. */
  static async fresh(deps: CellDeps): Promise<CellUpdater> {
    return new CellUpdater(deps, await CellUpdater.beginIn(deps));
  }

  private static beginIn({ cells, indicators }: CellDeps): Promise<Generation> {
    return cells.begin(sha256(signatureOf(indicators)), layoutOf(indicators));
  }

  get position(): Position | undefined {
    return this.generation.position;
  }

  get id(): number {
    return this.generation.id;
  }

  /** Counts everything up to a position and makes these cells the ones that answer questions. */
  async catchUp(upTo: Position): Promise<void> {
    await this.recarry();
    await this.absorbAll(upTo);
    if (!this.generation.live) await this.goLive();
  }

  /** Counts and saves everything up to a position. */
  async absorbAll(upTo: Position): Promise<void> {
    let after = this.generation.position ?? 0n;
    const widths = widthsOf(this.layout);
    const tally = new LeafTally(widths, upTo - after > MANY ? MANY_KEYS : undefined);
    while (after < upTo) {
      const end = after + SLICE < upTo ? after + SLICE : upTo;
      this.scan(tally, after, end);
      after = end;
      if (tally.bytes >= BYTES_MAX || after === upTo) await this.absorb(tally.take(), after);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Saves counted leaves with what they add to their ancestors. */
  private async absorb(counted: readonly LeafCells[], upTo: Position): Promise<void> {
    const names = this.deps.hot.agencies();
    const carry = new CarryUp(this.layout);
    const fresh: KeptPath[] = [];
    const leaves = function* (this: CellUpdater): Generator<LeafBlock> {
      for (const { agency, ...block } of counted) {
        const leaf = names.get(agency)!;
        let path = this.paths.get(leaf);
        if (path === undefined) {
          path = pathOf(this.deps.tree, leaf) ?? null;
          this.paths.set(leaf, path);
          fresh.push(kept(leaf, path));
        }
        if (path) carry.add(path, block);
        yield { leaf, ...block };
      }
    };
    await this.deps.cells.save({
      generation: this.generation.id,
      leaves: leaves.call(this),
      carried: lazily(() => carry.drain()),
      paths: lazily(() => fresh),
      upTo,
    });
    this.generation = { ...this.generation, position: upTo };
  }

  private async goLive(): Promise<void> {
    await this.deps.cells.switchTo(this.generation.id);
    this.generation = { ...this.generation, live: true };
  }

  private scan(tally: LeafTally, after: Position, upTo: Position): void {
    const rules = this.rules();
    // Positions of a log with hot keys are consecutive, the first is 1.
    let position = Number(after) + 1;
    this.deps.hot.scan(after, upTo, (keys, count) => {
      tally.count(rules, keys, count, position);
      position += count;
    });
  }

  /** Leaves whose path the tree has changed are taken off the old ancestors and put under the new. */
  private async recarry(): Promise<void> {
    const { tree } = this.deps;
    if (tree.revision === this.treeSeen) return;
    const revision = tree.revision;
    const moved: KeptPath[] = [];
    const before = new Map<string, LeafPath | null>();
    for (const [leaf, old] of this.paths) {
      const now = kept(leaf, pathOf(tree, leaf) ?? null);
      if (now.path === JSON.stringify(old)) continue;
      moved.push(now);
      before.set(leaf, old);
    }
    for (let i = 0; i < moved.length; i += RECARRY)
      await this.move(moved.slice(i, i + RECARRY), before);
    this.treeSeen = revision;
  }

  private async move(
    moved: readonly KeptPath[],
    before: ReadonlyMap<string, LeafPath | null>,
  ): Promise<void> {
    const { cells } = this.deps;
    const carry = new CarryUp(this.layout);
    const after = new Map(
      moved.map(({ leaf, path }) => [leaf, JSON.parse(path) as LeafPath | null]),
    );
    for (const block of await cells.leafBlocks(this.generation.id, [...after.keys()])) {
      const old = before.get(block.leaf);
      const now = after.get(block.leaf);
      if (old) carry.add(old, block, -1);
      if (now) carry.add(now, block);
    }
    const { id, position } = this.generation;
    await cells.save({
      generation: id,
      leaves: [],
      carried: lazily(() => carry.drain()),
      paths: moved,
      ...(position === undefined ? {} : { upTo: position }),
    });
    for (const [leaf, path] of after) this.paths.set(leaf, path);
  }
}

const kept = (leaf: string, path: LeafPath | null): KeptPath => ({
  leaf,
  node: path?.[0]?.nodes[0] ?? null,
  path: JSON.stringify(path),
});

const lazily = <T>(items: () => Iterable<T>): Iterable<T> => ({
  [Symbol.iterator]: () => items()[Symbol.iterator](),
});
