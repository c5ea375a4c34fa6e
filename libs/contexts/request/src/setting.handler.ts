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
import { RequestSettingCommand, RequestSettingCommands } from './commands.setting.js';
import { REQUEST_SETTINGS_ID, requestSettingAggregate } from './decider.setting.js';
import { personalInClear } from './personal-in-clear.js';
import { requestPolicy } from './policy.js';

@CommandHandler(RequestSettingCommand)
export class RequestSettingHandler implements ICommandHandler<RequestSettingCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ call, data }: RequestSettingCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(RequestSettingCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const actor = authorise(requestPolicy, 'request.settings', call.caller, null);
    const fault = personalInClear(parsed.command);
    if (fault) return fault;
    return execute(
      { store: this.store, ids: this.ids },
      requestSettingAggregate,
      REQUEST_SETTINGS_ID,
      parsed.command,
      { today: call.today ?? this.clock.today(), actor },
      envelopeOf(call, actor),
    );
  }
}
