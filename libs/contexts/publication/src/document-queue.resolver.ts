import { addDays } from '@gongkai/calendar';
import {
  catalogueAggregate,
  CATALOGUE_ID,
  dutiesOf,
  freshnessKey,
  overdueOf,
} from '@gongkai/catalogue';
import { agencyNameIn, agencyRows, TREE, type Tree } from '@gongkai/directory';
import { CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  CLOCK,
  EVENT_STORE,
  GateError,
  loadState,
  READ_STORE,
  type Clock,
  type Condition,
  type Day,
  type EventStore,
  type Officer,
  type Query as RowQuery,
  type ReadStore,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  equalTo,
  listRows,
  ofAgencies,
  type Cursors,
  type Sight,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { documentNode } from './document-view.js';
import {
  documentCollection,
  STAGES,
  type DocumentRow,
  type Stage,
} from './documents.projection.js';
import { mayRead, publicationPolicy } from './policy.js';
import { columnUseCollection, submissionCollection } from './registers.projection.js';

type Paging = { first?: number | null | undefined; after?: string | null | undefined };

const SIGHT: Sight = { policy: publicationPolicy, operation: 'document.read', own: null };
const BY_LAST = { key: 'lastOn', descending: true };
const ROWS_MAX = 100_000;

/** What waits at the officers' desks: every list is limited to the officer's government and agencies. */
@Resolver()
export class DocumentQueueResolver {
  constructor(
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CURSORS) readonly cursors: Cursors,
    @Inject(CALENDARS) private readonly calendars: Calendars,
  ) {}

  @Query('documentQueue')
  documentQueue(
    @CurrentOfficer() officer: Officer,
    @Args('stage') stage?: Stage | null,
    @Args('agency') agency?: string | null,
    @Args('text') text?: string | null,
    @Args('inspected') inspected?: boolean | null,
    @Args('submitted') submitted?: boolean | null,
    @Args('delivered') delivered?: boolean | null,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    const where = ofAgencies(SIGHT, officer, agency);
    if (stage) where.push({ key: 'stage', eq: stage });
    const done = Object.entries({ inspected, submitted, delivered });
    // What was taken over as public elsewhere is no new item for which anything is still to be done.
    if (done.some(([, asked]) => asked === false)) where.push({ key: 'attested', eq: 0 });
    for (const [key, asked] of done)
      if (typeof asked === 'boolean') where.push({ key, eq: Number(asked) });
    if (text?.trim()) where.push({ text: text.trim() });
    return this.page(officer, where, BY_LAST, { first, after });
  }

  @Query('documentStages')
  async documentStages(@CurrentOfficer() officer: Officer, @Args('agency') agency?: string | null) {
    const where = ofAgencies(SIGHT, officer, agency);
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
    const where = ofAgencies(SIGHT, officer, agency);
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
    const where = [...ofAgencies(SIGHT, officer, null), due];
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
      uses.rows.flatMap(({ column, agency, lastPublishedOn: on }) =>
        on === null ? [] : [[freshnessKey(column, agency), on]],
      ),
    );
    const duties = dutiesOf(Object.values(state.columns), agencies.rows).filter(({ agency }) =>
      mayRead(officer, agency),
    );
    const { calendar } = this.calendars.of(tenant);
    return overdueOf(duties, last, this.clock.today(), calendar).map(({ column, ...rest }) => ({
      ...rest,
      column: column.code,
      columnName: column.name,
      agencyName: agencyNameIn(this.tree, tenant, rest.agency),
    }));
  }

  @Query('submissions')
  submissions(
    @CurrentOfficer() officer: Officer,
    @Args('agency') agency?: string | null,
    @Args('outcome') outcome?: string | null,
    @Args('documentId') documentId?: string | null,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    const where = [
      ...ofAgencies(SIGHT, officer, agency),
      ...equalTo({ outcome, documentId }, 'outcome', 'documentId'),
    ];
    const sort = { key: 'sentOn', descending: true };
    const { tenant } = officer;
    return listRows(this, submissionCollection, tenant, { where, sort }, { first, after });
  }

  private page(
    { tenant }: Officer,
    where: readonly Condition[],
    sort: NonNullable<RowQuery['sort']>,
    paging: Paging,
  ) {
    const toNode = (row: DocumentRow) => documentNode(row, tenant);
    return listRows(this, documentCollection, tenant, { where, sort }, paging, toNode);
  }
}
