import {
  authorise,
  claimValue,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  GateError,
  idForCreate,
  IDS,
  loadState,
  parseCommand,
  PLATFORM,
  Rejection,
  releaseValue,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
  type Receipt,
} from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  DivisionCommand,
  DivisionCommands,
  GovernmentCommand,
  GovernmentCommands,
} from './commands.js';
import { governmentAggregate, type GovernmentFacts } from './decider.government.js';
import { DivisionDesk } from './division-desk.js';
import { rejectDirectory } from './errors.js';
import { directoryPolicy } from './policy.js';

/** The tree and the governments on it are the platform's own: nobody of a government may touch them. */
const authorisePlatform = (operation: string, call: Call) => {
  const actor = authorise(directoryPolicy, operation, call.caller, null);
  if (call.tenant !== PLATFORM) throw new GateError('FORBIDDEN', { operation });
  return actor;
};

@CommandHandler(DivisionCommand)
export class DivisionHandler implements ICommandHandler<DivisionCommand> {
  private readonly desk: DivisionDesk;
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.desk = new DivisionDesk({ store, ids });
  }

  async execute({ call, data }: DivisionCommand): Promise<Receipt | Rejection> {
    const actor = authorisePlatform('division.change', call);
    const parsed = parseCommand(DivisionCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const today = call.today ?? this.clock.today();
    return this.desk.run(parsed.command, today, envelopeOf(call, actor));
  }
}

@CommandHandler(GovernmentCommand)
export class GovernmentHandler implements ICommandHandler<GovernmentCommand> {
  private readonly desk: DivisionDesk;
  private readonly deps: { store: EventStore; ids: Ids };
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.deps = { store, ids };
    this.desk = new DivisionDesk(this.deps);
  }

  async execute({ call, data }: GovernmentCommand): Promise<Receipt | Rejection> {
    const actor = authorisePlatform('government.join', call);
    const parsed = parseCommand(GovernmentCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    const envelope = envelopeOf(call, actor);
    const today = call.today ?? this.clock.today();
    const id = command.type === 'join' ? idForCreate(envelope, 'government') : command.government;
    const division = command.type === 'join' ? await this.desk.division(command.division) : null;
    const facts: GovernmentFacts = { today, actor, division };
    const decide = () => execute(this.deps, governmentAggregate, id, command, facts, envelope);
    const { state } = await loadState(this.deps.store, governmentAggregate, PLATFORM, id);
    if (
      command.type !== 'join' ||
      governmentAggregate.decider.decide(state, command, facts) instanceof Rejection
    )
      return decide();
    const claim = { kind: 'government', value: command.division, holder: id, today };
    if (await claimValue(this.deps, claim, envelope))
      return rejectDirectory('directory.alreadyJoined', {}, 'division');
    const outcome = await decide();
    if (outcome instanceof Rejection)
      await releaseValue(this.deps, { ...claim, reason: outcome.code }, envelope);
    return outcome;
  }
}
