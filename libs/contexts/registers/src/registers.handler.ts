import { agencyAggregate } from '@gongkai/directory';
import { AgencyDesk } from '@gongkai/entries';
import { handle } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import {
  RuleListCommand,
  RuleListCommands,
  SiteCommand,
  SiteCommands,
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
import { siteAggregate } from './decider.site.js';
import { registersPolicy as policy } from './policy.js';

const operations = { enter: 'registers.enter', correct: 'registers.correct' };

@CommandHandler(WorkRuleCommand)
export class WorkRuleHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: WorkRuleCommand) {
    return this.desk.entry(sent, {
      schema: WorkRuleCommands,
      aggregate: workRuleAggregate,
      policy,
      operations,
      on: ({ inForceFrom }) => inForceFrom,
      facts: async (_, call) => {
        const { entries } = await this.desk.stateOf(ruleListAggregate, call, RULE_LIST);
        return { listed: entries.map(({ kind }) => kind) };
      },
    });
  }
}

@CommandHandler(SpokespersonCommand)
export class SpokespersonHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: SpokespersonCommand) {
    return this.desk.entry(sent, {
      schema: SpokespersonCommands,
      aggregate: spokespersonAggregate,
      policy,
      operations,
      on: ({ since }) => since,
    });
  }
}

@CommandHandler(SiteCommand)
export class SiteHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: SiteCommand) {
    return this.desk.entry(sent, {
      schema: SiteCommands,
      aggregate: siteAggregate,
      policy,
      operations: { ...operations, check: operations.enter },
      on: ({ openedOn }) => openedOn,
    });
  }
}

@CommandHandler(RuleListCommand)
export class RuleListHandler extends Handler {
  execute(sent: RuleListCommand) {
    return handle(this.deps, sent, {
      schema: RuleListCommands,
      aggregate: ruleListAggregate,
      policy,
      operation: 'registers.adoptList',
      agency: null,
      idOf: () => RULE_LIST,
    });
  }
}
