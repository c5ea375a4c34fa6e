import { READ_STORE, type Officer, type ReadStore } from '@gongkai/kernel';
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
import { ReturnCommand } from './commands.js';
import { returnCollection } from './returns.projection.js';

type Input = { commandId: string; expectedRevision?: number | null };
type ListArgs = {
  from?: string | null;
  to?: string | null;
  first?: number | null;
  after?: string | null;
};

@Resolver()
export class ReturnsResolver {
  constructor(
    @Inject(CommandBus) readonly bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {}

  @Query('returns')
  returns(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const where = [
      ...equalTo(args, 'agency', 'measure', 'period', 'standing'),
      ...within('on', args),
    ];
    const query = { where, sort: { key: 'on', descending: true } };
    return listRows(this, returnCollection, tenant, query, args);
  }

  @Mutation('reportReturn')
  report(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ReturnCommand, officer, input, 'report');
  }

  @Mutation('correctReturn')
  correct(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ReturnCommand, officer, input, 'correct');
  }

  @Mutation('voidReturn')
  void(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ReturnCommand, officer, input, 'void');
  }
}
