import { agencyAggregate } from '@gongkai/directory';
import { AgencyDesk } from '@gongkai/entries';
import {
  CLOCK,
  deriveId,
  EVENT_STORE,
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
import { ReturnCommand, ReturnCommands } from './commands.js';
import { periodOf, returnAggregate } from './decider.js';
import { returnsPolicy as policy } from './policy.js';

@CommandHandler(ReturnCommand)
export class ReturnHandler implements ICommandHandler<ReturnCommand> {
  private readonly desk;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = new AgencyDesk({ store, ids, clock }, agencyAggregate);
  }

  async execute({ call, data }: ReturnCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(ReturnCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { agency, measure, period, type } = parsed.command;
    // One stream for all that an agency reports of a measure: no two reports of a period.
    const id = deriveId(call.tenant, returnAggregate.name, agency ?? '', measure);
    return this.desk.execute(returnAggregate, call, {
      id,
      command: { ...parsed.command, returnId: id },
      policy,
      operation: type === 'report' ? 'returns.report' : 'returns.correct',
      agency,
      on: type === 'report' ? periodOf(period)?.lastDay : undefined,
    });
  }
}
