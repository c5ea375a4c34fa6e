import { READ_STORE, type Officer, type ReadStore } from '@gongkai/kernel';
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
import { ReturnCommand } from './commands.js';
import { returnCollection } from './returns.projection.js';

type ListArgs = {
  from?: string | null;
  to?: string | null;
  first?: number | null;
  after?: string | null;
};

@Resolver()
export class ReturnsResolver extends mutationsOf([
  ReturnCommand,
  { reportReturn: 'report', correctReturn: 'correct', voidReturn: 'void' },
]) {
  constructor(
    @Inject(CommandBus) bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {
    super(bus);
  }

  @Query('returns')
  returns(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const where = [
      ...equalTo(args, 'agency', 'measure', 'period', 'standing'),
      ...within('on', args),
    ];
    const query = { where, sort: { key: 'on', descending: true } };
    return listRows(this, returnCollection, tenant, query, args);
  }
}
