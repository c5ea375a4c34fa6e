import { AgencyRegister } from '@gongkai/directory';
import { calendarFacts, CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  authorise,
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
  type Actor,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
  type Outcome,
} from '@gongkai/kernel';
import { Handler, processActor } from '@gongkai/nest';
import { keyedCall, knownAs, personalInClear, type PlainParty } from '@gongkai/request';
import { VAULT, type Sealed, type Vault } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import {
  ComplaintCommand,
  ComplaintRuleCommand,
  ComplaintRuleCommands,
  PlainComplaintCommands,
  PROCESS_ONLY,
  type ComplaintCommandData,
  type PlainComplaintCommand,
} from './commands.js';
import { complaintAggregate, type Complaint, type ComplaintFacts } from './decider.js';
import { COMPLAINT_RULES, complaintRuleAggregate } from './decider.rules.js';
import { complaintPolicy } from './policy.js';

type Receiving = Extract<PlainComplaintCommand, { type: 'receive' }>;
type Later = Exclude<PlainComplaintCommand, { type: 'receive' }>;

/** Bodies of these say what somebody said: the log keeps a keyed digest of them. */
const PERSONAL: readonly string[] = ['receive', 'answer'];

@CommandHandler(ComplaintCommand)
export class ComplaintHandler extends Handler {
  private readonly agencies;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CALENDARS) private readonly calendars: Calendars,
  ) {
    super(store, ids, clock);
    this.agencies = new AgencyRegister(store);
  }

  async execute({ call, data }: ComplaintCommand): Promise<Outcome> {
    const parsed = parseCommand(PlainComplaintCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    return command.type === 'receive' ? this.receive(call, command) : this.later(call, command);
  }

  private async receive(call: Call, plain: Receiving): Promise<Outcome> {
    const { complainant: who, text: said, ...command } = plain;
    const { tenant } = call;
    const actor = authorise(complaintPolicy, 'complaint.receive', call.caller, plain.agency);
    const fault = personalInClear(command, knownAs(who));
    if (fault) return fault;
    const complaintId = idForCreate(call, complaintAggregate.name);
    const known = await loadState(this.deps.store, complaintAggregate, tenant, complaintId);
    // Sent again: nothing is sealed once more, the receipt is that of the first time.
    const { person, complainant, text } =
      known.revision > 0 ? known.state : await this.sealed(tenant, who, said);
    const on = plain.receivedOn ?? call.today ?? this.deps.clock.today();
    const facts = {
      ...(await this.known(call, actor)),
      agencyActive: await this.agencies.activeOn(tenant, plain.agency, on),
    };
    return this.run(call, { ...command, complaintId, person, complainant, text }, facts);
  }

  private async later(call: Call, plain: Later): Promise<Outcome> {
    const { tenant } = call;
    const { complaintId } = plain;
    const { state } = await loadState(this.deps.store, complaintAggregate, tenant, complaintId);
    const actor = this.actor(call, plain, state);
    const { text: said, ...clear } = 'text' in plain ? plain : { ...plain, text: null };
    const fault = PROCESS_ONLY.includes(plain.type) ? null : personalInClear(clear);
    if (fault) return fault;
    const text = said === null ? null : await this.vault.seal(tenant, state.person, said);
    const facts: ComplaintFacts = await this.known(call, actor);
    if (plain.type === 'assign')
      facts.agencyActive = await this.agencies.activeOn(tenant, plain.to, plain.on ?? facts.today);
    const command = plain.type === 'answer' ? { ...plain, text } : plain;
    return this.run(call, command, facts);
  }

  private async sealed(
    tenant: string,
    who: PlainParty | null,
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

  private async known(call: Call, actor: Actor): Promise<ComplaintFacts> {
    const { tenant } = call;
    const today = call.today ?? this.deps.clock.today();
    const { state } = await loadState(
      this.deps.store,
      complaintRuleAggregate,
      tenant,
      COMPLAINT_RULES,
    );
    return { today, actor, ...calendarFacts(this.calendars, tenant), rules: state.periods };
  }

  private async run(
    call: Call,
    command: ComplaintCommandData,
    facts: ComplaintFacts,
  ): Promise<Outcome> {
    const keyed = PERSONAL.includes(command.type) ? await keyedCall(this.vault, call) : call;
    const envelope = envelopeOf(keyed, facts.actor);
    return execute(this.deps, complaintAggregate, command.complaintId, command, facts, envelope);
  }

  /** Who may: officers of the agency it came to and of the one that handles it. */
  private actor(call: Call, { type }: Later, { agency, handler }: Complaint): Actor {
    const { caller } = call;
    const operation = `complaint.${type}`;
    if (PROCESS_ONLY.includes(type)) return processActor(caller, operation);
    try {
      return authorise(complaintPolicy, operation, caller, handler);
    } catch (error) {
      if (!(error instanceof GateError) || handler === agency) throw error;
      return authorise(complaintPolicy, operation, caller, agency);
    }
  }
}

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
