import type { Tree } from '@gongkai/directory';
import { lastDayOf, layoutOf, type Cells, type CountTable, type Layout } from '@gongkai/figures';
import {
  Rejection,
  type Day,
  type EventStore,
  type Instant,
  type Parked,
  type Position,
  type ReplayBounds,
} from '@gongkai/kernel';
import { compiledRules, type CountingRules } from '../cells/counting-rules.js';
import {
  cellsIn,
  governmentsAbout,
  nodeOn,
  questionOf,
  type Question,
} from '../cells/figure-question.js';
import type { FigureQuery, FigureTable } from '../figures.js';
import { countWithin, leavesUnder, type Counted, type Leaves } from './bounded-count.js';
import { cutOf, type Cut, type ReplayLog } from './cut.js';
import { HistoricTrees } from './historic-tree.js';

export type FigureReplayDeps = CountingRules & {
  log: ReplayLog;
  store: Pick<EventStore, 'read'>;
  /** The tree as it is now; it shows every event of the log. */
  tree: Tree;
  reads: { parked(): Promise<Parked[]> };
};

/** Figures as they were; the same as `FigureTable`, with what the replay could know. */
export type ReplayedFigures = FigureTable & {
  asOf: Day | null;
  asKnownAt: Instant | null;
  /** Of the last event that could count; 0 when nothing was known yet. */
  position: Position;
};

/** What the log and the tree say within some bounds, ready to be counted. */
export type Standpoint = { bounds: ReplayBounds; cut: Cut; tree: Tree; leaves: Leaves };

/**
 * Figures of a node as of a day or as known at an instant, counted from the log anew: by the same
 * rules and the same arithmetic as the cells, over the tree of that day and that knowledge.
 */
export class FigureReplay {
  readonly layout: Layout;
  private readonly trees: HistoricTrees;
  /** The compiled rules for the event types in the log now. */
  readonly rules: () => CountTable;

  constructor(readonly deps: FigureReplayDeps) {
    this.layout = layoutOf(deps.indicators);
    this.rules = compiledRules(deps, deps.log);
    this.trees = new HistoricTrees(deps);
  }

  async figures(query: FigureQuery, bounds: ReplayBounds): Promise<ReplayedFigures | Rejection> {
    const asked = questionOf(query);
    if (asked instanceof Rejection) return asked;
    const { period, format, scope } = asked;
    const standpoint = await this.standpoint(query.node, bounds);
    const { tree, cut } = standpoint;
    const day = lastDayOf(period.to);
    const children = query.children ? tree.children(query.node, day) : [];
    const counted = await this.count(standpoint, [query.node, ...children], asked);
    const nodeIn = (id: string) => nodeOn(tree.has(id) ? tree : this.deps.tree, id, day);
    const table: ReplayedFigures = {
      node: nodeIn(query.node),
      period: period.text,
      format: format?.id ?? null,
      scope,
      cells: this.cellsOf(counted, query.node, asked),
      incomplete: await this.incomplete(standpoint, counted, query.node, day),
      asOf: bounds.asOf ?? null,
      asKnownAt: bounds.asKnownAt ?? null,
      position: cut.upTo,
    };
    if (!query.children) return table;
    const ofChild = (id: string) => ({
      node: nodeIn(id),
      cells: this.cellsOf(counted, id, asked),
    });
    return { ...table, children: children.map(ofChild) };
  }

  /** The log and the tree within bounds, for the leaves of one node. */
  async standpoint(node: string, bounds: ReplayBounds): Promise<Standpoint> {
    const { log } = this.deps;
    const cut = await cutOf(log, bounds);
    const tree = await this.trees.within(cut, bounds);
    return { bounds, cut, tree, leaves: leavesUnder(log, tree, node) };
  }

  count(
    { cut, leaves }: Standpoint,
    nodes: readonly string[],
    { period }: Question,
  ): Promise<Counted> {
    const { log } = this.deps;
    const { layout } = this;
    const table = this.rules();
    return countWithin({ log, table, layout, cut, leaves, nodes, lastMonth: period.to });
  }

  cellsOf({ rows }: Counted, node: string, question: Question): Cells {
    return cellsIn(this.layout, rows.get(node) ?? [], question);
  }

  private async incomplete(
    { tree, cut }: Standpoint,
    { unknown }: Counted,
    node: string,
    day: Day,
  ): Promise<string[]> {
    const tenants = new Set([...unknown].map((leaf) => leaf.split('/')[0]!));
    for (const { tenant, position } of await this.deps.reads.parked())
      if (position <= cut.upTo) tenants.add(tenant);
    return governmentsAbout(tree, tenants, node, day);
  }
}
