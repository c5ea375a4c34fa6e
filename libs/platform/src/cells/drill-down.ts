import {
  placesOf,
  spanIn,
  type CellStore,
  type CountTable,
  type Generation,
  type LeafPath,
  type LeafUnder,
  type Period,
  type Scope,
} from '@gongkai/figures';
import type { HotKeys, Position } from '@gongkai/kernel';

export type CellAsked = {
  node: string;
  period: Period;
  scope: Scope;
  /** Indicators whose events are wanted, all flows or all stocks. */
  indicators: readonly string[];
  stock: boolean;
  after: Position;
  limit: number;
};

const SLICE = 65_536n;
const LOW = 2 ** 32;

/** Whether the cells of a leaf on a path reach the node within the scope. */
export const reaches = (path: LeafPath, month: number, node: string, scope: Scope): boolean => {
  const { nodes, inTenant } = spanIn(path, month);
  const at = nodes.indexOf(node);
  if (at < 0) return false;
  return scope === 'all' || (scope === 'own' ? at === 0 : at < inTenant);
};

/** For each agency the months whose events count; the months of a period are few, agencies many. */
const monthsByAgency = (
  leaves: readonly LeafUnder[],
  numbers: ReadonlyMap<string, number>,
  { node, period, scope, stock }: CellAsked,
): Map<number, Uint8Array | true> => {
  const wanted = new Map<number, Uint8Array | true>();
  for (const { leaf, path: text } of leaves) {
    const path = JSON.parse(text) as LeafPath;
    const agency = numbers.get(leaf)!;
    if (stock) {
      // A stock is where its leaf is at the end of the period, wherever it grew.
      if (reaches(path, period.to, node, scope)) wanted.set(agency, true);
      continue;
    }
    const months = new Uint8Array(period.to - period.from + 1);
    for (let i = 0; i < months.length; i++)
      months[i] = reaches(path, period.from + i, node, scope) ? 1 : 0;
    if (months.includes(1)) wanted.set(agency, months);
  }
  return wanted;
};

/** An event behind a figure, and how much it adds: most add one, some take away. */
export type Behind = { position: Position; adds: number };

/** The events behind a cell after a position, in the order of the log. */
export const eventsBehind = async (
  { cells, hot }: { cells: CellStore; hot: HotKeys },
  generation: Generation,
  table: CountTable,
  asked: CellAsked,
): Promise<Behind[]> => {
  const { period, stock, limit, indicators } = asked;
  const years = [stock ? 0 : Math.floor(period.from / 12), Math.floor(period.to / 12)] as const;
  const places = placesOf(generation.layout);
  const sheets = [...new Set(indicators.flatMap((id) => places.get(id)?.sheet ?? []))];
  const leaves = await cells.leavesUnder(generation.id, asked.node, years, sheets);
  const numbers = new Map([...hot.agencies()].map(([number, leaf]) => [leaf, number]));
  const wanted = monthsByAgency(leaves, numbers, asked);
  const adding = table.adding(indicators);
  let first = Infinity;
  let last = 0;
  for (const leaf of leaves) {
    first = Math.min(first, leaf.first);
    last = Math.max(last, leaf.last);
  }
  const found: Behind[] = [];
  let after = first === Infinity ? BigInt(last) : BigInt(first - 1);
  if (asked.after > after) after = asked.after;
  while (after < BigInt(last) && found.length < limit) {
    const end = after + SLICE < BigInt(last) ? after + SLICE : BigInt(last);
    let position = Number(after);
    hot.scan(after, end, (keys, count) => {
      for (let i = 0; i < count; i++) {
        position++;
        const key = keys[i]!;
        const low = key >>> 0;
        const adds = adding[low & 0xfffff]!;
        if (adds === 0 || found.length >= limit) continue;
        const months = wanted.get(Math.floor(key / LOW));
        if (months === undefined) continue;
        const month = low >>> 20;
        const counts = months === true ? month <= period.to : months[month - period.from] === 1;
        if (counts) found.push({ position: BigInt(position), adds });
      }
    });
    after = end;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
};

/** Asks for events behind a cell after a position, so many at most. */
export type AskBehind = (after: Position | undefined, limit: number) => Promise<Behind[]>;

/**
 * The events behind a cell that adds up flows and stocks: each is asked for by itself, and what one
 * event adds here and takes off there is added up. An event that adds nothing in the end is left out.
 */
export const togetherBehind =
  (parts: readonly AskBehind[]): AskBehind =>
  async (after, limit) => {
    const [only] = parts;
    if (parts.length === 1 && only) return only(after, limit);
    const found: Behind[] = [];
    for (let from = after; found.length < limit;) {
      const pages = await Promise.all(parts.map((part) => part(from, limit)));
      // Past the end of a full page there may be more of that part.
      const full = pages.flatMap((page) => (page.length < limit ? [] : page.at(-1)!.position));
      const end = full.length === 0 ? undefined : full.reduce((a, b) => (a < b ? a : b));
      const adds = new Map<Position, number>();
      for (const { position, adds: more } of pages.flat())
        if (end === undefined || position <= end)
          adds.set(position, (adds.get(position) ?? 0) + more);
      const inOrder = [...adds].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [position, sum] of inOrder) if (sum !== 0) found.push({ position, adds: sum });
      if (end === undefined) break;
      from = end;
    }
    return found.slice(0, limit);
  };
