import { agencyNameIn, TREE, type Tree } from '@gongkai/directory';
import { calendarFacts, CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  CLOCK,
  EVENT_STORE,
  GateError,
  isWithin,
  parseRecord,
  READ_STORE,
  replayRow,
  streamName,
  type Clock,
  type EventStore,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CurrentViewer,
  replayedBounds,
  timelineNode,
  type ReplayArgs,
  type Viewer,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ColumnNames } from './column-names.js';
import { actionsOf } from './decider.actions.js';
import { documentNode, type DocumentNode } from './document-view.js';
import { documentCollection, documentRows } from './documents.projection.js';
import { mayRead, mayReadPaper } from './policy.js';

/** What a paper was before is for its own agency: one that is asked for its word sees what it is about. */
const refuseHistory = (officer: Officer, agency: string | null): void => {
  if (!mayRead(officer, agency)) throw new GateError('FORBIDDEN', { operation: 'document.read' });
};

/** One paper, as the officers of its agency and those asked for their word see it. */
@Resolver('Document')
export class DocumentResolver {
  constructor(
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ColumnNames) private readonly columns: ColumnNames,
    @Inject(CALENDARS) private readonly calendars: Calendars,
  ) {}

  @Query('document')
  async document(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args() args: ReplayArgs = {},
  ): Promise<DocumentNode> {
    const { tenant } = officer;
    const row = await this.reads.get(documentCollection, tenant, id);
    // Not there, of another government, not granted: one answer.
    if (!row || !mayReadPaper(officer, row)) throw new GateError('NOT_FOUND');
    const bounds = replayedBounds(args, this.clock);
    if (!bounds) return documentNode(row, tenant);
    refuseHistory(officer, row.agency);
    const then = await replayRow(this.store, documentRows, tenant, 'document', id, bounds);
    if (!then) throw new GateError('NOT_FOUND');
    return { ...documentNode(then, tenant), replayed: true };
  }

  @Query('documentTimeline')
  async documentTimeline(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args() args: ReplayArgs = {},
  ) {
    const { agency } = await this.document(officer, id, {});
    refuseHistory(officer, agency);
    const bounds = replayedBounds(args, this.clock) ?? {};
    const stored = await this.store.read(streamName(officer.tenant, 'document', id));
    return stored.flatMap(({ position, record }) => {
      const { meta, data } = parseRecord(record);
      if (!isWithin(meta, bounds)) return [];
      return [{ ...timelineNode({ meta, position }), data: JSON.stringify(data) }];
    });
  }

  @ResolveField('agencyName')
  agencyName(@Parent() { tenant, agency }: DocumentNode) {
    return agencyNameIn(this.tree, tenant, agency);
  }
  @ResolveField('columnName')
  columnName(@CurrentViewer() viewer: Viewer, @Parent() { tenant, column }: DocumentNode) {
    return this.columns.name(viewer, tenant, column);
  }
  @ResolveField('actions')
  actions(@CurrentOfficer() officer: Officer, @Parent() { row, tenant, replayed }: DocumentNode) {
    if (replayed) return [];
    const today = this.clock.today();
    const facts = { today, ...calendarFacts(this.calendars, tenant) };
    const isActive = (agency: string) => this.tree.node(agency, today) !== undefined;
    return actionsOf(row, officer, facts, isActive).map(({ command, refused }) => ({
      command,
      allowed: refused === null,
      code: refused?.code ?? null,
      zh: refused?.zh ?? null,
      en: refused?.en ?? null,
    }));
  }
}
