import {
  CarryUp,
  LeafTally,
  pathOf,
  widthsOf,
  type CountTable,
  type Layout,
  type LeafPath,
  type NodeCells,
} from '@gongkai/figures';
import type { Tree } from '@gongkai/directory';
import { daysAt, placeIn, type Cut, type ReplayLog } from './cut.js';

const LOW = 2 ** 32;
const CODE = 0xfffff;
/** Keys that are counted at a time. */
const BUFFER = 16_384;
/** Positions scanned before others have a turn. */
const SLICE = 1_048_576n;

/** The leaves that ever counted for a node: number of the agency → where its cells go. */
export type Leaves = { paths: Map<number, LeafPath>; names: ReadonlyMap<number, string> };

/** Leaves of the log that stand, or once stood, at or under a node. */
export const leavesUnder = (log: ReplayLog, tree: Tree, node: string): Leaves => {
  const names = log.agencies();
  const paths = new Map<number, LeafPath>();
  const under = tree.everUnder(node);
  for (const [number, leaf] of names) {
    const slash = leaf.indexOf('/');
    const at = tree.nodeOf(leaf.slice(0, slash), leaf.slice(slash + 1) || null);
    const path = at !== undefined && under.has(at) ? pathOf(tree, leaf) : undefined;
    if (path) paths.set(number, path);
  }
  return { paths, names };
};

/** One byte per agency number, 1 for those wanted: one read per key. */
export const maskOf = (numbers: Iterable<number>): Uint8Array => {
  const all = [...numbers];
  const mask = new Uint8Array(all.reduce((max, number) => Math.max(max, number), 0) + 1);
  for (const number of all) mask[number] = 1;
  return mask;
};

/** Gives the thread back between slices of a long scan. */
export const inSlices = async (
  from: bigint,
  upTo: bigint,
  work: (after: bigint, end: bigint) => void,
): Promise<void> => {
  for (let after = from; after < upTo;) {
    const end = after + SLICE < upTo ? after + SLICE : upTo;
    work(after, end);
    after = end;
    if (after < upTo) await new Promise((resolve) => setImmediate(resolve));
  }
};

/** What the cells of some nodes would have been; the same arithmetic as the cells that are kept. */
export type Counted = {
  rows: ReadonlyMap<string, NodeCells[]>;
  /** Leaves with events of types this program does not know. */
  unknown: ReadonlySet<string>;
};

export type CountQuestion = {
  log: ReplayLog;
  table: CountTable;
  layout: Layout;
  cut: Cut;
  leaves: Leaves;
  /** Nodes whose cells are wanted. */
  nodes: readonly string[];
  /** Months after this one are not asked for. */
  lastMonth: number;
};

/**
 * Counts hot keys within the bounds and carries them up. Whole months are counted from the keys
 * alone; the records are read of those events only that lie in the month the day cuts.
 */
export const countWithin = async (question: CountQuestion): Promise<Counted> => {
  const { log, table, layout, cut, leaves, lastMonth } = question;
  const mask = maskOf(leaves.paths.keys());
  const tally = new LeafTally(widthsOf(layout));
  const buffer = new Float64Array(BUFFER);
  let waiting = 0;
  const flush = () => {
    if (waiting > 0) tally.count(table, buffer, waiting, 1);
    waiting = 0;
  };
  const take = (key: number) => {
    buffer[waiting++] = key;
    if (waiting === BUFFER) flush();
  };
  const look = new Map<number, number>();
  let position = 0;
  const { groups } = table;
  await inSlices(0n, cut.upTo, (after, end) =>
    log.scan(after, end, (keys, count) => {
      for (let i = 0; i < count; i++) {
        position++;
        const key = keys[i]!;
        if (mask[(key / LOW) | 0] !== 1) continue;
        const low = key >>> 0;
        const month = low >>> 20;
        if (month > lastMonth || groups[low & CODE] === 0) continue;
        const place = placeIn(cut, position, month);
        if (place === 'in') take(key);
        else if (place === 'look') look.set(position, key);
      }
    }),
  );
  for (const [at, day] of await daysAt(log, [...look.keys()]))
    if (day <= cut.day!) take(look.get(at)!);
  flush();
  return carried(question, tally);
};

const carried = ({ layout, leaves, nodes }: CountQuestion, tally: LeafTally): Counted => {
  const wanted = new Set(nodes);
  const rows = new Map<string, NodeCells[]>();
  const unknown = new Set<string>();
  const carry = new CarryUp(layout);
  const rowOf = (node: string, year: number, sheet: number): NodeCells => {
    const ofNode = rows.get(node) ?? [];
    rows.set(node, ofNode);
    const known = ofNode.find((row) => row.year === year && row.sheet === sheet);
    if (known) return known;
    const fresh: NodeCells = { year, sheet, own: null, agencies: null, below: null };
    ofNode.push(fresh);
    return fresh;
  };
  for (const block of tally.take()) {
    const path = leaves.paths.get(block.agency)!;
    carry.add(path, block);
    if (block.unknown > 0) unknown.add(leaves.names.get(block.agency)!);
    const own = path[0]!.nodes[0]!;
    // A copy: the arrays of a tally are views of slabs that are given up with it.
    if (wanted.has(own)) rowOf(own, block.year, block.sheet).own = block.cells.slice();
  }
  for (const { node, year, sheet, agencies, below } of carry.drain())
    if (wanted.has(node)) Object.assign(rowOf(node, year, sheet), { agencies, below });
  return { rows, unknown };
};
