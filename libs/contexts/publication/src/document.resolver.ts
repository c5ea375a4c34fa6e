import { addDays, nationalCalendar } from '@gongkai/calendar';
import {
  catalogueAggregate,
  CATALOGUE_ID,
  dutiesOf,
  freshnessKey,
  overdueOf,
} from '@gongkai/catalogue';
import { agencyRows, TREE, type Tree } from '@gongkai/directory';
import {
  CLOCK,
  EVENT_STORE,
  GateError,
  isWithin,
  loadState,
  parseRecord,
  READ_STORE,
  replayRow,
  streamName,
  type Clock,
  type CollectionSpec,
  type Condition,
  type Day,
  type EventStore,
  type Officer,
  type Query as RowQuery,
  type ReadStore,
} from '@gongkai/kernel';
import type { Cursors } from '@gongkai/nest';
import {
  CurrentOfficer,
  CurrentViewer,
  CURSORS,
  pageOf,
  pageSize,
  replayedBounds,
  type ReplayArgs,
  type Viewer,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ColumnNames } from './column-names.js';
import { actionsOf } from './decider.actions.js';
import {
  documentCollection,
  documentRows,
  nextRoles,
  STAGES,
  type DocumentRow,
  type Stage,
} from './documents.projection.js';
import { agencyNameIn } from './item.resolver.js';
import { mayRead, readableAgencies } from './policy.js';
import { columnUseCollection, submissionCollection } from './registers.projection.js';

type Paging = { first?: number | null | undefined; after?: string | null | undefined };
type Node = ReturnType<typeof nodeOf>;

const BY_LAST = { key: 'lastOn', descending: true };
const ROWS_MAX = 100_000;

/** The officers' side: every question is limited to the officer's government and granted agencies. */
@Resolver('Document')
export class DocumentResolver {
  constructor(
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CURSORS) private readonly cursors: Cursors,
    @Inject(ColumnNames) private readonly columns: ColumnNames,
  ) {}

  @Query('document')
  async document(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args() args: ReplayArgs = {},
  ): Promise<Node> {
    const { tenant } = officer;
    const row = await this.reads.get(documentCollection, tenant, id);
    // Not there, of another government, not granted: one answer.
    if (!row || !(mayRead(officer, row.agency) || isAsked(officer, row)))
      throw new GateError('NOT_FOUND');
    const bounds = replayedBounds(args, this.clock);
    if (!bounds) return nodeOf(row, tenant);
    const then = await replayRow(this.store, documentRows, tenant, 'document', id, bounds);
    if (!then) throw new GateError('NOT_FOUND');
    return { ...nodeOf(then, tenant), replayed: true };
  }

  @Query('documentQueue')
  documentQueue(
    @CurrentOfficer() officer: Officer,
    @Args('stage') stage?: Stage | null,
    @Args('agency') agency?: string | null,
    @Args('text') text?: string | null,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    const where = within(officer, agency);
    if (stage) where.push({ key: 'stage', eq: stage });
    if (text?.trim()) where.push({ text: text.trim() });
    return this.page(officer, where, BY_LAST, { first, after });
  }

  @Query('documentStages')
  async documentStages(@CurrentOfficer() officer: Officer, @Args('agency') agency?: string | null) {
    const where = within(officer, agency);
    const counts = await this.reads.count(documentCollection, officer.tenant, where, 'stage');
    return STAGES.map((stage) => ({ stage, count: counts.get(stage) ?? 0 }));
  }

  @Query('coordinationQueue')
  coordinationQueue(
    @CurrentOfficer() officer: Officer,
    @Args('agency') agency: string,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    if (!mayRead(officer, agency)) throw new GateError('NOT_FOUND');
    const where: Condition[] = [{ set: 'waitingFor', has: agency }];
    return this.page(officer, where, BY_LAST, { first, after });
  }

  @Query('lateDocuments')
  lateDocuments(
    @CurrentOfficer() officer: Officer,
    @Args('published') published: boolean,
    @Args('agency') agency?: string | null,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    const where = within(officer, agency);
    where.push({ key: 'lateness', eq: published ? 'late' : 'open' });
    if (!published)
      where.push(
        { key: 'publishBy', to: addDays(this.clock.today(), -1) },
        { key: 'attribute', eq: 'onInitiative' },
      );
    const sort = { key: published ? 'firstPublishedOn' : 'publishBy', descending: published };
    return this.page(officer, where, sort, { first, after });
  }

  @Query('reevaluationsDue')
  reevaluationsDue(
    @CurrentOfficer() officer: Officer,
    @Args('by') by?: Day | null,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    const due: Condition = { key: 'reevaluateOn', to: by ?? this.clock.today() };
    const where = [...within(officer, null), due];
    return this.page(officer, where, { key: 'reevaluateOn' }, { first, after });
  }

  /** 栏目负责制: limits of the catalogue against the last publication of each agency in each column. */
  @Query('overdueColumns')
  async overdueColumns(@CurrentOfficer() officer: Officer) {
    const { tenant } = officer;
    const { state } = await loadState(this.store, catalogueAggregate, tenant, CATALOGUE_ID);
    const where = [{ key: 'ended', eq: 0 }];
    const agencies = await this.reads.find(agencyRows, tenant, { where, limit: ROWS_MAX });
    const uses = await this.reads.find(columnUseCollection, tenant, { limit: ROWS_MAX });
    const last = new Map(
      uses.rows.map((use) => [freshnessKey(use.column, use.agency), use.lastPublishedOn]),
    );
    const duties = dutiesOf(Object.values(state.columns), agencies.rows).filter(({ agency }) =>
      mayRead(officer, agency),
    );
    return overdueOf(duties, last, this.clock.today(), nationalCalendar).map(
      ({ column, ...rest }) => ({
        ...rest,
        column: column.code,
        columnName: column.name,
        agencyName: agencyNameIn(this.tree, tenant, rest.agency),
      }),
    );
  }

  @Query('submissions')
  async submissions(
    @CurrentOfficer() officer: Officer,
    @Args('outcome') outcome?: string | null,
    @Args('documentId') documentId?: string | null,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    if (!mayRead(officer, null)) throw new GateError('NOT_FOUND');
    const where: Condition[] = [
      ...(outcome ? [{ key: 'outcome', eq: outcome }] : []),
      ...(documentId ? [{ key: 'documentId', eq: documentId }] : []),
    ];
    const sort = { key: 'sentOn', descending: true };
    return this.pageIn(submissionCollection, officer, { where, sort }, { first, after }, (r) => r);
  }

  @Query('documentTimeline')
  async documentTimeline(
    @CurrentOfficer() officer: Officer,
    @Args('id') id: string,
    @Args() args: ReplayArgs = {},
  ) {
    await this.document(officer, id, {});
    const bounds = replayedBounds(args, this.clock) ?? {};
    const stored = await this.store.read(streamName(officer.tenant, 'document', id));
    return stored.flatMap(({ position, record }) => {
      const { meta, data } = parseRecord(record);
      if (!isWithin(meta, bounds)) return [];
      const { revision, type, occurredOn, recordedAt, actor, origin } = meta;
      const of = {
        revision,
        position: String(position),
        type,
        occurredOn,
        recordedAt,
        actorKind: actor.kind,
        actor: actor.id,
        origin,
        data: JSON.stringify(data),
      };
      return [of];
    });
  }

  @ResolveField('agencyName')
  agencyName(@Parent() { tenant, agency }: Node) {
    return agencyNameIn(this.tree, tenant, agency);
  }
  @ResolveField('columnName')
  columnName(@CurrentViewer() viewer: Viewer, @Parent() { tenant, column }: Node) {
    return this.columns.name(viewer, tenant, column);
  }
  @ResolveField('actions')
  actions(@CurrentOfficer() officer: Officer, @Parent() { row, replayed }: Node) {
    if (replayed) return [];
    const facts = { today: this.clock.today(), calendar: nationalCalendar };
    return actionsOf(row, officer, facts).map(({ command, refused }) => ({
      command,
      allowed: refused === null,
      code: refused?.code ?? null,
      zh: refused?.zh ?? null,
      en: refused?.en ?? null,
    }));
  }

  private page(
    officer: Officer,
    where: readonly Condition[],
    sort: NonNullable<RowQuery['sort']>,
    paging: Paging,
  ) {
    const { tenant } = officer;
    const query = { where, sort };
    return this.pageIn(documentCollection, officer, query, paging, (row) => nodeOf(row, tenant));
  }

  private async pageIn<Row, Out>(
    collection: CollectionSpec<Row>,
    { tenant }: Officer,
    query: Omit<RowQuery, 'limit'>,
    { first, after }: Paging,
    toNode: (row: Row) => Out,
  ) {
    const place = after ? { after: this.cursors.decode(tenant, query, after) } : {};
    const limit = pageSize(first);
    const page = await this.reads.find(collection, tenant, { ...query, ...place, limit });
    return pageOf(page, this.cursors, tenant, query, toNode);
  }
}

/** The agencies an officer may see papers of: all of the government, or those of the grants. */
const within = (officer: Officer, agency: string | null | undefined): Condition[] => {
  if (agency) {
    const key = agency === 'own' ? null : agency;
    if (!mayRead(officer, key)) throw new GateError('NOT_FOUND');
    return [{ key: 'agency', eq: key }];
  }
  const agencies = readableAgencies(officer);
  return agencies === 'all' ? [] : [{ key: 'agency', in: agencies }];
};

/** An agency asked for its word sees what it is asked about. */
const isAsked = (officer: Officer, row: DocumentRow): boolean =>
  Object.entries(row.coordination).some(
    ([party, { external }]) => !external && mayRead(officer, party),
  );

const secrecyNode = ({ secrecy }: DocumentRow) => {
  const reviewed = secrecy.status === 'passed' || secrecy.status === 'refused' ? secrecy : null;
  return {
    status: secrecy.status,
    by: reviewed?.by ?? null,
    on: reviewed?.on ?? null,
    guidanceOpen: secrecy.status === 'requested' && secrecy.guidance?.outcome === null,
  };
};

/** A row as the SDL has it. */
const nodeOf = (row: DocumentRow, tenant: string) => {
  const { content, approval } = row;
  return {
    ...row,
    ...content,
    attachments: content?.attachments ?? [],
    row,
    tenant,
    author: row.authors[0] ?? null,
    secrecy: secrecyNode(row),
    coordination: Object.entries(row.coordination).map(([party, of]) => ({ party, ...of })),
    approvedBy: approval?.by ?? null,
    approvedOn: approval?.on ?? null,
    late: row.publishedLate || row.lateNoted,
    publications: row.placements.map((placed) => ({ ...placed, url: null, gazetteIssue: null })),
    nextRoles: nextRoles(row.stage),
    /** Shown as of another time: nothing can be done to it there. */
    replayed: false,
  };
};
