import { addDays } from '@gongkai/calendar';
import { overviewOf, TREE, type Tree } from '@gongkai/directory';
import { CLOCK, READ_STORE, type Clock, type Officer, type ReadStore } from '@gongkai/kernel';
import { CurrentOfficer } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { documentCollection, STAGES } from './documents.projection.js';
import { publicationPolicy } from './policy.js';

const SOON_DAYS = 5;

/** 督办: counts, lateness and stage of what lies below; never a title, never a draft itself. */
@Resolver()
export class DocumentOverviewResolver {
  constructor(
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(TREE) readonly tree: Tree,
    @Inject(CLOCK) readonly clock: Clock,
  ) {}

  @Query('documentOverview')
  documentOverview(@CurrentOfficer() officer: Officer, @Args('node') text: string) {
    return overviewOf(this, officer, text, {
      collection: documentCollection,
      policy: publicationPolicy,
      read: 'document.read',
      supervise: 'document.supervise',
      async counts(count, today) {
        const waits = [
          { key: 'lateness', eq: 'open' },
          { key: 'attribute', eq: 'onInitiative' },
        ];
        const soon = { key: 'publishBy', from: today, to: addDays(today, SOON_DAYS) };
        const [stages, overdue, dueSoon, publishedLate] = await Promise.all([
          count.by('stage'),
          count(...waits, { key: 'publishBy', to: addDays(today, -1) }),
          count(...waits, soon),
          count({ key: 'lateness', eq: 'late' }),
        ]);
        return {
          overdue,
          dueSoon,
          publishedLate,
          stages: STAGES.filter((stage) => stage !== 'drafting').map((stage) => ({
            stage,
            count: stages.get(stage) ?? 0,
          })),
        };
      },
    });
  }
}
