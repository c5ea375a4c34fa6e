import {
  authorise,
  envelopeOf,
  execute,
  idForCreate,
  loadState,
  StateCache,
  type Aggregate,
  type AnyEvent,
  type Call,
  type Clock,
  type Day,
  type EventStore,
  type Facts,
  type Ids,
  type PolicyTable,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import type { Entry, EntryCommand, EntryFacts, EntryValue } from './entry.js';

type AgencyState = { exists: boolean; activeOn(day: Day): boolean };
type Deps = { store: EventStore; ids: Ids; clock: Clock };

/** A command on its way to one aggregate of an agency. */
export type Asked<C, F extends EntryFacts> = {
  id: string;
  command: C;
  policy: PolicyTable;
  operation: string;
  agency: string | null;
  /** The day the agency must have been there; today when absent. */
  on?: Day | undefined;
  /** What else the decider has to know. */
  facts?: Omit<F, keyof EntryFacts>;
};

/** An entry command as it comes: the fields of the entry beside its type, id and reason. */
export type EntryInput =
  | ({ type: 'enter'; agency: string | null } & Record<string, unknown>)
  | ({ type: 'correct'; id: string; reason: string } & Record<string, unknown>)
  | { type: 'withdraw'; id: string; reason: string }
  | { type: 'end'; id: string; on: Day; reason: string }
  | { type: 'resume'; id: string; reason: string };

type EntryAsked<V, F extends EntryFacts> = {
  policy: PolicyTable;
  /** Operations of the policy: to enter and to end; to put right and to take back. */
  operations: { enter: string; correct: string };
  on(entry: V): Day;
  facts?: (entry: V) => Promise<Omit<F, keyof EntryFacts>>;
};

/** What handlers of records of an agency do: who may, was the agency there, then decide. */
export class AgencyDesk<C, S extends AgencyState, E extends AnyEvent, F extends Facts> {
  private readonly agencies: StateCache<C, S, E, F>;
  constructor(
    private readonly deps: Deps,
    agencies: Aggregate<C, S, E, F>,
  ) {
    this.agencies = new StateCache(deps.store, agencies);
  }

  async execute<C2, S2, E2 extends AnyEvent, F2 extends EntryFacts>(
    aggregate: Aggregate<C2, S2, E2, F2>,
    call: Call,
    { id, command, policy, operation, agency, on, facts: more }: Asked<C2, F2>,
  ): Promise<Receipt | Rejection> {
    const actor = authorise(policy, operation, call.caller, agency);
    const today = call.today ?? this.deps.clock.today();
    const agencyActive = agency === null || (await this.activeOn(call.tenant, agency, on ?? today));
    const facts = { today, actor, agencyActive, ...more } as unknown as F2;
    return execute(this.deps, aggregate, id, command, facts, envelopeOf(call, actor));
  }

  /** The same for an entry: its value is put together from the fields of the command. */
  async entry<V extends EntryValue, E2 extends AnyEvent, F2 extends EntryFacts>(
    aggregate: Aggregate<EntryCommand<V>, Entry<V>, E2, F2>,
    call: Call,
    input: EntryInput,
    { policy, operations, on, facts }: EntryAsked<V, F2>,
  ): Promise<Receipt | Rejection> {
    const id = input.type === 'enter' ? idForCreate(call, aggregate.name) : input.id;
    const known = input.type === 'enter' ? null : (await this.stateOf(aggregate, call, id)).value;
    const agency = input.type === 'enter' ? input.agency : (known?.agency ?? null);
    const command = commandOf<V>(input, id, agency);
    const value = 'value' in command ? command.value : null;
    const asked = { id, command, policy, agency };
    return this.execute(aggregate, call, {
      ...asked,
      operation:
        input.type === 'enter' || input.type === 'end' ? operations.enter : operations.correct,
      on: value ? on(value) : undefined,
      ...(facts && value ? { facts: await facts(value) } : {}),
    });
  }

  /** The state of what a command is about, straight from the log. */
  async stateOf<C2, S2, E2 extends AnyEvent, F2 extends Facts>(
    aggregate: Aggregate<C2, S2, E2, F2>,
    { tenant }: Pick<Call, 'tenant'>,
    id: string,
  ): Promise<S2> {
    return (await loadState(this.deps.store, aggregate, tenant, id)).state;
  }

  private async activeOn(tenant: string, agency: string, day: Day): Promise<boolean> {
    const { state } = await this.agencies.get(tenant, agency);
    return state.exists && state.activeOn(day);
  }
}

const commandOf = <V>(input: EntryInput, id: string, agency: string | null): EntryCommand<V> => {
  if (input.type === 'enter') {
    const { type, ...value } = input;
    return { type, id, value: value as V };
  }
  if (input.type !== 'correct') return { ...input, id };
  const { type, reason, id: _, ...value } = input;
  return { type, id, reason, value: { agency, ...value } as V };
};
