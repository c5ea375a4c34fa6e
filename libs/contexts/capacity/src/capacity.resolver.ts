import { READ_STORE, type Condition, type Officer, type ReadStore } from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  equalTo,
  listRows,
  mutationsOf,
  within,
  type Cursors,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import {
  activityCollection,
  fundsCollection,
  leadingBodyCollection,
  resourceCollection,
} from './capacity.projection.js';
import { ActivityCommand, FundsCommand, LeadingBodyCommand, ResourceCommand } from './commands.js';

type ListArgs = {
  member?: string | null;
  from?: string | null;
  to?: string | null;
  first?: number | null;
  after?: string | null;
};
const latest = (key: string) => ({ key, descending: true });

@Resolver()
export class CapacityResolver extends mutationsOf(
  [
    ResourceCommand,
    {
      provideResource: 'enter',
      correctResource: 'correct',
      withdrawResource: 'withdraw',
      endResource: 'end',
      undoResourceEnd: 'resume',
    },
  ],
  [FundsCommand, { allotFunds: 'enter', correctFunds: 'correct', withdrawFunds: 'withdraw' }],
  [
    ActivityCommand,
    { enterActivity: 'enter', correctActivity: 'correct', withdrawActivity: 'withdraw' },
  ],
  [
    LeadingBodyCommand,
    {
      formLeadingBody: 'enter',
      correctLeadingBody: 'correct',
      withdrawLeadingBody: 'withdraw',
      dissolveLeadingBody: 'end',
      undoLeadingBodyDissolution: 'resume',
    },
  ],
) {
  constructor(
    @Inject(CommandBus) bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {
    super(bus);
  }

  @Query('resources')
  resources(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const where = equalTo(args, 'agency', 'kind', 'lasting');
    return listRows(this, resourceCollection, tenant, { where, sort: latest('since') }, args);
  }

  @Query('funds')
  funds(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const where = [...equalTo(args, 'agency', 'standing'), ...within('on', args)];
    return listRows(this, fundsCollection, tenant, { where, sort: latest('on') }, args);
  }

  @Query('activities')
  activities(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const where = [...equalTo(args, 'agency', 'kind', 'bodyId', 'standing'), ...within('on', args)];
    return listRows(this, activityCollection, tenant, { where, sort: latest('on') }, args);
  }

  @Query('leadingBodies')
  leadingBodies(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const member: Condition[] = args.member ? [{ set: 'members', has: args.member }] : [];
    const where = [...equalTo(args, 'agency', 'kind', 'lasting'), ...member];
    return listRows(this, leadingBodyCollection, tenant, { where, sort: latest('since') }, args);
  }
}
