import { agencyAggregate } from '@gongkai/directory';
import { handle, StateCache, type EventStore } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import {
  CatalogueCommand,
  CatalogueCommands,
  GuideCommand,
  GuideCommands,
  type CatalogueCommandData,
} from './commands.js';
import { guideAggregate, guideId } from './decider.guide.js';
import { catalogueAggregate, CATALOGUE_ID } from './decider.js';
import { catalogueOperation, cataloguePolicy, guideOperation } from './policy.js';

/** Agencies as the log has them now, for the rules that ask whether one exists and is active. */
class Agencies {
  private readonly states;
  constructor(store: EventStore) {
    this.states = new StateCache(store, agencyAggregate);
  }

  async facts(tenant: string, ids: readonly string[], today: string) {
    const known: Record<string, 'active' | 'inactive'> = {};
    for (const id of new Set(ids)) {
      const { state } = await this.states.get(tenant, id);
      if (state.exists) known[id] = state.activeOn(today) ? 'active' : 'inactive';
    }
    return known;
  }
}

const agenciesNamedIn = (command: CatalogueCommandData): string[] => {
  const named = (agency: string | null) => (agency === null ? [] : [agency]);
  switch (command.type) {
    case 'adopt':
      return command.columns.flatMap((column) => named(column.responsibleAgency));
    case 'addColumn':
    case 'assignDuty':
      return named(command.responsibleAgency);
    default:
      return [];
  }
};

@CommandHandler(CatalogueCommand)
export class CatalogueHandler extends Handler {
  private readonly agencies = new Agencies(this.deps.store);

  execute(sent: CatalogueCommand) {
    return handle(this.deps, sent, {
      schema: CatalogueCommands,
      aggregate: catalogueAggregate,
      policy: cataloguePolicy,
      operation: ({ type }) => catalogueOperation(type),
      agency: null,
      idOf: () => CATALOGUE_ID,
      facts: async ({ command, call, today }) => ({
        agencies: await this.agencies.facts(call.tenant, agenciesNamedIn(command), today),
      }),
    });
  }
}

@CommandHandler(GuideCommand)
export class GuideHandler extends Handler {
  private readonly agencies = new Agencies(this.deps.store);

  execute(sent: GuideCommand) {
    return handle(this.deps, sent, {
      schema: GuideCommands,
      aggregate: guideAggregate,
      policy: cataloguePolicy,
      operation: ({ type }) => guideOperation(type),
      agency: ({ agency }) => agency,
      idOf: ({ agency }) => guideId(agency),
      facts: async ({ agency, call, today }) => ({
        agencies: await this.agencies.facts(call.tenant, agency === null ? [] : [agency], today),
      }),
    });
  }
}
