import { agencyAggregate } from '@gongkai/directory';
import { AgencyDesk } from '@gongkai/entries';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import {
  EnquiryCommand,
  EnquiryCommands,
  EnquiryCountCommand,
  EnquiryCountCommands,
} from './commands.js';
import { enquiryCountAggregate } from './decider.count.js';
import { enquiryAggregate } from './decider.js';
import { enquiryOperation, enquiryPolicy } from './policy.js';

@CommandHandler(EnquiryCommand)
export class EnquiryHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: EnquiryCommand) {
    return this.desk.handle(sent, {
      schema: EnquiryCommands,
      aggregate: enquiryAggregate,
      policy: enquiryPolicy,
      operation: ({ type }) => enquiryOperation(type),
      idField: 'enquiryId',
      on: (command) => (command.type === 'log' ? command.askedOn : undefined),
    });
  }
}

@CommandHandler(EnquiryCountCommand)
export class EnquiryCountHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: EnquiryCountCommand) {
    return this.desk.handle(sent, {
      schema: EnquiryCountCommands,
      aggregate: enquiryCountAggregate,
      policy: enquiryPolicy,
      operation: ({ type }) => enquiryOperation(type),
      idField: 'countId',
      on: (command) => (command.type === 'count' ? command.on : undefined),
    });
  }
}
