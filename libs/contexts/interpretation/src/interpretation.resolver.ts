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
import { ConcernCommand, InterpretationCommand } from './commands.js';
import {
  concernCollection,
  interpretationCollection,
  type ConcernRow,
} from './interpretation.projection.js';

type Input = { commandId: string; expectedRevision?: number | null };
type ListArgs = {
  document?: string | null;
  from?: string | null;
  to?: string | null;
  first?: number | null;
  after?: string | null;
};

@Resolver()
export class InterpretationResolver {
  constructor(
    @Inject(CommandBus) readonly bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {}

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

  @Mutation('enterInterpretation')
  enter(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, InterpretationCommand, officer, input, 'enter');
  }

  @Mutation('correctInterpretation')
  correct(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, InterpretationCommand, officer, input, 'correct');
  }

  @Mutation('withdrawInterpretation')
  withdraw(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, InterpretationCommand, officer, input, 'withdraw');
  }

  @Mutation('noteConcern')
  note(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ConcernCommand, officer, input, 'note');
  }

  @Mutation('correctConcern')
  correctConcern(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ConcernCommand, officer, input, 'correct');
  }

  @Mutation('answerConcern')
  answer(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ConcernCommand, officer, input, 'answer');
  }

  @Mutation('withdrawConcernAnswer')
  withdrawAnswer(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ConcernCommand, officer, input, 'withdrawAnswer');
  }

  @Mutation('voidConcern')
  voidConcern(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return sendInput(this.bus, ConcernCommand, officer, input, 'void');
  }
}
