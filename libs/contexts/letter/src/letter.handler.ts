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
import { LetterTemplateCommand, LetterTemplateCommands } from './commands.js';
import { letterTemplateAggregate, letterTemplateId } from './decider.js';
import { letterPolicy } from './policy.js';

@CommandHandler(LetterTemplateCommand)
export class LetterTemplateHandler implements ICommandHandler<LetterTemplateCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ call, data }: LetterTemplateCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(LetterTemplateCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    const actor = authorise(letterPolicy, 'letter.template', call.caller, null);
    const facts = { today: call.today ?? this.clock.today(), actor };
    const deps = { store: this.store, ids: this.ids };
    const id = letterTemplateId(command.kind, command.language);
    return execute(deps, letterTemplateAggregate, id, command, facts, envelopeOf(call, actor));
  }
}
