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
import { ConcernCommand, InterpretationCommand } from './commands.js';
import {
  concernCollection,
  interpretationCollection,
  type ConcernRow,
} from './interpretation.projection.js';

type ListArgs = {
  document?: string | null;
  from?: string | null;
  to?: string | null;
  first?: number | null;
  after?: string | null;
};

@Resolver()
export class InterpretationResolver extends mutationsOf(
  [
    InterpretationCommand,
    {
      enterInterpretation: 'enter',
      correctInterpretation: 'correct',
      withdrawInterpretation: 'withdraw',
    },
  ],
  [
    ConcernCommand,
    {
      noteConcern: 'note',
      correctConcern: 'correct',
      answerConcern: 'answer',
      withdrawConcernAnswer: 'withdrawAnswer',
      voidConcern: 'void',
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

  @Query('interpretations')
  interpretations(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const explained: Condition[] = args.document ? [{ set: 'documents', has: args.document }] : [];
    const where = [
      ...equalTo(args, 'agency', 'kind', 'spokespersonId', 'standing'),
      ...within('on', args),
      ...explained,
    ];
    const query = { where, sort: { key: 'on', descending: true } };
    return listRows(this, interpretationCollection, tenant, query, args);
  }

  @Query('concerns')
  concerns(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const where = [...equalTo(args, 'agency', 'kind', 'state'), ...within('arisenOn', args)];
    const query = { where, sort: { key: 'arisenOn', descending: true } };
    return listRows(this, concernCollection, tenant, query, args);
  }

  @Query('concern')
  concern(@CurrentOfficer() { tenant }: Officer, @Args('id') id: string) {
    return this.reads.get<ConcernRow>(concernCollection, tenant, id).then((row) => row ?? null);
  }
}
