import {
  authorise,
  CLOCK,
  GateError,
  PLATFORM,
  READ_STORE,
  type Clock,
  type Condition,
  type KeyValue,
  type Officer,
  type Page,
  type ReadStore,
} from '@gongkai/kernel';
import { CurrentOfficer, CURSORS, pageOf, pageSize, type Cursors } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { agencyRows, type AgencyRow } from './agency.projection.js';
import { divisionId } from './decider.division.js';
import { NATION_CODE } from './division-source.js';
import { latest } from './history.js';
import { nodeRows, type NodeRow } from './node.projection.js';
import { directoryPolicy } from './policy.js';
import { TREE, type Tree, type TreeNode } from './tree.js';

type Paged = { first?: number | null; after?: string | null };
type Dated = { on?: string | null };
/** A node on its way out, with the day it was asked for. */
type Shown = TreeNode & { on: string };

const DIVISION_KINDS: readonly string[] = ['nation', 'province', 'prefecture', 'county', 'town'];
const isDivision = ({ kind }: TreeNode) => DIVISION_KINDS.includes(kind);

@Resolver('Division')
export class DirectoryResolver {
  constructor(
    @Inject(TREE) private readonly tree: Tree,
    @Inject(READ_STORE) private readonly rows: ReadStore,
    @Inject(CURSORS) private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Query()
  division(@Args() { code, on }: { code: string } & Dated): Shown | null {
    return this.byCode(code, on ?? this.clock.today()) ?? null;
  }

  @Query()
  divisions(@Args() args: { parent?: string | null } & Dated & Paged) {
    const on = args.on ?? this.clock.today();
    const parent = args.parent == null ? divisionId(NATION_CODE) : this.byCode(args.parent, on)?.id;
    if (parent === undefined) throw new GateError('NOT_FOUND');
    return this.pageOfTree(PLATFORM, { list: 'divisions', parent, on }, args, () =>
      this.tree
        .children(parent, on)
        .map((id) => this.shown(id, on))
        .filter((node) => node !== undefined && isDivision(node)),
    );
  }

  @Query()
  searchDivisions(@Args() { text, on, first }: { text: string; first?: number | null } & Dated) {
    const day = on ?? this.clock.today();
    return this.tree.search(text, day, pageSize(first)).map((node) => ({ ...node, on: day }));
  }

  @Query()
  async governments(@Args() { first, after }: Paged) {
    const query = { list: 'governments' };
    const page = await this.rows.find<NodeRow>(nodeRows, PLATFORM, {
      where: [{ key: 'governed', eq: 1 }],
      sort: { key: 'code' },
      limit: pageSize(first),
      ...(after == null ? {} : { after: this.cursors.decode(PLATFORM, query, after) }),
    });
    return pageOf(page, this.cursors, PLATFORM, query, (row) => ({
      code: latest(row).code,
      ...row.government!,
      path: this.tree.path(row.id),
    }));
  }

  /** Public: a government is named by its code, and nothing but the names of its agencies is told. */
  @Query()
  agencies(@Args() args: { government: string } & Dated & Paged) {
    const on = args.on ?? this.clock.today();
    const government = this.byCode(args.government, on);
    if (!government?.tenant) throw new GateError('NOT_FOUND');
    const { id, tenant } = government;
    return this.pageOfTree(tenant, { list: 'agencies', id, on }, args, () =>
      this.agenciesUnder(id, tenant, on),
    );
  }

  @Query()
  async agencyRegister(
    @CurrentOfficer() officer: Officer,
    @Args() args: { ended?: boolean | null; kind?: string | null } & Paged,
  ) {
    const { tenant, agency } = officer;
    authorise(directoryPolicy, 'agency.readRegister', { kind: 'officer', officer }, agency);
    const where: Condition[] = [{ key: 'ended', eq: args.ended === true ? 1 : 0 }];
    if (args.kind != null) where.push({ key: 'kind', eq: args.kind });
    const query = { list: 'agencyRegister', where };
    const page = await this.rows.find<AgencyRow>(agencyRows, tenant, {
      where,
      sort: { key: 'code' },
      limit: pageSize(args.first),
      ...(args.after == null ? {} : { after: this.cursors.decode(tenant, query, args.after) }),
    });
    return pageOf(page, this.cursors, tenant, query, (row) => ({ ...row, successor: row.into }));
  }

  @ResolveField()
  path(@Parent() { id, on }: Shown) {
    return this.tree.path(id, on);
  }

  @ResolveField()
  parent(@Parent() { parent, on }: Shown) {
    return parent === null ? null : (this.shown(parent, on) ?? null);
  }

  @ResolveField()
  successor(@Parent() { successor }: Shown) {
    return successor === null ? null : (this.shown(successor, this.clock.today()) ?? null);
  }

  @ResolveField()
  government(@Parent() { id, code, on }: Shown) {
    const government = this.tree.governmentAt(id);
    if (!government) return null;
    const { name, joinedOn } = government;
    return { code, name, joinedOn, path: this.tree.path(id, on) };
  }

  private shown(id: string, on: string): Shown | undefined {
    const node = this.tree.node(id, on);
    return node && { ...node, on };
  }

  private byCode(code: string, on: string): Shown | undefined {
    if (!/^\d+$/.test(code)) return undefined;
    const node = this.tree.find(code, on).find(isDivision);
    return node && { ...node, on };
  }

  private agenciesUnder(id: string, tenant: string, on: string): Shown[] {
    return this.tree
      .children(id, on)
      .map((child) => this.shown(child, on)!)
      .flatMap((node) => {
        if (!isDivision(node)) return [node, ...this.agenciesUnder(node.id, tenant, on)];
        return node.kind === 'town' ? this.agenciesUnder(node.id, tenant, on) : [];
      })
      .filter((node) => node.tenant === tenant);
  }

  /** Pages of what the tree answers, by code; the cursor holds the last code and id. */
  private pageOfTree(
    tenant: string,
    query: unknown,
    { first, after }: Paged,
    all: () => (Shown | undefined)[],
  ) {
    const limit = pageSize(first);
    const from = after == null ? undefined : this.cursors.decode(tenant, query, after);
    const nodes = all()
      .filter((node) => node !== undefined)
      .sort((a, b) => compare(a, { value: b.code, id: b.id }))
      .filter((node) => from === undefined || compare(node, from) > 0);
    const rows = nodes.slice(0, limit);
    const last = rows.at(-1);
    const page: Page<Shown> = {
      rows,
      next: last && nodes.length > limit ? { value: last.code, id: last.id } : null,
    };
    return pageOf(page, this.cursors, tenant, query, (node) => node);
  }
}

const compare = ({ code, id }: TreeNode, to: { value: KeyValue; id: string }): number => {
  const [a, b] = [code ?? '', String(to.value ?? '')];
  if (a !== b) return a < b ? -1 : 1;
  return id === to.id ? 0 : id < to.id ? -1 : 1;
};
