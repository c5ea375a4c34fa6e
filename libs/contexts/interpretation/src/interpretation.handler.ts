import { agencyAggregate } from '@gongkai/directory';
import { AgencyDesk, type EntryInput } from '@gongkai/entries';
import {
  CLOCK,
  EVENT_STORE,
  idForCreate,
  IDS,
  parseCommand,
  StateCache,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import { documentAggregate } from '@gongkai/publication';
import { spokespersonAggregate } from '@gongkai/registers';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  ConcernCommand,
  ConcernCommands,
  InterpretationCommand,
  InterpretationCommands,
  type ConcernCommandData,
} from './commands.js';
import { concernAggregate } from './decider.concern.js';
import { interpretationAggregate } from './decider.js';
import type { Interpretation } from './events.js';
import { interpretationPolicy as policy } from './policy.js';

const operations = { enter: 'interpretation.enter', correct: 'interpretation.correct' };

@CommandHandler(InterpretationCommand)
export class InterpretationHandler implements ICommandHandler<InterpretationCommand> {
  private readonly desk;
  private readonly documents;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = new AgencyDesk({ store, ids, clock }, agencyAggregate);
    this.documents = new StateCache(store, documentAggregate);
  }

  async execute({ call, data }: InterpretationCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(InterpretationCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    return this.desk.entry(interpretationAggregate, call, parsed.command as EntryInput, {
      policy,
      operations,
      on: ({ on }) => on,
      facts: (entry) => this.factsOf(call, entry),
    });
  }

  private async factsOf(call: Call, { explains, concernId, spokespersonId, on }: Interpretation) {
    const missingDocuments: string[] = [];
    for (const { documentId } of explains) {
      if (documentId === null) continue;
      const { revision } = await this.documents.get(call.tenant, documentId);
      if (revision === 0) missingDocuments.push(documentId);
    }
    return {
      missingDocuments,
      concernKnown: concernId === null || (await this.concernKnown(call, concernId)),
      spokespersonInOffice:
        spokespersonId === null || (await this.inOffice(call, spokespersonId, on)),
    };
  }

  private async concernKnown(call: Call, id: string): Promise<boolean> {
    return (await this.desk.stateOf(concernAggregate, call, id)).status === 'noted';
  }

  private async inOffice(call: Call, id: string, on: string): Promise<boolean> {
    const { value, withdrawn, endedOn } = await this.desk.stateOf(spokespersonAggregate, call, id);
    if (value === null || withdrawn) return false;
    return value.since <= on && (endedOn === null || on <= endedOn);
  }
}

@CommandHandler(ConcernCommand)
export class ConcernHandler implements ICommandHandler<ConcernCommand> {
  private readonly desk;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = new AgencyDesk({ store, ids, clock }, agencyAggregate);
  }

  async execute({ call, data }: ConcernCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(ConcernCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command: input } = parsed;
    const id = input.type === 'note' ? idForCreate(call, concernAggregate.name) : input.concernId;
    const command = { ...input, concernId: id } as ConcernCommandData;
    const mayEnter = command.type === 'note' || command.type === 'answer';
    return this.desk.execute(concernAggregate, call, {
      id,
      command,
      policy,
      operation: mayEnter ? operations.enter : operations.correct,
      agency:
        command.type === 'note'
          ? command.agency
          : (await this.desk.stateOf(concernAggregate, call, id)).agency,
      on: command.type === 'note' ? command.arisenOn : undefined,
    });
  }
}
