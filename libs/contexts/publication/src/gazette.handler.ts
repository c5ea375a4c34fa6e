import { handle } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import { GazetteIssueCommand, GazetteIssueCommands } from './commands.js';
import { gazetteIssueAggregate } from './decider.gazette.js';
import { reject } from './errors.js';
import { publicationPolicy } from './policy.js';

@CommandHandler(GazetteIssueCommand)
export class GazetteIssueHandler extends Handler {
  execute(sent: GazetteIssueCommand) {
    return handle(this.deps, sent, {
      schema: GazetteIssueCommands,
      aggregate: gazetteIssueAggregate,
      policy: publicationPolicy,
      operation: ({ type }) => `gazetteIssue.${type}`,
      agency: null,
      idField: 'issueId',
      // One issue per year and number; the claim outlives a crash, and the same command takes it again.
      claim({ command }) {
        if (command.type !== 'plan') return null;
        const { year, number } = command;
        const taken = reject('publication.gazetteIssueExists', { year, number }, 'number');
        return { kind: 'gazetteIssue', value: `${year}-${number}`, taken };
      },
    });
  }
}
