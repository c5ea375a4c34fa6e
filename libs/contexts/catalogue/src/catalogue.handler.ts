import { agencyAggregate } from '@gongkai/directory';
import {
  authorise,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  IDS,
  parseCommand,
  StateCache,
  type Clock,
  type EventStore,
  type Ids,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
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
export class CatalogueHandler implements ICommandHandler<CatalogueCommand> {
  private readonly agencies: Agencies;
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.agencies = new Agencies(store);
  }

  async execute({ call, data }: CatalogueCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(CatalogueCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    const operation = catalogueOperation(command.type);
    const actor = authorise(cataloguePolicy, operation, call.caller, null);
    const today = call.today ?? this.clock.today();
    const agencies = await this.agencies.facts(call.tenant, agenciesNamedIn(command), today);
    const facts = { today, actor, agencies };
    const envelope = envelopeOf(call, actor);
    const deps = { store: this.store, ids: this.ids };
    return execute(deps, catalogueAggregate, CATALOGUE_ID, command, facts, envelope);
  }
}

@CommandHandler(GuideCommand)
export class GuideHandler implements ICommandHandler<GuideCommand> {
  private readonly agencies: Agencies;
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.agencies = new Agencies(store);
  }

  async execute({ call, data }: GuideCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(GuideCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    const { agency } = command;
    const actor = authorise(cataloguePolicy, guideOperation(command.type), call.caller, agency);
    const today = call.today ?? this.clock.today();
    const named = agency === null ? [] : [agency];
    const agencies = await this.agencies.facts(call.tenant, named, today);
    const facts = { today, actor, agencies };
    const deps = { store: this.store, ids: this.ids };
    const envelope = envelopeOf(call, actor);
    return execute(deps, guideAggregate, guideId(agency), command, facts, envelope);
  }
}
