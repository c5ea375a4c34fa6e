import { agencyAggregate } from '@gongkai/directory';
import { AgencyDesk } from '@gongkai/entries';
import { deriveId } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import { ReturnCommand, ReturnCommands } from './commands.js';
import { periodOf, returnAggregate } from './decider.js';
import { returnsPolicy } from './policy.js';

@CommandHandler(ReturnCommand)
export class ReturnHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: ReturnCommand) {
    return this.desk.handle(sent, {
      schema: ReturnCommands,
      aggregate: returnAggregate,
      policy: returnsPolicy,
      operation: ({ type }) => (type === 'report' ? 'returns.report' : 'returns.correct'),
      agency: ({ agency }) => agency,
      idField: 'returnId',
      // One stream for all that an agency reports of a measure: no two reports of a period.
      idOf: ({ agency, measure }, { tenant }) =>
        deriveId(tenant, returnAggregate.name, agency ?? '', measure),
      on: ({ type, period }) => (type === 'report' ? periodOf(period)?.lastDay : undefined),
    });
  }
}
