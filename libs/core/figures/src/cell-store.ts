import type { Position } from '@gongkai/kernel';
import type { Carried } from './carry.js';
import type { Layout } from './layout.js';
import type { LeafCells } from './sheet-tally.js';

/** Cells counted at a leaf, by its name: `<tenant>/<agency>`. */
export type LeafBlock = Omit<LeafCells, 'agency'> & { leaf: string };

/** Where a leaf was carried to; `path` is the JSON of its spans, `node` its own node. */
export type KeptPath = { leaf: string; node: string | null; path: string };

/** A set of cells counted by one set of indicators; the live one answers questions. */
export type Generation = {
  id: number;
  signature: string;
  layout: Layout;
  position: Position | undefined;
  live: boolean;
};

/** Everything of one step: it becomes visible together. Blocks are added to what is there. */
export type CellBatch = {
  generation: number;
  leaves: Iterable<LeafBlock>;
  carried: Iterable<Carried>;
  /** Replace what is there. */
  paths: Iterable<KeptPath>;
  /** Absent while a generation is being counted in parts: one without a position starts over. */
  upTo?: Position;
};

/** What a node holds in one year on one sheet: counted at its own leaf, and carried from below. */
export type NodeCells = {
  year: number;
  sheet: number;
  own: Int32Array | null;
  agencies: Int32Array | null;
  below: Int32Array | null;
};

/** A leaf behind a figure, and where its events of some years lie in the log. */
export type LeafUnder = { leaf: string; path: string; first: number; last: number };

/** Cells at leaves and ancestors. What a node has from below is not kept where it is zero throughout. */
export interface CellStore {
  /** Another text after anything kept has changed, by whomever. */
  version(): string;
  generations(): Promise<Generation[]>;
  /** Begins an empty generation beside the others. */
  begin(signature: string, layout: Layout): Promise<Generation>;
  save(batch: CellBatch): Promise<void>;
  /** Makes a generation the live one and drops the others. */
  switchTo(generation: number): Promise<void>;
  /** Drops a generation that is not live. */
  drop(generation: number): Promise<void>;
  /** All blocks of leaves, ascending by leaf, year and sheet. */
  leafBlocks(generation: number, leaves: readonly string[]): Promise<LeafBlock[]>;
  paths(generation: number): Promise<KeptPath[]>;
  /** The blocks of a node up to a year, ascending by year and sheet. */
  nodeCells(generation: number, node: string, upToYear: number): Promise<NodeCells[]>;
  /** Leaves that were ever carried to a node, with what they counted in a range of years on some sheets. */
  leavesUnder(
    generation: number,
    node: string,
    years: readonly [number, number],
    sheets: readonly number[],
  ): Promise<LeafUnder[]>;
  /** Leaves with events of unknown types. */
  unknownLeaves(generation: number): Promise<string[]>;
  /** Every stored row in a fixed order, for comparing two generations byte for byte. */
  dump(generation: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}
