import type { Officer } from '@gongkai/kernel';
import { CurrentOfficer, sendInput } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { SuitCommand } from './commands.js';

type Input = { commandId: string; expectedRevision?: number | null };
type Filing = Input & { challenged: Record<string, unknown> };

/** What is challenged has the fields of its kind; those of other kinds may come as null. */
const named = (challenged: Record<string, unknown>) => ({
  ...(challenged['kind'] === 'reply' ? { replyId: null } : {}),
  ...Object.fromEntries(Object.entries(challenged).filter(([, value]) => value !== null)),
});

@Resolver()
export class SuitCommandsResolver {
  constructor(@Inject(CommandBus) private readonly bus: CommandBus) {}

  @Mutation('fileSuit')
  file(@CurrentOfficer() officer: Officer, @Args('input') { challenged, ...input }: Filing) {
    return this.send(officer, { ...input, challenged: named(challenged) } as Input, 'file');
  }
  @Mutation('acceptSuit')
  accept(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'accept');
  }
  @Mutation('joinSuitParty')
  joinParty(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'joinParty');
  }
  @Mutation('receiveSuitCopy')
  receiveCopy(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'receiveCopy');
  }
  @Mutation('answerSuit')
  answer(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'answer');
  }
  @Mutation('permitEvidenceDelay')
  permitDelay(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'permitDelay');
  }
  @Mutation('fileSuitEvidence')
  fileEvidence(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'fileEvidence');
  }
  @Mutation('judgeSuit')
  judge(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'judge');
  }
  @Mutation('appealSuit')
  appeal(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'appeal');
  }
  @Mutation('concludeSuit')
  conclude(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'conclude');
  }
  @Mutation('undoSuitConclusion')
  undoConclusion(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'undoConclusion');
  }
  @Mutation('recordJudgmentExecution')
  recordExecution(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'recordExecution');
  }
  @Mutation('voidSuit')
  void(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'void');
  }

  private send(officer: Officer, input: Input, type: string) {
    return sendInput(this.bus, SuitCommand, officer, input, type);
  }
}
