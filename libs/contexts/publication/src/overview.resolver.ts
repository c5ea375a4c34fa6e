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
import { documentCollection, STAGES } from './documents.projection.js';
import { maySupervise, readableAgencies } from './policy.js';

const SOON_DAYS = 5;

/** 督办: counts, lateness and stage of what lies below; never a title, never a draft itself. */
@Resolver()
export class DocumentOverviewResolver {
  constructor(
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Query('documentOverview')
  async documentOverview(@CurrentOfficer() officer: Officer, @Args('node') text: string) {
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
      (await this.reads.count(documentCollection, tenant, [...of, ...where], null)).get('') ?? 0;
    const waits: Condition[] = [
      { key: 'lateness', eq: 'open' },
      { key: 'attribute', eq: 'onInitiative' },
    ];
    const [stages, overdue, dueSoon, publishedLate] = await Promise.all([
      this.reads.count(documentCollection, tenant, of, 'stage'),
      count(...waits, { key: 'publishBy', to: addDays(today, -1) }),
      count(...waits, { key: 'publishBy', from: today, to: addDays(today, SOON_DAYS) }),
      count({ key: 'lateness', eq: 'late' }),
    ]);
    return {
      node,
      name,
      overdue,
      dueSoon,
      publishedLate,
      stages: STAGES.filter((stage) => stage !== 'drafting').map((stage) => ({
        stage,
        count: stages.get(stage) ?? 0,
      })),
    };
  }
}
