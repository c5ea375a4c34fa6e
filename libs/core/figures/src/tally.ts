import { UNKNOWN_GROUP, type CountTable } from './count-table.js';
import { blockSize, MONTHS, type Layout } from './layout.js';

/** Blocks live in slabs, so that growing never copies what is counted already. */
const SLAB_BLOCKS = 512;
const LOW = 2 ** 32;

/** The cells of one leaf and year as counted, with the positions of the first and last event in it. */
export type LeafCells = {
  agency: number;
  year: number;
  cells: Int32Array;
  first: number;
  last: number;
  /** Events of types this program does not know. */
  unknown: number;
};

/**
 * Counts hot keys at the leaf. A block is found by two array reads and its cells stand in typed
 * arrays: no map, no object per event. Years count from 1900.
 */
export class LeafTally {
  private readonly size: number;
  private readonly width: number;
  private slabs: Int32Array[] = [];
  private blockOf: (Int32Array | undefined)[] = [];
  private firsts = new Float64Array(SLAB_BLOCKS);
  private lasts = new Float64Array(SLAB_BLOCKS);
  private owners = new Float64Array(SLAB_BLOCKS);
  private unknowns = new Map<number, number>();
  private blocks = 0;

  constructor(layout: Layout) {
    this.size = blockSize(layout);
    this.width = layout.ids.length;
  }

  /** Blocks in memory; the caller drains when there are too many. */
  get length(): number {
    return this.blocks;
  }

  /** Counts keys of consecutive positions, the first of them `position`. */
  count(table: CountTable, keys: Float64Array, count: number, position: number): void {
    const { groups, starts, ordinals, deltas } = table;
    const { width, size } = this;
    for (let i = 0; i < count; i++) {
      const key = keys[i]!;
      const low = key >>> 0;
      const group = groups[low & 0xfffff]!;
      if (group === 0) continue;
      const month = low >>> 20;
      const year = (month / MONTHS) | 0;
      const block = this.block((key / LOW) | 0, year, position + i);
      this.lasts[block] = position + i;
      if (group === UNKNOWN_GROUP) {
        this.unknowns.set(block, (this.unknowns.get(block) ?? 0) + 1);
        continue;
      }
      const slab = this.slabs[(block / SLAB_BLOCKS) | 0]!;
      const base = (block % SLAB_BLOCKS) * size + (month - year * MONTHS) * width;
      for (let j = starts[group]!; j < starts[group + 1]!; j++)
        slab[base + ordinals[j]!]! += deltas[j]!;
    }
  }

  /** Everything counted so far; the tally is empty afterwards. */
  *drain(): Generator<LeafCells> {
    const { slabs, firsts, lasts, owners, unknowns, blocks, size } = this;
    this.slabs = [];
    this.blockOf = [];
    this.unknowns = new Map();
    this.blocks = 0;
    for (let block = 0; block < blocks; block++) {
      const base = (block % SLAB_BLOCKS) * size;
      yield {
        agency: Math.floor(owners[block]! / 512),
        year: owners[block]! % 512,
        cells: slabs[(block / SLAB_BLOCKS) | 0]!.subarray(base, base + size),
        first: firsts[block]!,
        last: lasts[block]!,
        unknown: unknowns.get(block) ?? 0,
      };
    }
  }

  private block(agency: number, year: number, position: number): number {
    const known = this.blockOf[year];
    const block = known === undefined || agency >= known.length ? 0 : known[agency]!;
    return block === 0 ? this.newBlock(agency, year, position) : block - 1;
  }

  private newBlock(agency: number, year: number, position: number): number {
    let ofYear = this.blockOf[year] ?? new Int32Array(1024);
    if (agency >= ofYear.length) {
      const longer = new Int32Array(2 ** Math.ceil(Math.log2(agency + 1)));
      longer.set(ofYear);
      ofYear = longer;
    }
    this.blockOf[year] = ofYear;
    const block = this.blocks++;
    ofYear[agency] = block + 1;
    if (block % SLAB_BLOCKS === 0) this.slabs.push(new Int32Array(SLAB_BLOCKS * this.size));
    if (block >= this.firsts.length) {
      this.firsts = doubled(this.firsts);
      this.lasts = doubled(this.lasts);
      this.owners = doubled(this.owners);
    }
    this.firsts[block] = position;
    this.owners[block] = agency * 512 + year;
    return block;
  }
}

const doubled = (array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
  const longer = new Float64Array(array.length * 2);
  longer.set(array);
  return longer;
};
