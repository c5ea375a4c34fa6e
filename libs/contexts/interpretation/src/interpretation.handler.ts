import { agencyAggregate } from '@gongkai/directory';
import { AgencyDesk, stoodOn } from '@gongkai/entries';
import { StateCache, type Call } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { documentAggregate } from '@gongkai/publication';
import { spokespersonAggregate } from '@gongkai/registers';
import { CommandHandler } from '@nestjs/cqrs';
import {
  ConcernCommand,
  ConcernCommands,
  InterpretationCommand,
  InterpretationCommands,
} from './commands.js';
import { concernAggregate } from './decider.concern.js';
import { interpretationAggregate } from './decider.js';
import type { Interpretation } from './events.js';
import { interpretationPolicy as policy } from './policy.js';

const operations = { enter: 'interpretation.enter', correct: 'interpretation.correct' };

@CommandHandler(InterpretationCommand)
export class InterpretationHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);
  private readonly documents = new StateCache(this.deps.store, documentAggregate);

  execute(sent: InterpretationCommand) {
    return this.desk.entry(sent, {
      schema: InterpretationCommands,
      aggregate: interpretationAggregate,
      policy,
      operations,
      on: ({ on }) => on,
      facts: (entry, call) => this.factsOf(entry, call),
    });
  }

  private async factsOf({ explains, concernId, spokespersonId, on }: Interpretation, call: Call) {
    const missingDocuments: string[] = [];
    for (const { documentId } of explains) {
      if (documentId === null) continue;
      const { revision } = await this.documents.get(call.tenant, documentId);
      if (revision === 0) missingDocuments.push(documentId);
    }
    return {
      missingDocuments,
      concernKnown:
        concernId === null ||
        (await this.desk.stateOf(concernAggregate, call, concernId)).status === 'noted',
      spokespersonInOffice:
        spokespersonId === null ||
        stoodOn(await this.desk.stateOf(spokespersonAggregate, call, spokespersonId), on),
    };
  }
}

@CommandHandler(ConcernCommand)
export class ConcernHandler extends Handler {
  private readonly desk = new AgencyDesk(this.deps, agencyAggregate);

  execute(sent: ConcernCommand) {
    return this.desk.handle(sent, {
      schema: ConcernCommands,
      aggregate: concernAggregate,
      policy,
      operation: ({ type }) =>
        type === 'note' || type === 'answer' ? operations.enter : operations.correct,
      idField: 'concernId',
      on: (command) => (command.type === 'note' ? command.arisenOn : undefined),
    });
  }
}
