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
import { ReportFormatCommand, ReportFormatCommands } from './commands.js';
import { REPORT_FORMATS_ID, reportFormatsAggregate } from './decider.formats.js';
import { annualPolicy } from './policy.js';

@CommandHandler(ReportFormatCommand)
export class ReportFormatHandler implements ICommandHandler<ReportFormatCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ call, data }: ReportFormatCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(ReportFormatCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const actor = authorise(annualPolicy, 'annual.addFormat', call.caller, null);
    return execute(
      { store: this.store, ids: this.ids },
      reportFormatsAggregate,
      REPORT_FORMATS_ID,
      parsed.command,
      { today: call.today ?? this.clock.today(), actor },
      envelopeOf(call, actor),
    );
  }
}
