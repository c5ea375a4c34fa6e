import { addDays } from '@gongkai/calendar';
import { overviewOf, TREE, type Tree } from '@gongkai/directory';
import { CLOCK, READ_STORE, type Clock, type Officer, type ReadStore } from '@gongkai/kernel';
import { CurrentOfficer } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { requestPolicy } from './policy.js';
import { REQUEST_STAGES } from './request-row.projection.js';
import { requestCollection } from './requests.projection.js';

const SOON_DAYS = 5;

/** 督办: counts, lateness and stage of what lies below, never what is sealed and never a case. */
@Resolver()
export class OverviewResolver {
  constructor(
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(TREE) readonly tree: Tree,
    @Inject(CLOCK) readonly clock: Clock,
  ) {}

  @Query('requestOverview')
  requestOverview(@CurrentOfficer() officer: Officer, @Args('node') text: string) {
    return overviewOf(this, officer, text, {
      collection: requestCollection,
      policy: requestPolicy,
      read: 'request.read',
      supervise: 'request.supervise',
      async counts(count, today) {
        const isOpen = { key: 'open', eq: 1 };
        const isEnded = { key: 'open', eq: 0 };
        const soon = { key: 'dueOn', from: today, to: addDays(today, SOON_DAYS) };
        const [stages, open, overdue, dueSoon, concluded, endedLate] = await Promise.all([
          count.by('stage'),
          count(isOpen),
          count(isOpen, { key: 'dueOn', to: addDays(today, -1) }),
          count(isOpen, soon),
          count(isEnded),
          count(isEnded, { key: 'late', eq: 1 }),
        ]);
        return {
          open,
          overdue,
          dueSoon,
          concluded,
          endedLate,
          stages: REQUEST_STAGES.map((stage) => ({ stage, count: stages.get(stage) ?? 0 })),
        };
      },
    });
  }
}
