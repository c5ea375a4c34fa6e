import { handle } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import { LetterTemplateCommand, LetterTemplateCommands } from './commands.js';
import { letterTemplateAggregate, letterTemplateId } from './decider.js';
import { letterPolicy } from './policy.js';

@CommandHandler(LetterTemplateCommand)
export class LetterTemplateHandler extends Handler {
  execute(sent: LetterTemplateCommand) {
    return handle(this.deps, sent, {
      schema: LetterTemplateCommands,
      aggregate: letterTemplateAggregate,
      policy: letterPolicy,
      operation: 'letter.template',
      agency: null,
      idOf: ({ kind, language }) => letterTemplateId(kind, language),
    });
  }
}
