import {
  handle,
  loadState,
  Rejection,
  StateCache,
  type Aggregate,
  type AnyEvent,
  type Call,
  type Day,
  type Facts,
  type HandlerDeps,
  type Handling,
  type MoreFacts,
  type Outcome,
  type PolicyTable,
  type Sent,
  type WithKey,
} from '@gongkai/kernel';
import type { z } from 'zod';
import type { Entry, EntryCommand, EntryFacts, EntryValue } from './entry.js';

type AgencyState = { exists: boolean; activeOn(day: Day): boolean };

/** `Handling` of a decider that asks whether the agency was there. */
export type AgencyHandling<
  In extends object,
  S,
  E extends AnyEvent,
  F extends EntryFacts,
  K extends string,
> = Handling<In, S, E, F, K, EntryFacts> & {
  /** The day the agency must have been there; today when absent. */
  on?: (command: WithKey<In, NoInfer<K>>) => Day | undefined;
};

/** An entry command as it comes: the fields of the entry beside its type, id and reason. */
type EntryInput =
  | ({ type: 'enter'; agency: string | null } & object)
  | ({ type: 'correct'; id: string; reason: string } & object)
  | { type: 'withdraw'; id: string; reason: string }
  | { type: 'end'; id: string; on: Day; reason: string }
  | { type: 'resume'; id: string; reason: string };

/** What entries of one kind can be told besides. */
type OtherInput = { type: string; id: string };

type EntryHandling<V, E extends AnyEvent, F extends EntryFacts> = {
  schema: z.ZodType<EntryInput | OtherInput>;
  aggregate: Aggregate<EntryCommand<V>, Entry<V>, E, F>;
  policy: PolicyTable;
  /** Operations of the policy: to enter and to end; to put right and to take back; others by type. */
  operations: Readonly<Record<string, string>> & { enter: string; correct: string };
  /** The day of an entry the agency must have been there. */
  on(entry: V): Day;
  facts?: (entry: V, call: Call) => Promise<Omit<F, keyof EntryFacts>>;
};

/** What handlers of records of an agency do: who may, was the agency there, then decide. */
export class AgencyDesk<C, S extends AgencyState, E extends AnyEvent, F extends Facts> {
  private readonly agencies: StateCache<C, S, E, F>;
  constructor(
    private readonly deps: HandlerDeps,
    agencies: Aggregate<C, S, E, F>,
  ) {
    this.agencies = new StateCache(deps.store, agencies);
  }

  /** `handle` of the kernel, with the fact `agencyActive`. */
  handle<
    In extends object,
    S2,
    E2 extends AnyEvent,
    F2 extends EntryFacts,
    K extends string = never,
  >(sent: Sent, handling: AgencyHandling<In, S2, E2, F2, K>): Promise<Outcome> {
    const { on } = handling;
    const facts: MoreFacts<WithKey<In, K>, S2, F2, Facts> = async (admitted) => {
      const { agency, command, call, today } = admitted;
      const more = await handling.facts?.(admitted);
      if (more instanceof Rejection) return more;
      const agencyActive = await this.activeOn(call, agency, on?.(command) ?? today);
      return { agencyActive, ...more } as unknown as Omit<F2, keyof Facts>;
    };
    const whole = { ...handling, facts } as unknown as Handling<In, S2, E2, F2, K>;
    return handle(this.deps, sent, whole);
  }

  /** The same for an entry: its value is put together from the fields of the command. */
  entry<V extends EntryValue, E2 extends AnyEvent, F2 extends EntryFacts>(
    sent: Sent,
    { operations, on, facts, ...handling }: EntryHandling<V, E2, F2>,
  ): Promise<Outcome> {
    const valueOf = (command: object) => (command as { value?: V }).value;
    const asEntry = {
      ...handling,
      idField: 'id',
      operation: ({ type }: OtherInput) =>
        operations[type] ?? (type === 'end' ? operations.enter : operations.correct),
      commandOf: commandOf<V>,
      on(command: object) {
        const value = valueOf(command);
        return value && on(value);
      },
      async facts({ command, call }: { command: object; call: Call }) {
        const value = valueOf(command);
        return value && facts?.(value, call);
      },
    };
    return this.handle(
      sent,
      asEntry as unknown as AgencyHandling<EntryInput, Entry<V>, E2, F2, 'id'>,
    );
  }

  /** The state of what a command is about, straight from the log. */
  async stateOf<C2, S2, E2 extends AnyEvent, F2 extends Facts>(
    aggregate: Aggregate<C2, S2, E2, F2>,
    { tenant }: Pick<Call, 'tenant'>,
    id: string,
  ): Promise<S2> {
    return (await loadState(this.deps.store, aggregate, tenant, id)).state;
  }

  private async activeOn({ tenant }: Call, agency: string | null, day: Day): Promise<boolean> {
    if (agency === null) return true;
    const { state } = await this.agencies.get(tenant, agency);
    return state.exists && state.activeOn(day);
  }
}

const commandOf = <V>(
  input: EntryInput,
  { id, agency }: { id: string; agency: string | null },
): EntryCommand<V> => {
  if (input.type === 'enter') {
    const { type, ...value } = input;
    return { type, id, value: value as V };
  }
  if (input.type !== 'correct') return { ...input, id };
  const { type, reason, id: _, ...value } = input;
  return { type, id, reason, value: { agency, ...value } as V };
};
