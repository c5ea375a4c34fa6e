import {
  authorise,
  envelopeOf,
  execute,
  GateError,
  idForCreate,
  loadState,
  parseCommand,
  PLATFORM,
  Rejection,
  withClaim,
  type Call,
  type Receipt,
} from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
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
export class DivisionHandler extends Handler {
  private readonly desk = new DivisionDesk(this.deps);

  async execute({ call, data }: DivisionCommand): Promise<Receipt | Rejection> {
    const actor = authorisePlatform('division.change', call);
    const parsed = parseCommand(DivisionCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const today = call.today ?? this.deps.clock.today();
    return this.desk.run(parsed.command, today, envelopeOf(call, actor));
  }
}

@CommandHandler(GovernmentCommand)
export class GovernmentHandler extends Handler {
  private readonly desk = new DivisionDesk(this.deps);

  async execute({ call, data }: GovernmentCommand): Promise<Receipt | Rejection> {
    const actor = authorisePlatform('government.join', call);
    const parsed = parseCommand(GovernmentCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    const envelope = envelopeOf(call, actor);
    const today = call.today ?? this.deps.clock.today();
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
    const taken = rejectDirectory('directory.alreadyJoined', {}, 'division');
    const claim = { kind: 'government', value: command.division, holder: id, today, taken };
    return withClaim(this.deps, claim, envelope, decide);
  }
}
