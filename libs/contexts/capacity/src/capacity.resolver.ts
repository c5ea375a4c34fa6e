import { READ_STORE, type Condition, type Officer, type ReadStore } from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  equalTo,
  listRows,
  sendInput,
  within,
  type Cursors,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import {
  activityCollection,
  fundsCollection,
  leadingBodyCollection,
  resourceCollection,
} from './capacity.projection.js';
import { ActivityCommand, FundsCommand, LeadingBodyCommand, ResourceCommand } from './commands.js';

type Input = { commandId: string; expectedRevision?: number | null };
type ListArgs = {
  member?: string | null;
  from?: string | null;
  to?: string | null;
  first?: number | null;
  after?: string | null;
};
const latest = (key: string) => ({ key, descending: true });

@Resolver()
export class CapacityResolver {
  constructor(
    @Inject(CommandBus) readonly bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {}

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

  @Mutation('provideResource')
  provideResource(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ResourceCommand, officer, input, 'enter');
  }

  @Mutation('correctResource')
  correctResource(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ResourceCommand, officer, input, 'correct');
  }

  @Mutation('withdrawResource')
  withdrawResource(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ResourceCommand, officer, input, 'withdraw');
  }

  @Mutation('endResource')
  endResource(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ResourceCommand, officer, input, 'end');
  }

  @Mutation('undoResourceEnd')
  undoResourceEnd(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ResourceCommand, officer, input, 'resume');
  }

  @Mutation('allotFunds')
  allotFunds(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, FundsCommand, officer, input, 'enter');
  }

  @Mutation('correctFunds')
  correctFunds(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, FundsCommand, officer, input, 'correct');
  }

  @Mutation('withdrawFunds')
  withdrawFunds(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, FundsCommand, officer, input, 'withdraw');
  }

  @Mutation('enterActivity')
  enterActivity(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ActivityCommand, officer, input, 'enter');
  }

  @Mutation('correctActivity')
  correctActivity(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ActivityCommand, officer, input, 'correct');
  }

  @Mutation('withdrawActivity')
  withdrawActivity(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ActivityCommand, officer, input, 'withdraw');
  }

  @Mutation('formLeadingBody')
  formLeadingBody(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, LeadingBodyCommand, officer, input, 'enter');
  }

  @Mutation('correctLeadingBody')
  correctLeadingBody(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, LeadingBodyCommand, officer, input, 'correct');
  }

  @Mutation('withdrawLeadingBody')
  withdrawLeadingBody(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, LeadingBodyCommand, officer, input, 'withdraw');
  }

  @Mutation('dissolveLeadingBody')
  dissolveLeadingBody(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, LeadingBodyCommand, officer, input, 'end');
  }

  @Mutation('undoLeadingBodyDissolution')
  undoLeadingBodyDissolution(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, LeadingBodyCommand, officer, input, 'resume');
  }
}
