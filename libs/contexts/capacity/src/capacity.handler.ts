import { agencyAggregate } from '@gongkai/directory';
import { AgencyDesk, stoodOn } from '@gongkai/entries';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import {
  ActivityCommand,
  ActivityCommands,
  FundsCommand,
  FundsCommands,
  LeadingBodyCommand,
  LeadingBodyCommands,
  ResourceCommand,
  ResourceCommands,
} from './commands.js';
import {
  activityAggregate,
  fundsAggregate,
  leadingBodyAggregate,
  resourceAggregate,
} from './decider.js';
import { capacityPolicy } from './policy.js';

const rights = {
  policy: capacityPolicy,
  operations: { enter: 'capacity.enter', correct: 'capacity.correct' },
};

@CommandHandler(ResourceCommand)
export class ResourceHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: ResourceCommand) {
    return this.desk.entry(sent, {
      schema: ResourceCommands,
      aggregate: resourceAggregate,
      ...rights,
      on: ({ since }) => since,
    });
  }
}

@CommandHandler(FundsCommand)
export class FundsHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: FundsCommand) {
    return this.desk.entry(sent, {
      schema: FundsCommands,
      aggregate: fundsAggregate,
      ...rights,
      on: ({ on }) => on,
    });
  }
}

@CommandHandler(ActivityCommand)
export class ActivityHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: ActivityCommand) {
    return this.desk.entry(sent, {
      schema: ActivityCommands,
      aggregate: activityAggregate,
      ...rights,
      on: ({ on }) => on,
      facts: async ({ bodyId, on }, call) => ({
        bodyThere:
          bodyId === null ||
          stoodOn(await this.desk.stateOf(leadingBodyAggregate, call, bodyId), on),
      }),
    });
  }
}

@CommandHandler(LeadingBodyCommand)
export class LeadingBodyHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: LeadingBodyCommand) {
    return this.desk.entry(sent, {
      schema: LeadingBodyCommands,
      aggregate: leadingBodyAggregate,
      ...rights,
      on: ({ since }) => since,
    });
  }
}
