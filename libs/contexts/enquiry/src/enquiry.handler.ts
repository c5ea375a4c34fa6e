import { agencyAggregate } from '@gongkai/directory';
import {
  authorise,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  idForCreate,
  IDS,
  loadState,
  parseCommand,
  StateCache,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  EnquiryCommand,
  EnquiryCommands,
  EnquiryCountCommand,
  EnquiryCountCommands,
  type EnquiryCommandData,
  type EnquiryCountCommandData,
} from './commands.js';
import { enquiryCountAggregate } from './decider.count.js';
import { enquiryAggregate } from './decider.js';
import { enquiryOperation, enquiryPolicy } from './policy.js';

/** What both handlers do before they execute: who may, on which day, and whether the agency is there. */
class Desk {
  private readonly agencies;
  constructor(
    store: EventStore,
    private readonly clock: Clock,
  ) {
    this.agencies = new StateCache(store, agencyAggregate);
  }

  async factsFor(
    call: Call,
    type: Parameters<typeof enquiryOperation>[0],
    agency: string | null,
    on: string | undefined,
  ) {
    const actor = authorise(enquiryPolicy, enquiryOperation(type), call.caller, agency);
    const today = call.today ?? this.clock.today();
    const agencyActive = agency === null || (await this.activeOn(call.tenant, agency, on ?? today));
    return { today, actor, agencyActive };
  }

  private async activeOn(tenant: string, agency: string, day: string): Promise<boolean> {
    const { state } = await this.agencies.get(tenant, agency);
    return state.exists && state.activeOn(day);
  }
}

@CommandHandler(EnquiryCommand)
export class EnquiryHandler implements ICommandHandler<EnquiryCommand> {
  private readonly desk: Desk;
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = new Desk(store, clock);
  }

  async execute({ call, data }: EnquiryCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(EnquiryCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const enquiryId =
      'enquiryId' in parsed.command ? parsed.command.enquiryId : idForCreate(call, 'enquiry');
    const command = { ...parsed.command, enquiryId } as EnquiryCommandData;
    const agency = command.type === 'log' ? command.agency : await this.agencyOf(call, enquiryId);
    const on = command.type === 'log' ? command.askedOn : undefined;
    const facts = await this.desk.factsFor(call, command.type, agency, on);
    const deps = { store: this.store, ids: this.ids };
    return execute(
      deps,
      enquiryAggregate,
      enquiryId,
      command,
      facts,
      envelopeOf(call, facts.actor),
    );
  }

  private async agencyOf({ tenant }: Call, id: string): Promise<string | null> {
    return (await loadState(this.store, enquiryAggregate, tenant, id)).state.agency;
  }
}

@CommandHandler(EnquiryCountCommand)
export class EnquiryCountHandler implements ICommandHandler<EnquiryCountCommand> {
  private readonly desk: Desk;
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = new Desk(store, clock);
  }

  async execute({ call, data }: EnquiryCountCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(EnquiryCountCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const countId =
      'countId' in parsed.command ? parsed.command.countId : idForCreate(call, 'enquiryCount');
    const command = { ...parsed.command, countId } as EnquiryCountCommandData;
    const agency = command.type === 'count' ? command.agency : await this.agencyOf(call, countId);
    const on = command.type === 'count' ? command.on : undefined;
    const facts = await this.desk.factsFor(call, command.type, agency, on);
    const deps = { store: this.store, ids: this.ids };
    return execute(
      deps,
      enquiryCountAggregate,
      countId,
      command,
      facts,
      envelopeOf(call, facts.actor),
    );
  }

  private async agencyOf({ tenant }: Call, id: string): Promise<string | null> {
    const { state } = await loadState(this.store, enquiryCountAggregate, tenant, id);
    return enquiryCountAggregate.agencyOf(state);
  }
}
