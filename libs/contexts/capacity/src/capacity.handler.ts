import { agencyAggregate } from '@gongkai/directory';
import { AgencyDesk, type EntryInput } from '@gongkai/entries';
import {
  CLOCK,
  EVENT_STORE,
  IDS,
  parseCommand,
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
  ActivityCommand,
  ActivityCommands,
  FundsCommand,
  FundsCommands,
  LeadingBodyCommand,
  LeadingBodyCommands,
  ResourceCommand,
  ResourceCommands,
} from './commands.js';
import {
  activityAggregate,
  fundsAggregate,
  leadingBodyAggregate,
  resourceAggregate,
} from './decider.js';
import type { Activity } from './events.js';
import { capacityPolicy as policy } from './policy.js';

const rights = {
  policy,
  operations: { enter: 'capacity.enter', correct: 'capacity.correct' },
};
const deskOf = (store: EventStore, ids: Ids, clock: Clock) =>
  new AgencyDesk({ store, ids, clock }, agencyAggregate);
type Desk = ReturnType<typeof deskOf>;
type Outcome = Promise<Receipt | Rejection>;

@CommandHandler(ResourceCommand)
export class ResourceHandler implements ICommandHandler<ResourceCommand> {
  private readonly desk: Desk;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = deskOf(store, ids, clock);
  }

  async execute({ call, data }: ResourceCommand): Outcome {
    const parsed = parseCommand(ResourceCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    return this.desk.entry(resourceAggregate, call, parsed.command as EntryInput, {
      ...rights,
      on: ({ since }) => since,
    });
  }
}

@CommandHandler(FundsCommand)
export class FundsHandler implements ICommandHandler<FundsCommand> {
  private readonly desk: Desk;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = deskOf(store, ids, clock);
  }

  async execute({ call, data }: FundsCommand): Outcome {
    const parsed = parseCommand(FundsCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    return this.desk.entry(fundsAggregate, call, parsed.command as EntryInput, {
      ...rights,
      on: ({ on }) => on,
    });
  }
}

@CommandHandler(ActivityCommand)
export class ActivityHandler implements ICommandHandler<ActivityCommand> {
  private readonly desk: Desk;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = deskOf(store, ids, clock);
  }

  async execute({ call, data }: ActivityCommand): Outcome {
    const parsed = parseCommand(ActivityCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    return this.desk.entry(activityAggregate, call, parsed.command as EntryInput, {
      ...rights,
      on: ({ on }) => on,
      facts: async (entry) => ({ bodyThere: await this.bodyThere(call, entry) }),
    });
  }

  private async bodyThere(call: Call, { bodyId, on }: Activity): Promise<boolean> {
    if (bodyId === null) return true;
    const { value, withdrawn, endedOn } = await this.desk.stateOf(
      leadingBodyAggregate,
      call,
      bodyId,
    );
    if (value === null || withdrawn) return false;
    return value.since <= on && (endedOn === null || on <= endedOn);
  }
}

@CommandHandler(LeadingBodyCommand)
export class LeadingBodyHandler implements ICommandHandler<LeadingBodyCommand> {
  private readonly desk: Desk;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.desk = deskOf(store, ids, clock);
  }

  async execute({ call, data }: LeadingBodyCommand): Outcome {
    const parsed = parseCommand(LeadingBodyCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    return this.desk.entry(leadingBodyAggregate, call, parsed.command as EntryInput, {
      ...rights,
      on: ({ since }) => since,
    });
  }
}
