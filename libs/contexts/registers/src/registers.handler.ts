import { agencyAggregate } from '@gongkai/directory';
import { AgencyDesk, type EntryInput } from '@gongkai/entries';
import {
  authorise,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  IDS,
  parseCommand,
  type Clock,
  type EventStore,
  type Ids,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  RuleListCommand,
  RuleListCommands,
  SpokespersonCommand,
  SpokespersonCommands,
  WorkRuleCommand,
  WorkRuleCommands,
} from './commands.js';
import {
  RULE_LIST,
  ruleListAggregate,
  spokespersonAggregate,
  workRuleAggregate,
} from './decider.js';
import { registersPolicy as policy } from './policy.js';

const operations = { enter: 'registers.enter', correct: 'registers.correct' };

@CommandHandler(WorkRuleCommand)
export class WorkRuleHandler implements ICommandHandler<WorkRuleCommand> {
  private readonly desk;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = new AgencyDesk({ store, ids, clock }, agencyAggregate);
  }

  async execute({ call, data }: WorkRuleCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(WorkRuleCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    return this.desk.entry(workRuleAggregate, call, parsed.command as EntryInput, {
      policy,
      operations,
      on: ({ inForceFrom }) => inForceFrom,
      facts: async () => {
        const { entries } = await this.desk.stateOf(ruleListAggregate, call, RULE_LIST);
        return { listed: entries.map(({ kind }) => kind) };
      },
    });
  }
}

@CommandHandler(SpokespersonCommand)
export class SpokespersonHandler implements ICommandHandler<SpokespersonCommand> {
  private readonly desk;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = new AgencyDesk({ store, ids, clock }, agencyAggregate);
  }

  async execute({ call, data }: SpokespersonCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(SpokespersonCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    return this.desk.entry(spokespersonAggregate, call, parsed.command as EntryInput, {
      policy,
      operations,
      on: ({ since }) => since,
    });
  }
}

@CommandHandler(RuleListCommand)
export class RuleListHandler implements ICommandHandler<RuleListCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ call, data }: RuleListCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(RuleListCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const actor = authorise(policy, 'registers.adoptList', call.caller, null);
    const facts = { today: call.today ?? this.clock.today(), actor };
    const deps = { store: this.store, ids: this.ids };
    const envelope = envelopeOf(call, actor);
    return execute(deps, ruleListAggregate, RULE_LIST, parsed.command, facts, envelope);
  }
}
