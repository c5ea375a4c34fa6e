import { agencyAggregate } from '@gongkai/directory';
import { CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  authorise,
  canonicalJson,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  GateError,
  handle,
  idForCreate,
  IDS,
  loadState,
  parseCommand,
  sha256,
  StateCache,
  type Actor,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { personalInClear } from '@gongkai/request';
import { VAULT, type Sealed, type Vault } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  ComplaintCommand,
  ComplaintRuleCommand,
  ComplaintRuleCommands,
  PlainComplaintCommands,
  PROCESS_ONLY,
  type ComplaintCommandData,
  type PlainComplainant,
  type PlainComplaintCommand,
} from './commands.js';
import { complaintAggregate, type Complaint, type ComplaintFacts } from './decider.js';
import { COMPLAINT_RULES, complaintRuleAggregate } from './decider.rules.js';
import { complaintPolicy } from './policy.js';

type Outcome = Promise<Receipt | Rejection>;
type Receiving = Extract<PlainComplaintCommand, { type: 'receive' }>;
type Later = Exclude<PlainComplaintCommand, { type: 'receive' }>;

/** Bodies of these say what somebody said: the log keeps a keyed digest of them. */
const PERSONAL: readonly string[] = ['receive', 'answer'];

@CommandHandler(ComplaintCommand)
export class ComplaintHandler implements ICommandHandler<ComplaintCommand> {
  private readonly agencies;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CALENDARS) private readonly calendars: Calendars,
  ) {
    this.agencies = new StateCache(store, agencyAggregate);
  }

  async execute({ call, data }: ComplaintCommand): Outcome {
    const parsed = parseCommand(PlainComplaintCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    return command.type === 'receive' ? this.receive(call, command) : this.later(call, command);
  }

  private async receive(call: Call, plain: Receiving): Outcome {
    const { complainant: who, text: said, ...command } = plain;
    const { tenant } = call;
    const actor = authorise(complaintPolicy, 'complaint.receive', call.caller, plain.agency);
    const fault = personalInClear(command, knownOf(who));
    if (fault) return fault;
    const complaintId = idForCreate(call, complaintAggregate.name);
    const known = await loadState(this.store, complaintAggregate, tenant, complaintId);
    // Sent again: nothing is sealed once more, the receipt is that of the first time.
    const { person, complainant, text } =
      known.revision > 0 ? known.state : await this.sealed(tenant, who, said);
    const on = plain.receivedOn ?? call.today ?? this.clock.today();
    const facts = {
      ...(await this.known(call, actor)),
      agencyActive: await this.active(tenant, plain.agency, on),
    };
    return this.run(call, { ...command, complaintId, person, complainant, text }, facts);
  }

  private async later(call: Call, plain: Later): Outcome {
    const { tenant } = call;
    const { complaintId } = plain;
    const { state } = await loadState(this.store, complaintAggregate, tenant, complaintId);
    const actor = this.actor(call, plain, state);
    const { text: said, ...clear } = 'text' in plain ? plain : { ...plain, text: null };
    const fault = PROCESS_ONLY.includes(plain.type) ? null : personalInClear(clear);
    if (fault) return fault;
    const text = said === null ? null : await this.vault.seal(tenant, state.person, said);
    const facts: ComplaintFacts = await this.known(call, actor);
    if (plain.type === 'assign')
      facts.agencyActive = await this.active(tenant, plain.to, plain.on ?? facts.today);
    const command = plain.type === 'answer' ? { ...plain, text } : plain;
    return this.run(call, command, facts);
  }

  private async sealed(
    tenant: string,
    who: PlainComplainant | null,
    said: string | null,
  ): Promise<{ person: string; complainant: Sealed | null; text: Sealed | null }> {
    const { key: person } = await this.vault.person(tenant, who?.identity ?? null);
    const seal = (plain: unknown) => plain && this.vault.seal(tenant, person, plain);
    return {
      person,
      complainant: ((await seal(who)) as Sealed | null) ?? null,
      text: ((await seal(said)) as Sealed | null) ?? null,
    };
  }

  private async active(tenant: string, agency: string | null, on: string): Promise<boolean> {
    return agency === null || (await this.agencies.get(tenant, agency)).state.activeOn(on);
  }

  private async known(call: Call, actor: Actor): Promise<ComplaintFacts> {
    const { tenant } = call;
    const { calendar, revision: calendarRevision } = this.calendars.of(tenant);
    const today = call.today ?? this.clock.today();
    const { state } = await loadState(this.store, complaintRuleAggregate, tenant, COMPLAINT_RULES);
    return { today, actor, calendar, calendarRevision, rules: state.periods };
  }

  private async run(call: Call, command: ComplaintCommandData, facts: ComplaintFacts): Outcome {
    const deps = { store: this.store, ids: this.ids };
    const envelope = envelopeOf(await this.keyed(call, command), facts.actor);
    return execute(deps, complaintAggregate, command.complaintId, command, facts, envelope);
  }

  /** The digest of a body that names a person would let anybody test a guess. */
  private async keyed(call: Call, { type }: ComplaintCommandData): Promise<Call> {
    if (!PERSONAL.includes(type)) return call;
    const body = sha256(await this.vault.mac(call.tenant, 'command', canonicalJson(call.body)));
    return { ...call, body };
  }

  /** Who may: officers of the agency it came to and of the one that handles it. */
  private actor(call: Call, { type }: Later, { agency, handler }: Complaint): Actor {
    const { caller } = call;
    if (PROCESS_ONLY.includes(type)) {
      if (caller.kind === 'officer' || caller.kind === 'public')
        throw new GateError('FORBIDDEN', { operation: `complaint.${type}` });
      return { kind: caller.kind, id: caller.name };
    }
    const operation = `complaint.${type}`;
    try {
      return authorise(complaintPolicy, operation, caller, handler);
    } catch (error) {
      if (!(error instanceof GateError) || handler === agency) throw error;
      return authorise(complaintPolicy, operation, caller, agency);
    }
  }
}

/** What the handler knows of who complains; never kept. */
const knownOf = (who: PlainComplainant | null) => ({
  names: who ? [who.name] : [],
  data: [who?.identity?.number, who?.contact].filter((text) => typeof text === 'string'),
});

@CommandHandler(ComplaintRuleCommand)
export class ComplaintRuleHandler extends Handler {
  execute(sent: ComplaintRuleCommand) {
    return handle(this.deps, sent, {
      schema: ComplaintRuleCommands,
      aggregate: complaintRuleAggregate,
      policy: complaintPolicy,
      operation: 'complaint.adoptRules',
      agency: null,
      idOf: () => COMPLAINT_RULES,
    });
  }
}
