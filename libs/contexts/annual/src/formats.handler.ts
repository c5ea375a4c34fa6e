import { handle } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import { ReportFormatCommand, ReportFormatCommands } from './commands.js';
import { REPORT_FORMATS_ID, reportFormatsAggregate } from './decider.formats.js';
import { annualPolicy } from './policy.js';

@CommandHandler(ReportFormatCommand)
export class ReportFormatHandler extends Handler {
  execute(sent: ReportFormatCommand) {
    return handle(this.deps, sent, {
      schema: ReportFormatCommands,
      aggregate: reportFormatsAggregate,
      policy: annualPolicy,
      operation: 'annual.addFormat',
      agency: null,
      idOf: () => REPORT_FORMATS_ID,
    });
  }
}
