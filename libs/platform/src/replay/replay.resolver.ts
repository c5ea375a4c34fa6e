import {
  CLOCK,
  GateError,
  READ_STORE,
  Rejection,
  replayBounds,
  type Clock,
  type Officer,
  type ReadStore,
  type ReplayBounds,
} from '@gongkai/kernel';
import { daysNaming } from '@gongkai/directory';
import { CurrentOfficer, toGraphql, type ReplayArgs } from '@gongkai/nest';
import type { Scope } from '@gongkai/figures';
import { Inject } from '@nestjs/common';
import { Args, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { figureLabels } from '../figure-labels.js';
import { NodeSight } from '../node-sight.js';
import { caseKinds, mayReadCase, type CaseKindName } from './case-kinds.js';
import type { CaseStreams } from './case-streams.js';
import { REPLAY, type Replay } from './replay.js';
import {
  shownCase,
  shownCaseDifference,
  shownFigureDifference,
  type shownEvent,
  type shownRow,
} from './shown.js';

type CaseArgs = ReplayArgs & { case: string };
type DifferenceArgs = { case: string; from: ReplayArgs; to?: ReplayArgs | null };
type FigureArgs = {
  node: string;
  period: string;
  format?: string | null;
  scope: Scope;
  from: ReplayArgs;
  to?: ReplayArgs | null;
};

/** Cases and figures as they were, with the rights of the questions about them as they are. */
@Resolver()
export class ReplayResolver {
  constructor(
    @Inject(REPLAY) private readonly replays: Replay,
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(NodeSight) private readonly sight: NodeSight,
  ) {}

  @Query('replay')
  async replay(@CurrentOfficer() officer: Officer, @Args() args: CaseArgs) {
    const found = await this.readable(officer, args.case);
    const bounds = replayBounds(args, this.clock.now());
    if (bounds instanceof Rejection) return toGraphql(bounds);
    const { events, rows, parked, ...shown } = shownCase(await this.replays.of(found, bounds));
    return {
      __typename: 'Replay',
      ...shown,
      events: events.map(eventNode),
      rows: rows.map(rowNode),
      parked: parked.map(({ projection }) => projection),
    };
  }

  @Query('replayDifference')
  async replayDifference(@CurrentOfficer() officer: Officer, @Args() args: DifferenceArgs) {
    const found = await this.readable(officer, args.case);
    const sides = this.sidesOf(args);
    if (sides instanceof Rejection) return toGraphql(sides);
    const difference = await this.replays.differenceOf(found, ...sides);
    const { gained, lost, added, changed, gone, ...shown } = shownCaseDifference(difference);
    return {
      __typename: 'ReplayDifference',
      ...shown,
      gained: gained.map(eventNode),
      lost: lost.map(eventNode),
      added: added.map(rowNode),
      gone: gone.map(rowNode),
      changed: changed.map(({ fields, ...row }) => ({
        ...row,
        fields: fields.map(({ field, from, to }) => ({
          field,
          from: JSON.stringify(from),
          to: JSON.stringify(to),
        })),
      })),
    };
  }

  @Query('figureDifference')
  async figureDifference(@CurrentOfficer() officer: Officer, @Args() args: FigureArgs) {
    const node = this.sight.seen(args.node, officer, daysNaming(args.period));
    if (node instanceof Rejection) return toGraphql(node);
    const sides = this.sidesOf(args);
    if (sides instanceof Rejection) return toGraphql(sides);
    const { period, scope, format } = args;
    const query = { node: node.id, period, scope, ...(format ? { format } : {}) };
    const found = await this.replays.figureDifference(query, ...sides);
    if (found instanceof Rejection) return toGraphql(found);
    const shown = shownFigureDifference(found);
    const labels = new Map(figureLabels(shown.format).map((label) => [label.id, label]));
    return {
      __typename: 'FigureDifference',
      ...shown,
      cells: shown.cells.map((cell) => {
        const { zh, en } = labels.get(cell.id) ?? { zh: cell.id, en: cell.id };
        return { ...cell, zh, en };
      }),
    };
  }

  private sidesOf({
    from,
    to,
  }: Pick<DifferenceArgs, 'from' | 'to'>): readonly [ReplayBounds, ReplayBounds] | Rejection {
    const now = this.clock.now();
    const before = replayBounds(from, now);
    const after = replayBounds(to ?? {}, now);
    if (before instanceof Rejection) return before;
    return after instanceof Rejection ? after : [before, after];
  }

  /**
   * The streams of a case this officer may read as it is now: those of linked cases that the officer
   * may not read are left out. Not there, of another government, not granted: one answer.
   */
  private async readable(officer: Officer, id: string): Promise<CaseStreams> {
    const found = await this.replays.streams(officer.tenant, id);
    if (!found || !(await this.mayRead(officer, found.kind.kind, id)))
      throw new GateError('NOT_FOUND');
    const streams = [];
    for (const stream of found.streams)
      if (stream.id === id || (await this.mayRead(officer, stream.kind, stream.id)))
        streams.push(stream);
    return { ...found, streams };
  }

  private mayRead(officer: Officer, name: CaseKindName, id: string): Promise<boolean> {
    return mayReadCase(
      this.reads,
      officer,
      caseKinds.find(({ kind }) => kind === name)!,
      id,
    );
  }
}

const eventNode = ({ facts, ...event }: ReturnType<typeof shownEvent>) => ({
  ...event,
  facts: JSON.stringify(facts),
});

const rowNode = ({ row, ...of }: ReturnType<typeof shownRow>) => ({
  ...of,
  row: JSON.stringify(row),
});

/** Tells the types of the unions apart. */
@Resolver('ReplayResult')
export class ReplayResultResolver {
  @ResolveField('__resolveType')
  type({ __typename }: { __typename: string }) {
    return __typename;
  }
}
@Resolver('ReplayDifferenceResult')
export class ReplayDifferenceResultResolver {
  @ResolveField('__resolveType')
  type({ __typename }: { __typename: string }) {
    return __typename;
  }
}
@Resolver('FigureDifferenceResult')
export class FigureDifferenceResultResolver {
  @ResolveField('__resolveType')
  type({ __typename }: { __typename: string }) {
    return __typename;
  }
}
