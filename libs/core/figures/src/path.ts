import { parseLeafName } from '@gongkai/kernel';
import { lastDayOf } from './period.js';

/** What figures ask of the tree of divisions and agencies. */
export type FigureTree = {
  /** Grows with each change of the tree. */
  readonly revision: number;
  nodeOf(tenant: string, agency: string | null): string | undefined;
  /** Nearest first, as the tree was on that day. */
  ancestors(node: string, on: string): readonly string[];
  governmentNode(tenant: string): string | undefined;
  /** Months (from January 1900) in which some node got other ancestors, ascending. */
  changeMonths(): readonly number[];
};

/**
 * Where the cells of a leaf go from a month on: its own node, then the ancestors on the last day of
 * the month. The first `inTenant` nodes belong to the leaf's own government. A leaf of cases that
 * others count first ends below what it has in common with them.
 */
export type PathSpan = { from: number; nodes: readonly string[]; inTenant: number };

/** Spans in order; the first holds from the beginning. Undefined: the tree does not know the leaf. */
export type LeafPath = readonly PathSpan[];

const samePath = (a: PathSpan, b: PathSpan): boolean =>
  a.inTenant === b.inTenant &&
  a.nodes.length === b.nodes.length &&
  a.nodes.every((node, i) => node === b.nodes[i]);

/** As far as nobody else has counted: the node itself, then up to the first ancestor in common. */
const belowOthers = (
  tree: FigureTree,
  nodes: readonly string[],
  others: readonly string[],
  on: string,
): readonly string[] => {
  if (others.length === 0) return nodes;
  const counted = new Set(others.flatMap((other) => [other, ...tree.ancestors(other, on)]));
  const end = nodes.findIndex((node, i) => i > 0 && counted.has(node));
  return end < 0 ? nodes : nodes.slice(0, end);
};

/** The path of a leaf through the whole history of the tree. */
export const pathOf = (tree: FigureTree, leaf: string): LeafPath | undefined => {
  const { tenant, agency, countedBy } = parseLeafName(leaf);
  const node = tree.nodeOf(tenant, agency);
  if (node === undefined) return undefined;
  const government = tree.governmentNode(tenant);
  const months = tree.changeMonths();
  const spanAt = (month: number, from: number): PathSpan => {
    const on = lastDayOf(month);
    const above = [node, ...tree.ancestors(node, on)];
    const nodes = belowOthers(tree, above, countedBy, on);
    const top = government === undefined ? -1 : above.indexOf(government);
    return { from, nodes, inTenant: top < 0 ? 1 : Math.min(top + 1, nodes.length) };
  };
  const spans = [spanAt(Math.max((months[0] ?? 1) - 1, 0), 0)];
  for (const month of months) {
    const span = spanAt(month, month);
    if (month > 0 && !samePath(span, spans.at(-1)!)) spans.push(span);
  }
  return spans;
};

/** The span that holds in a month. */
export const spanIn = (path: LeafPath, month: number): PathSpan => {
  let found = path[0]!;
  for (const span of path) if (span.from <= month) found = span;
  return found;
};
