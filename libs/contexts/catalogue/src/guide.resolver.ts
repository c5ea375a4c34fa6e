import { TREE, type Tree } from '@gongkai/directory';
import {
  CLOCK,
  GateError,
  READ_STORE,
  type Clock,
  type Condition,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import { CurrentOfficer, CURSORS, listRows, mutationsOf, type Cursors } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { publicTenant } from './catalogue.resolver.js';
import { GuideCommand } from './commands.js';
import { staleBefore } from './decider.guide.js';
import { guideCollection, type GuideRow } from './guide.projection.js';

const MONTHS_MAX = 120;

@Resolver('GuideVersion')
export class GuideResolver extends mutationsOf([
  GuideCommand,
  { draftGuide: 'draft', publishGuide: 'publish', confirmGuide: 'confirm' },
]) {
  constructor(
    @Inject(CommandBus) bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {
    super(bus);
  }

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
    return listRows(this, guideCollection, officer.tenant, { where, sort }, { first, after });
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
    const query = { where, sort: { key: 'checkedOn' } };
    return listRows(this, guideCollection, officer.tenant, query, { first, after });
  }
}
