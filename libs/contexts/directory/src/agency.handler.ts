import {
  authorise,
  envelopeOf,
  execute,
  idForCreate,
  parseCommand,
  parseRecord,
  PLATFORM,
  Rejection,
  StateCache,
  withClaim,
  type Day,
  type Envelope,
  type Receipt,
} from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import { AgencyCommand, AgencyCommands, type AgencyCommandData } from './commands.js';
import { Agency, agencyAggregate, type AgencyFacts } from './decider.agency.js';
import { divisionAggregate } from './decider.division.js';
import { governmentAggregate } from './decider.government.js';
import { rejectDirectory } from './errors.js';
import { directoryPolicy } from './policy.js';

@CommandHandler(AgencyCommand)
export class AgencyHandler extends Handler {
  private readonly agencies = new StateCache(this.deps.store, agencyAggregate);
  private readonly divisions = new StateCache(this.deps.store, divisionAggregate);
  private readonly governments = new StateCache(this.deps.store, governmentAggregate);

  async execute({ call, data }: AgencyCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(AgencyCommands, data);
    if ('rejection' in parsed) {
      authorise(directoryPolicy, 'agency.change', call.caller, null);
      return parsed.rejection;
    }
    const { command } = parsed;
    const agency = command.type === 'register' ? command.parent : command.agency;
    const actor = authorise(directoryPolicy, operationOf(command), call.caller, agency);
    const envelope = envelopeOf(call, actor);
    const id =
      command.type === 'register' ? idForCreate(envelope, agencyAggregate.name) : command.agency;
    const facts = await this.factsFor(id, command, call.today ?? this.deps.clock.today(), envelope);
    return this.run(id, command, facts, envelope);
  }

  /** A new code is claimed before it is used: two agencies of a government never share one. */
  private async run(
    id: string,
    command: AgencyCommandData,
    facts: AgencyFacts,
    envelope: Envelope,
  ): Promise<Receipt | Rejection> {
    const decide = () => execute(this.deps, agencyAggregate, id, command, facts, envelope);
    const state = await this.agency(envelope.tenant, id);
    const code = 'code' in command && !state.everHad(command.code) ? command.code : null;
    if (code === null || agencyAggregate.decider.decide(state, command, facts) instanceof Rejection)
      return decide();
    const taken = rejectDirectory('directory.codeTaken', { code }, 'code');
    const claim = { kind: 'agencyCode', value: code, holder: id, today: facts.today, taken };
    return withClaim(this.deps, claim, envelope, decide);
  }

  private async factsFor(
    id: string,
    command: AgencyCommandData,
    today: Day,
    { tenant, actor }: Envelope,
  ): Promise<AgencyFacts> {
    const parent = 'parent' in command ? command.parent : null;
    const into = 'into' in command ? command.into : null;
    const division = 'division' in command ? command.division : null;
    const on = 'on' in command ? command.on : (command.since ?? today);
    const government = await this.governments.get(PLATFORM, tenant);
    return {
      today,
      actor,
      agency: id,
      government: government.state?.division ?? null,
      parent: await this.agency(tenant, parent),
      into: await this.agency(tenant, into),
      line: await this.lineAbove(tenant, parent ?? into, on),
      below: command.type === 'abolish' ? await this.namesBelow(tenant, id, on) : [],
      division: division === null ? null : (await this.divisions.get(PLATFORM, division)).state,
    };
  }

  private async agency(tenant: string, id: string | null): Promise<Agency> {
    return id === null ? Agency.none : (await this.agencies.get(tenant, id)).state;
  }

  /** From the log, not from a tree that may be late; an agency is abolished seldom. */
  private async namesBelow(tenant: string, id: string, on: Day): Promise<string[]> {
    const names: string[] = [];
    const filter = { tenants: [tenant], types: ['AgencyRegistered'] };
    const options = { signal: new AbortController().signal, follow: false };
    for await (const { events } of this.deps.store.feed(undefined, filter, options))
      for (const { record } of events) {
        const { aggregateId } = parseRecord(record).meta;
        const agency = await this.agency(tenant, aggregateId);
        if (agency.lasts(on) && (await this.lineAbove(tenant, aggregateId, on)).includes(id))
          names.push(agency.name!);
      }
    return names;
  }

  private async lineAbove(tenant: string, start: string | null, on: Day): Promise<string[]> {
    const line = new Set<string>();
    const open = start === null ? [] : [start];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const above of (await this.agency(tenant, id)).above(on)) {
        if (!line.has(above)) open.push(above);
        line.add(above);
      }
    }
    return [...line];
  }
}

const operationOf = ({ type }: AgencyCommandData): string =>
  type === 'fillPost' || type === 'handOverPost' ? 'agency.fillPost' : 'agency.change';
