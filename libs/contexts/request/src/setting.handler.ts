import { handle } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import { RequestSettingCommand, RequestSettingCommands } from './commands.setting.js';
import { REQUEST_SETTINGS_ID, requestSettingAggregate } from './decider.setting.js';
import { personalInClear } from './personal-in-clear.js';
import { requestPolicy } from './policy.js';

@CommandHandler(RequestSettingCommand)
export class RequestSettingHandler extends Handler {
  execute(sent: RequestSettingCommand) {
    return handle(this.deps, sent, {
      schema: RequestSettingCommands,
      aggregate: requestSettingAggregate,
      policy: requestPolicy,
      operation: 'request.settings',
      agency: null,
      idOf: () => REQUEST_SETTINGS_ID,
      facts: ({ command }) => personalInClear(command) ?? {},
    });
  }
}
