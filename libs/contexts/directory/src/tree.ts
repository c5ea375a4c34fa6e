import { hotMonthOf, type Day, type Position, type Recorded } from '@gongkai/kernel';
import type { DirectoryEvent } from './events.js';
import { endedBy, existsOn, LAST_KNOWN, spanOn, type History } from './history.js';
import { applyToNode, nodeProjection, type NodeKind, type NodeRow } from './node.projection.js';
import { segmentsOf, shortCode } from './place-text.js';
import { Several } from './several.js';

/** Nest token under which the one Tree of a process is provided. */
export const TREE = Symbol('Tree');

/** A node as it was on a day. */
export type TreeNode = {
  id: string;
  kind: NodeKind;
  code: string | null;
  name: string;
  parent: string | null;
  /** The tenant of the government or agency; null for a division without a government here. */
  tenant: string | null;
  /** A code that only groups others; found by code alone. */
  grouping: boolean;
  /** Since when the node exists (null: before the records) and from when it no longer does. */
  since: Day | null;
  until: Day | null;
  /** The node it was merged into. */
  successor: string | null;
};

/**
 * The whole tree in memory, divisions and agencies, with its history: any question can be asked as
 * of a day; without a day it is about the last known state. Built from rows, kept current by events.
 */
export class Tree {
  private readonly nodes = new Map<string, NodeRow>();
  private readonly codes = new Several();
  private readonly names = new Several();
  /** Parent → everything that ever stood under it; successor → everything merged into it. */
  private readonly below = new Several();
  private readonly merged = new Several();
  private readonly governments = new Map<string, string>();
  private readonly moves = new Set<number>();
  private changes = 0;
  private last: Position = -1n;

  static from(rows: Iterable<NodeRow>): Tree {
    const tree = new Tree();
    for (const row of rows) tree.put(row);
    return tree;
  }

  /** Grows with each change; who keeps something computed from the tree compares it. */
  get revision(): number {
    return this.changes;
  }

  get size(): number {
    return this.nodes.size;
  }

  /** Position of the last event applied. */
  get position(): Position {
    return this.last;
  }

  /** Takes in one row, new or changed. */
  put(row: NodeRow): void {
    this.nodes.set(row.id, row);
    for (const [i, { since, code, name, parent }] of row.spans.entries()) {
      this.codes.add(code, row.id);
      this.names.add(name, row.id);
      if (parent !== null) this.below.add(parent, row.id);
      if (since !== null && i > 0 && parent !== row.spans[i - 1]!.parent)
        this.moves.add(hotMonthOf(since));
    }
    if (row.into !== null && row.until !== null) {
      this.merged.add(row.into, row.id);
      this.moves.add(hotMonthOf(row.until));
    }
    if (row.government !== null && row.tenant !== null) this.governments.set(row.tenant, row.id);
    this.changes++;
  }

  /** Takes in one event of the directory; a repeat changes nothing. */
  apply(event: Recorded<DirectoryEvent>): void {
    const id = nodeProjection.key(event);
    if (typeof id === 'string') {
      const before = this.nodes.get(id);
      const after = applyToNode(before, event, id);
      if (after !== undefined && after !== before) this.put(after);
    }
    if (event.position > this.last) this.last = event.position;
  }

  /** The node as it was on the day, undefined when it did not exist; without a day its last state. */
  node(id: string, on?: Day): TreeNode | undefined {
    const row = this.nodes.get(id);
    if (!row || (on !== undefined && !existsOn(row, on))) return undefined;
    const { code, name } = spanOn(row, on ?? LAST_KNOWN);
    return {
      id,
      kind: row.kind,
      code,
      name,
      parent: this.parentOn(row, on ?? LAST_KNOWN),
      tenant: row.tenant,
      grouping: row.grouping,
      since: row.spans[0]!.since,
      until: row.until,
      successor: row.into,
    };
  }

  has(id: string): boolean {
    return this.nodes.has(id);
  }

  /**
   * The ids above a node on a day, nearest first. What was merged away counts under its successor,
   * so that a figure of a unit that has ended is never lost.
   */
  ancestors(id: string, on: Day = LAST_KNOWN): string[] {
    const above: string[] = [];
    const row = this.nodes.get(id);
    let next = row && (endedBy(row, on) && row.into !== null ? row.into : this.parentOn(row, on));
    while (next != null && next !== id && !above.includes(next)) {
      above.push(next);
      const step = this.nodes.get(next);
      next = step && this.parentOn(step, on);
    }
    return above;
  }

  /** The ids directly under a node on a day, by code; grouping codes are left out. */
  children(id: string, on: Day = LAST_KNOWN): string[] {
    const found = this.childrenOf(id, on);
    return found.sort((a, b) => {
      const [x, y] = [a, b].map((child) => spanOn(this.nodes.get(child)!, on).code) as [
        string,
        string,
      ];
      return x < y ? -1 : x > y ? 1 : a < b ? -1 : 1;
    });
  }

  /** The node and everything that ever stood under it, or was merged into what did. */
  everUnder(id: string): Set<string> {
    const found = new Set([id]);
    for (const node of found)
      for (const index of [this.below, this.merged])
        for (const child of index.at(node)) found.add(child);
    return found;
  }

  /** Every row, for making another tree of them. */
  rows(): IterableIterator<NodeRow> {
    return this.nodes.values();
  }

  /** Months (from January 1900) in which some node got other ancestors, ascending. */
  changeMonths(): readonly number[] {
    return [...this.moves].sort((a, b) => a - b);
  }

  /** The tenants of all governments that have joined. */
  tenants(): string[] {
    return [...this.governments.keys()];
  }

  /** The division whose government the tenant is. */
  governmentNode(tenant: string): string | undefined {
    return this.governments.get(tenant);
  }

  /** The node an event of a tenant counts at: its agency, or its government's own office (null). */
  nodeOf(tenant: string, agency: string | null): string | undefined {
    if (agency === null) return this.governments.get(tenant);
    return this.nodes.get(agency)?.tenant === tenant ? agency : undefined;
  }

  /** The tenant a node belongs to: its own, or for a town that of the government above it. */
  tenantOf(id: string): string | null {
    const row = this.nodes.get(id);
    if (!row) return null;
    if (row.tenant !== null || row.kind !== 'town') return row.tenant;
    const above = this.parentOn(row, LAST_KNOWN);
    return above === null ? null : (this.nodes.get(above)?.tenant ?? null);
  }

  /** Name and day it joined of the government at a division. */
  governmentAt(id: string): { tenant: string; name: string; joinedOn: Day } | undefined {
    const row = this.nodes.get(id);
    if (!row || row.government === null || row.tenant === null) return undefined;
    return { tenant: row.tenant, ...row.government };
  }

  /** Names from the province down to the node: 湖南省/衡阳市/衡南县. */
  path(id: string, on: Day = LAST_KNOWN): string {
    return [id, ...this.ancestors(id, on)]
      .map((step) => this.nodes.get(step))
      .filter((row) => row !== undefined && row.kind !== 'nation')
      .map((row) => spanOn(row!, on).name)
      .reverse()
      .join('/');
  }

  /** Ids of nodes that ever had the code or the name. */
  everCalled(text: string): readonly string[] {
    return [...new Set([...this.codes.at(text), ...this.names.at(text)])];
  }

  /** Nodes that exist on the day and have the code or name then; `衡阳市/衡南县` narrows by superior. */
  find(text: string, on: Day = LAST_KNOWN): TreeNode[] {
    const [wanted, ...above] = segmentsOf(text).reverse();
    if (wanted === undefined) return [];
    const code = shortCode(wanted);
    return [...new Set([...this.codes.at(code), ...this.names.at(wanted)])]
      .map((id) => this.node(id, on))
      .filter((node) => node !== undefined)
      .filter((node) => node.code === code || (node.name === wanted && !node.grouping))
      .filter((node) => this.standsUnder(node.id, above, on));
  }

  /** Divisions of the day whose name holds the text or whose code begins with it, best first. */
  search(text: string, on: Day = LAST_KNOWN, limit = 20): TreeNode[] {
    const [wanted, ...above] = segmentsOf(text).reverse();
    if (wanted === undefined) return [];
    const hits: { row: NodeRow; rank: number }[] = [];
    for (const row of this.nodes.values()) {
      if (row.grouping || !isDivision(row.kind) || !existsOn(row, on)) continue;
      const { code, name } = spanOn(row, on);
      const at = code.startsWith(wanted) ? 0 : name.indexOf(wanted);
      if (at < 0) continue;
      const fit = name === wanted || code === wanted ? 0 : at === 0 ? 1 : 2;
      hits.push({ row, rank: fit * 10 + DIVISIONS.indexOf(row.kind) });
    }
    return hits
      .sort((a, b) => a.rank - b.rank || (a.row.id < b.row.id ? -1 : 1))
      .filter(({ row }) => this.standsUnder(row.id, above, on))
      .slice(0, limit)
      .map(({ row }) => this.node(row.id, on)!);
  }

  private standsUnder(id: string, names: readonly string[], on: Day): boolean {
    if (names.length === 0) return true;
    let met = 0;
    for (const above of this.ancestors(id, on)) {
      const row = this.nodes.get(above);
      if (row && spanOn(row, on).name === names[met]) met++;
    }
    return met === names.length;
  }

  /** Where a node stands on a day; a superior that was merged away by then stands for its successor. */
  private parentOn(row: NodeRow, on: Day): string | null {
    let parent = spanOn(row, on).parent;
    const passed = new Set<string>();
    while (parent !== null && !passed.has(parent)) {
      passed.add(parent);
      const above = this.nodes.get(parent);
      if (!above || above.into === null || !endedBy(above, on)) break;
      parent = above.into;
    }
    return parent;
  }

  private childrenOf(id: string, on: Day, passed = new Set<string>()): string[] {
    if (passed.has(id)) return [];
    passed.add(id);
    const own = this.below.at(id).filter((child) => {
      const row = this.nodes.get(child)!;
      return !row.grouping && existsOn(row, on) && spanOn(row, on).parent === id;
    });
    const inherited = [...this.merged.at(id), ...this.abolishedUnder(id)]
      .filter((child) => endedBy(this.nodes.get(child) as History, on))
      .flatMap((child) => this.childrenOf(child, on, passed));
    return [...own, ...inherited];
  }

  /** What ended under a node without a successor: whatever still stands there is not lost to lists. */
  private abolishedUnder(id: string): string[] {
    return this.below.at(id).filter((child) => {
      const { until, into, spans } = this.nodes.get(child)!;
      return until !== null && into === null && spans.at(-1)!.parent === id;
    });
  }
}

const DIVISIONS: readonly string[] = ['nation', 'province', 'prefecture', 'county', 'town'];
const isDivision = (kind: NodeKind) => DIVISIONS.includes(kind);
