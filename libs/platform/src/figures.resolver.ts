import { daysNaming, TREE, type Tree } from '@gongkai/directory';
import {
  CLOCK,
  isUnbounded,
  Rejection,
  replayBounds,
  type Clock,
  type Officer,
} from '@gongkai/kernel';
import {
  CURSORS,
  CurrentOfficer,
  pageSize,
  toGraphql,
  type Cursors,
  type ReplayArgs,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { figureLabels } from './figure-labels.js';
import { FIGURES, type DrillDown, type Figures, type FigureTable } from './figures.js';
import { NodeSight } from './node-sight.js';
import type { ReplayedFigures } from './replay/replay-figures.js';
import { REPLAY, type Replay } from './replay/replay.js';
import type { Scope } from '@gongkai/figures';

type FiguresArgs = ReplayArgs & {
  node: string;
  period: string;
  format?: string | null;
  scope: Scope;
  children: boolean;
};
type EventsArgs = Omit<FiguresArgs, 'children' | keyof ReplayArgs> & {
  cell: string;
  first?: number | null;
  after?: string | null;
};

@Resolver()
export class FiguresResolver {
  constructor(
    @Inject(FIGURES) private readonly figuresOf: Figures,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CURSORS) private readonly cursors: Cursors,
    @Inject(REPLAY) private readonly replay: Replay,
    @Inject(NodeSight) private readonly sight: NodeSight,
  ) {}

  @Query('figures')
  async figures(@Args() args: FiguresArgs, @CurrentOfficer() officer: Officer) {
    const node = this.sight.seen(args.node, officer, daysNaming(args.period));
    if (node instanceof Rejection) return toGraphql(node);
    const bounds = replayBounds(args, this.clock.now());
    if (bounds instanceof Rejection) return toGraphql(bounds);
    const { period, scope, children, format } = args;
    const query = { node: node.id, period, scope, children, ...(format ? { format } : {}) };
    const table = isUnbounded(bounds)
      ? await this.figuresOf.figures(query)
      : await this.replay.figures(query, bounds);
    return table instanceof Rejection ? toGraphql(table) : tableNode(table);
  }

  @Query('figureEvents')
  async figureEvents(@Args() args: EventsArgs, @CurrentOfficer() officer: Officer) {
    const { cell, period, scope, format, first, after } = args;
    const limit = pageSize(first);
    const node = this.sight.seen(args.node, officer, daysNaming(args.period));
    if (node instanceof Rejection) return toGraphql(node);
    const query = { node: node.id, cell, period, scope, format: format ?? null };
    const from = after ? this.cursors.decode(officer.tenant, query, after).value : null;
    const found = await this.figuresOf.events({
      node: node.id,
      indicator: cell,
      period,
      scope,
      limit,
      ...(format ? { format } : {}),
      ...(from === null ? {} : { after: BigInt(from) }),
    });
    if (found instanceof Rejection) return toGraphql(found);
    return this.page(found, officer.tenant, query);
  }

  @Query('figureCases')
  async figureCases(@Args() args: EventsArgs, @CurrentOfficer() officer: Officer) {
    const { cell, period, scope, format, first, after } = args;
    const limit = pageSize(first);
    const node = this.sight.seen(args.node, officer, daysNaming(args.period));
    if (node instanceof Rejection) return toGraphql(node);
    const query = { cases: node.id, cell, period, scope, format: format ?? null };
    const from = after ? Number(this.cursors.decode(officer.tenant, query, after).value) : 0;
    const found = await this.figuresOf.cases({
      node: node.id,
      indicator: cell,
      period,
      scope,
      ...(format ? { format } : {}),
    });
    if (found instanceof Rejection) return toGraphql(found);
    const hasNextPage = found.length > from + limit;
    const value = from + limit;
    return {
      __typename: 'FigureCasePage',
      nodes: found.slice(from, from + limit).map((of) => ({
        ...of,
        agency: this.agencyOf(of.tenant, of.agency, of.lastOn),
      })),
      total: found.length,
      pageInfo: {
        endCursor: hasNextPage
          ? this.cursors.encode(officer.tenant, query, { value, id: '' })
          : null,
        hasNextPage,
      },
    };
  }

  private page({ events, next }: DrillDown, tenant: string, query: unknown) {
    const end =
      next === null ? null : this.cursors.encode(tenant, query, { value: String(next), id: '' });
    return {
      __typename: 'FigureEventPage',
      nodes: events.map((event) => ({
        ...event,
        position: String(event.position),
        agency: this.agencyOf(event.tenant, event.agency, event.occurredOn),
      })),
      pageInfo: { endCursor: end, hasNextPage: next !== null },
    };
  }

  private agencyOf(tenant: string, agency: string | null, on: string) {
    const id = this.tree.nodeOf(tenant, agency);
    const node = id === undefined ? undefined : (this.tree.node(id, on) ?? this.tree.node(id));
    return node ? { id: node.id, code: node.code, name: node.name } : null;
  }
}

const tableNode = (table: FigureTable | ReplayedFigures) => {
  const labels = figureLabels(table.format);
  const cellsOf = (cells: Readonly<Record<string, number | null>>) =>
    labels
      .filter(({ id }) => Object.hasOwn(cells, id))
      .map(({ note, ...label }) => ({
        ...label,
        value: cells[label.id],
        noteZh: note?.zh ?? null,
        noteEn: note?.en ?? null,
      }));
  return {
    __typename: 'FigureTable',
    asOf: null,
    asKnownAt: null,
    ...table,
    cells: cellsOf(table.cells),
    children: table.children?.map(({ node, cells }) => ({ node, cells: cellsOf(cells) })) ?? null,
  };
};

/** Tells the types of the two unions apart. */
@Resolver('FigureResult')
export class FigureResultResolver {
  @ResolveField('__resolveType')
  type({ __typename }: { __typename: string }) {
    return __typename;
  }
}
@Resolver('FigureEventResult')
export class FigureEventResultResolver {
  @ResolveField('__resolveType')
  type({ __typename }: { __typename: string }) {
    return __typename;
  }
}
@Resolver('FigureCaseResult')
export class FigureCaseResultResolver {
  @ResolveField('__resolveType')
  type({ __typename }: { __typename: string }) {
    return __typename;
  }
}
