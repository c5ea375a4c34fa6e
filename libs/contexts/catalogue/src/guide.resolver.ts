import { TREE, type Tree } from '@gongkai/directory';
import {
  CLOCK,
  GateError,
  READ_STORE,
  type Clock,
  type Condition,
  type Officer,
  type Query as RowQuery,
  type ReadStore,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  officerCall,
  pageOf,
  pageSize,
  toGraphql,
  type Cursors,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { publicTenant } from './catalogue.resolver.js';
import { GuideCommand } from './commands.js';
import { staleBefore } from './decider.guide.js';
import { guideCollection, type GuideRow } from './guide.projection.js';

type Input = { commandId: string; expectedRevision?: number | null };
type Paging = { first: number | null | undefined; after: string | null | undefined };

const MONTHS_MAX = 120;

@Resolver('GuideVersion')
export class GuideResolver {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Query('guide')
  async guide(
    @Args('government') government: string,
    @Args('agency') agency?: string | null,
  ): Promise<GuideRow | null> {
    const tenant = publicTenant(this.tree, government);
    if (tenant === undefined) return null;
    const where: Condition[] = [
      { key: 'agency', eq: agency ?? '' },
      { key: 'status', eq: 'published' },
    ];
    const { rows } = await this.reads.find(guideCollection, tenant, { where, limit: 1 });
    return rows[0] ?? null;
  }

  @Query('guideVersions')
  guideVersions(
    @CurrentOfficer() officer: Officer,
    @Args('agency') agency?: string | null,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    const where: Condition[] = [{ key: 'agency', eq: agency ?? '' }];
    const sort = { key: 'number', descending: true };
    return this.page(officer.tenant, { where, sort }, { first, after });
  }

  /** 条例第十二条第一款: guides must be kept current. */
  @Query('overdueGuides')
  overdueGuides(
    @CurrentOfficer() officer: Officer,
    @Args('months') months: number,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    if (months < 1 || months > MONTHS_MAX) throw new GateError('BAD_REQUEST', { months });
    const where: Condition[] = [
      { key: 'status', eq: 'published' },
      { key: 'checkedOn', to: staleBefore(this.clock.today(), months) },
    ];
    return this.page(officer.tenant, { where, sort: { key: 'checkedOn' } }, { first, after });
  }

  @Mutation('draftGuide')
  draft(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'draft');
  }

  @Mutation('publishGuide')
  publish(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'publish');
  }

  @Mutation('confirmGuide')
  confirm(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'confirm');
  }

  private async page(tenant: string, query: Omit<RowQuery, 'limit'>, { first, after }: Paging) {
    const limit = pageSize(first);
    const key = after ? { after: this.cursors.decode(tenant, query, after) } : {};
    const page = await this.reads.find(guideCollection, tenant, { ...query, ...key, limit });
    return pageOf(page, this.cursors, tenant, query, (row) => row);
  }

  private async send(officer: Officer, input: Input, type: string) {
    const { commandId: _, expectedRevision: __, ...body } = input;
    const command = new GuideCommand(officerCall(officer, input), { type, ...body });
    return toGraphql(await this.bus.execute<GuideCommand, Receipt | Rejection>(command));
  }
}
