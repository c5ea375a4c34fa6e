import type { Officer } from '@gongkai/kernel';
import { CurrentOfficer, sendInput } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { ComplaintCommand, ComplaintRuleCommand } from './commands.js';
import type { ComplaintKind, Period } from './events.kinds.js';

type Input = { commandId: string; expectedRevision?: number | null };
type Rules = Input & { periods: readonly ({ kind: ComplaintKind } & Period)[] };

@Resolver()
export class ComplaintCommandsResolver {
  constructor(@Inject(CommandBus) private readonly bus: CommandBus) {}

  @Mutation('receiveComplaint')
  receive(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'receive');
  }
  @Mutation('assignComplaint')
  assign(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'assign');
  }
  @Mutation('transferComplaint')
  transfer(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'transfer');
  }
  @Mutation('answerComplaint')
  answer(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'answer');
  }
  @Mutation('reopenComplaint')
  reopen(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'reopen');
  }
  @Mutation('closeComplaint')
  close(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'close');
  }
  @Mutation('showComplaint')
  show(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'show');
  }
  @Mutation('voidComplaint')
  void(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, 'void');
  }
  @Mutation('adoptComplaintRules')
  adoptRules(@CurrentOfficer() officer: Officer, @Args('input') { periods, ...input }: Rules) {
    const byKind = Object.fromEntries(periods.map(({ kind, ...period }) => [kind, { ...period }]));
    const body = { ...input, periods: byKind };
    return sendInput(this.bus, ComplaintRuleCommand, officer, body, 'adopt');
  }

  private send(officer: Officer, input: Input, type: string) {
    return sendInput(this.bus, ComplaintCommand, officer, input, type);
  }
}
