import { MONTHS } from './layout.js';

/** Blocks live in slabs, so that growing never copies what is counted already. */
const SLAB_BLOCKS = 512;
/** Years of the hot key fit below this. */
const YEARS = 512;

/** The cells of one leaf, year and sheet as counted, with the positions of the first and last event in it. */
export type LeafCells = {
  agency: number;
  year: number;
  sheet: number;
  cells: Int32Array;
  first: number;
  last: number;
  /** Events of types this program does not know. */
  unknown: number;
};

/** The blocks of one sheet: a sheet on which nothing is counted holds none. */
export class SheetTally {
  private readonly size: number;
  private slabs: Int32Array[] = [];
  private blockOf: (Int32Array | undefined)[] = [];
  private firsts: Float64Array = new Float64Array(0);
  private lasts: Float64Array = new Float64Array(0);
  private owners: Float64Array = new Float64Array(0);
  private unknowns = new Map<number, number>();
  private blocks = 0;

  constructor(private readonly width: number) {
    this.size = MONTHS * width;
  }

  get bytes(): number {
    return this.blocks * this.size * Int32Array.BYTES_PER_ELEMENT;
  }

  /** The number of the block of an agency and year, in which an event at a position is counted. */
  block(agency: number, year: number, position: number): number {
    const known = this.blockOf[year];
    const number = known === undefined || agency >= known.length ? 0 : known[agency]!;
    const block = number === 0 ? this.newBlock(agency, year, position) : number - 1;
    this.lasts[block] = position;
    return block;
  }

  add(
    block: number,
    month: number,
    columns: Uint16Array,
    deltas: Int16Array,
    from: number,
    to: number,
  ): void {
    const slab = this.slabs[(block / SLAB_BLOCKS) | 0]!;
    const first = (block % SLAB_BLOCKS) * this.size + month * this.width;
    for (let i = from; i < to; i++) slab[first + columns[i]!]! += deltas[i]!;
  }

  noteUnknown(block: number): void {
    this.unknowns.set(block, (this.unknowns.get(block) ?? 0) + 1);
  }

  /** What was counted, as views of the slabs; the tally is empty afterwards. */
  take(sheet: number): LeafCells[] {
    const { slabs, firsts, lasts, owners, unknowns, size } = this;
    const cells = Array.from({ length: this.blocks }, (_, block) => {
      const base = (block % SLAB_BLOCKS) * size;
      return {
        agency: Math.floor(owners[block]! / YEARS),
        year: owners[block]! % YEARS,
        sheet,
        cells: slabs[Math.floor(block / SLAB_BLOCKS)]!.subarray(base, base + size),
        first: firsts[block]!,
        last: lasts[block]!,
        unknown: unknowns.get(block) ?? 0,
      };
    });
    this.slabs = [];
    this.blockOf = [];
    this.firsts = new Float64Array(0);
    this.lasts = new Float64Array(0);
    this.owners = new Float64Array(0);
    this.unknowns = new Map();
    this.blocks = 0;
    return cells;
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
    this.owners[block] = agency * YEARS + year;
    return block;
  }
}

const doubled = (array: Float64Array): Float64Array => {
  const longer = new Float64Array(Math.max(array.length * 2, SLAB_BLOCKS));
  longer.set(array);
  return longer;
};
