import { addDays } from '@gongkai/calendar';
import { countedUnder, TREE, type Counted, type Tree } from '@gongkai/directory';
import {
  CLOCK,
  READ_STORE,
  type Clock,
  type Condition,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import { CurrentOfficer } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { maySupervise, readableAgencies } from './policy.js';
import { REQUEST_STAGES } from './request-row.projection.js';
import { requestCollection } from './requests.projection.js';

const SOON_DAYS = 5;

/** 督办: counts, lateness and stage of what lies below, never what is sealed and never a case. */
@Resolver()
export class OverviewResolver {
  constructor(
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Query('requestOverview')
  async requestOverview(@CurrentOfficer() officer: Officer, @Args('node') text: string) {
    const oversight = {
      tenant: officer.tenant,
      readsAll: readableAgencies(officer) === 'all',
      supervises: maySupervise(officer),
    };
    const counted = countedUnder(this.tree, text, oversight, this.clock.today());
    return Promise.all(counted.map((one) => this.countOf(one)));
  }

  private async countOf({ node, name, tenant, agency }: Counted) {
    const today = this.clock.today();
    const of: Condition[] = agency === 'all' ? [] : [{ key: 'agency', eq: agency }];
    const count = async (...where: Condition[]) =>
      (await this.reads.count(requestCollection, tenant, [...of, ...where], null)).get('') ?? 0;
    const isOpen = { key: 'open', eq: 1 };
    const isEnded = { key: 'open', eq: 0 };
    const stages = await this.reads.count(requestCollection, tenant, of, 'stage');
    const [open, overdue, dueSoon, concluded, endedLate] = await Promise.all([
      count(isOpen),
      count(isOpen, { key: 'dueOn', to: addDays(today, -1) }),
      count(isOpen, { key: 'dueOn', from: today, to: addDays(today, SOON_DAYS) }),
      count(isEnded),
      count(isEnded, { key: 'late', eq: 1 }),
    ]);
    return {
      node,
      name,
      open,
      overdue,
      dueSoon,
      concluded,
      endedLate,
      stages: REQUEST_STAGES.map((stage) => ({ stage, count: stages.get(stage) ?? 0 })),
    };
  }
}
