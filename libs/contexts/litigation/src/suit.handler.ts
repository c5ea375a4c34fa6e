import { AgencyRegister, TREE, type Tree } from '@gongkai/directory';
import { calendarFacts, CALENDARS, type Calendars } from '@gongkai/holiday';
import {
  authorise,
  BLOBS,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  idForCreate,
  IDS,
  loadState,
  parseCommand,
  type Actor,
  type Blobs,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
  type Outcome,
  type Rejection,
} from '@gongkai/kernel';
import { Handler, processActor } from '@gongkai/nest';
import {
  keyedCall,
  knownAs,
  personalInClear,
  requestAggregate,
  type PlainParty,
} from '@gongkai/request';
import { VAULT, type Sealed, type Vault } from '@gongkai/vault';
import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { Acts } from './acts.js';
import {
  PlainSuitCommands,
  PROCESS_ONLY,
  SuitCommand,
  type CommandOf,
  type PlainSuitCommand,
  type SuitCommandData,
} from './commands.js';
import { suitAggregate } from './decider.js';
import type { Suit, SuitFacts } from './decider.state.js';
import type { Challenged } from './events.kinds.js';
import { litigationPolicy } from './policy.js';

type Filing = Extract<PlainSuitCommand, { type: 'file' }>;
type Later = Exclude<PlainSuitCommand, { type: 'file' }>;

/** Bodies of these name people: the log keeps a keyed digest of them. */
const PERSONAL: readonly string[] = ['file', 'joinParty'];

@CommandHandler(SuitCommand)
export class SuitHandler extends Handler {
  private readonly agencies;
  private readonly acts: Acts;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(BLOBS) private readonly blobs: Blobs,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CALENDARS) private readonly calendars: Calendars,
    @Inject(TREE) tree: Tree,
  ) {
    super(store, ids, clock);
    this.agencies = new AgencyRegister(store);
    this.acts = new Acts(store, tree);
  }

  async execute({ call, data }: SuitCommand): Promise<Outcome> {
    const parsed = parseCommand(PlainSuitCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    return command.type === 'file' ? this.file(call, command) : this.onSuit(call, command);
  }

  private async file(call: Call, plain: Filing): Promise<Outcome> {
    const { plaintiff: given, ...command } = plain;
    const { tenant } = call;
    const actor = this.actor(call, plain, plain.agency);
    const suitId = idForCreate(call, suitAggregate.name);
    const known = await loadState(this.deps.store, suitAggregate, tenant, suitId);
    const fault = clearFault(command, given);
    if (fault) return fault;
    // Sent again: nothing is sealed once more, the receipt is that of the first time.
    const { person, plaintiff } =
      known.revision > 0
        ? { person: known.state.person, plaintiff: known.state.plaintiff }
        : await this.sealed(tenant, plain.challenged, given);
    const filedOn = plain.filedOn ?? call.today ?? this.deps.clock.today();
    const { agency, challenged, reconsiderationId, route, jointWith } = plain;
    const act = await this.acts.act(tenant, challenged, filedOn);
    const facts: SuitFacts = {
      ...this.known(call, actor),
      agencyActive: await this.agencies.activeOn(tenant, agency, filedOn),
      ...(act === undefined ? {} : { act }),
      earlier:
        route === 'direct' || reconsiderationId === null
          ? null
          : await this.acts.earlier(tenant, reconsiderationId, challenged),
      wrongNode: this.acts.wrongNode(tenant, agency, jointWith, filedOn),
    };
    return this.run(call, { ...command, suitId, person, plaintiff }, facts);
  }

  private async onSuit(call: Call, plain: Later): Promise<Outcome> {
    const { suitId } = plain;
    const { state } = await loadState(this.deps.store, suitAggregate, call.tenant, suitId);
    const actor = this.actor(call, plain, state.agency);
    const person = plain.type === 'joinParty' ? plain.person : null;
    const fault = PROCESS_ONLY.includes(plain.type)
      ? null
      : clearFault({ ...plain, person: null }, person);
    if (fault) return fault;
    const facts = { ...this.known(call, actor), ...(await this.factsFor(call, plain, state)) };
    return this.run(call, await this.inLog(call, plain, state), facts);
  }

  /** The command as the log may have it. */
  private async inLog({ tenant }: Call, plain: Later, { person: key }: Suit) {
    if (plain.type !== 'joinParty') return plain;
    const own = plain.person?.identity ? await this.keyOf(tenant, plain.person) : key;
    const person = plain.person && (await this.vault.seal(tenant, own, plain.person));
    return { ...plain, person } satisfies CommandOf<'joinParty'>;
  }

  private async factsFor({ tenant }: Call, plain: Later, suit: Suit): Promise<Partial<SuitFacts>> {
    switch (plain.type) {
      case 'answer':
        return { missingFile: await this.missing(tenant, [plain.digest]) };
      case 'fileEvidence':
        return {
          missingFile: await this.missing(
            tenant,
            plain.items.map(({ digest }) => digest),
          ),
        };
      case 'judge':
      case 'conclude':
        // A review body has no request of its own to answer anew.
        return suit.role === 'coDefendantReviewBody'
          ? { anew: null }
          : { anew: (await this.acts.anew(tenant, suit.challenged)) ?? null };
      default:
        return {};
    }
  }

  private async missing(tenant: string, digests: readonly (string | null)[]) {
    for (const digest of digests)
      if (digest !== null && (await this.blobs.size(tenant, digest)) === undefined) return digest;
    return null;
  }

  /** Under the applicant's key where it is the applicant who sues: one person, one key. */
  private async sealed(
    tenant: string,
    challenged: Challenged,
    given: PlainParty | null,
  ): Promise<{ person: string; plaintiff: Sealed | null }> {
    const person = await this.keyFor(tenant, challenged, given);
    return { person, plaintiff: given && (await this.vault.seal(tenant, person, given)) };
  }

  private async keyFor(tenant: string, challenged: Challenged, given: PlainParty | null) {
    if (given?.identity || !('requestId' in challenged)) return this.keyOf(tenant, given);
    const id = challenged.requestId;
    const { state, revision } = await loadState(this.deps.store, requestAggregate, tenant, id);
    return revision > 0 ? state.applicant.person : this.keyOf(tenant, given);
  }

  private async keyOf(tenant: string, given: PlainParty | null): Promise<string> {
    return (await this.vault.person(tenant, given?.identity ?? null)).key;
  }

  private known(call: Call, actor: Actor) {
    const today = call.today ?? this.deps.clock.today();
    return { today, actor, ...calendarFacts(this.calendars, call.tenant) };
  }

  private async run(call: Call, command: SuitCommandData, facts: SuitFacts): Promise<Outcome> {
    const keyed = PERSONAL.includes(command.type) ? await keyedCall(this.vault, call) : call;
    const envelope = envelopeOf(keyed, facts.actor);
    return execute(this.deps, suitAggregate, command.suitId, command, facts, envelope);
  }

  private actor(call: Call, { type }: PlainSuitCommand, agency: string | null): Actor {
    const operation = `litigation.${type}`;
    return PROCESS_ONLY.includes(type)
      ? processActor(call.caller, operation)
      : authorise(litigationPolicy, operation, call.caller, agency);
  }
}

/** Personal data in what the log keeps in clear. */
const clearFault = (command: object, person: PlainParty | null): Rejection | null =>
  personalInClear(command, knownAs(person));
