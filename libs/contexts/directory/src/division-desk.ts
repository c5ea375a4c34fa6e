import {
  execute,
  PLATFORM,
  Rejection,
  StateCache,
  withClaim,
  type Day,
  type Envelope,
  type EventStore,
  type Ids,
  type Receipt,
} from '@gongkai/kernel';
import type { DivisionCommandData } from './commands.js';
import {
  divisionAggregate,
  divisionId,
  type Division,
  type DivisionFacts,
} from './decider.division.js';
import { rejectDirectory } from './errors.js';
import { latest } from './history.js';

/** Where commands on divisions are carried out, by an administrator's hand or by the loader. */
export class DivisionDesk {
  private readonly divisions;
  constructor(private readonly deps: { store: EventStore; ids: Ids }) {
    this.divisions = new StateCache(deps.store, divisionAggregate);
  }

  async division(id: string | null): Promise<Division> {
    return id === null ? null : (await this.divisions.get(PLATFORM, id)).state;
  }

  async run(
    command: DivisionCommandData,
    today: Day,
    envelope: Envelope,
  ): Promise<Receipt | Rejection> {
    const id = command.type === 'list' ? divisionId(command.code) : command.division;
    const division = await this.division(id);
    const facts: DivisionFacts = {
      today,
      actor: envelope.actor,
      parent: await this.division('parent' in command ? command.parent : null),
      into: await this.division('into' in command ? command.into : null),
      codeFree: 'code' in command ? await this.isFree(command.code, id) : true,
    };
    const decide = () => execute(this.deps, divisionAggregate, id, command, facts, envelope);
    const code = 'code' in command ? command.code : null;
    const known = code === null || division?.spans.some((span) => span.code === code);
    if (known || divisionAggregate.decider.decide(division, command, facts) instanceof Rejection)
      return decide();
    const taken = rejectDirectory('directory.codeTaken', { code }, 'code');
    const claim = { kind: 'divisionCode', value: code, holder: id, today, taken };
    return withClaim(this.deps, claim, envelope, decide);
  }

  /** Loaded divisions hold their first code without a claim: the stream named after it tells. */
  private async isFree(code: string, id: string): Promise<boolean> {
    const first = divisionId(code);
    if (first === id) return true;
    const holder = await this.division(first);
    return holder === null || holder.until !== null || latest(holder).code !== code;
  }
}
