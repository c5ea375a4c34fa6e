import type { z } from 'zod';
import { authorise, envelopeOf, type Call } from './call.js';
import { withClaim } from './claim.js';
import { Rejection, type Facts } from './decider.js';
import type { Actor, AnyEvent, Day } from './event.js';
import { execute, idForCreate, loadState, type Aggregate, type Receipt } from './execute.js';
import type { PolicyTable } from './policy.js';
import type { Clock, EventStore, Ids } from './ports.js';
import { parseCommand } from './shape.js';

/** What every handler works with. */
export type HandlerDeps = { store: EventStore; ids: Ids; clock: Clock };
/** A command as it is sent over the bus; each aggregate has a class of this shape. */
export type Sent = { call: Call; data: unknown };
/** What came of a command. */
export type Outcome = Receipt | Rejection;

/** A command with the id of its aggregate put in, which a command that creates comes without. */
export type WithKey<C, K extends string> = [K] extends [never]
  ? C
  : C extends unknown
    ? Omit<C, K> & Record<K, string>
    : never;

/** A command that may be done, as its facts are looked up. */
export type Admitted<C, S> = {
  command: C;
  /** Of the aggregate; made from the command id when the command creates it. */
  id: string;
  call: Call;
  actor: Actor;
  today: Day;
  /** The agency it is done for; null for the government itself. */
  agency: string | null;
  /** The aggregate as its log has it. */
  state(): Promise<S>;
};

/** Facts a decider asks for beside those that are always known; a rejection ends the command. */
export type MoreFacts<C, S, F, Known> = (
  admitted: Admitted<C, S>,
) => Promise<Omit<F, keyof Known> | Rejection> | Omit<F, keyof Known> | Rejection;
type Lookup<C, S, F, Known> =
  Record<never, never> extends Omit<F, keyof Known>
    ? { facts?: MoreFacts<C, S, F, Known> }
    : { facts: MoreFacts<C, S, F, Known> };

/** How commands on aggregates of one kind are handled; `Known`: facts nobody has to look up. */
export type Handling<
  In extends object,
  S,
  E extends AnyEvent,
  F extends Facts,
  K extends string,
  Known extends Facts = Facts,
> = {
  schema: z.ZodType<In>;
  aggregate: Aggregate<WithKey<In, NoInfer<K>>, S, E, F>;
  policy: PolicyTable;
  /** Which line of the policy says who may. */
  operation: string | ((given: In) => string);
  /** The field a command names its aggregate in; without it in the command, an id is made and put in. */
  idField?: K;
  /** The id where the command neither names nor makes it, e.g. the only one of a government. */
  idOf?: (given: In, call: Call) => string;
  /** Whose records it goes into, where that is not the caller's own government. */
  tenantOf?: (given: In) => string;
  /**
   * For whom: null is the government itself. When absent, what the command creates is of the agency
   * it names, everything else of the agency it is of in the log, whatever the command says.
   */
  agency?: null | ((given: In) => string | null);
  /** The command as the aggregate has it, where it is not as it comes. */
  commandOf?: (given: In, of: { id: string; agency: string | null }) => WithKey<In, NoInfer<K>>;
  /** A value no other may have at the same time; refused with `taken` when another has it. */
  claim?: (
    admitted: Admitted<WithKey<In, NoInfer<K>>, S>,
  ) => { kind: string; value: string; taken: Rejection } | null;
} & Lookup<WithKey<In, NoInfer<K>>, S, F, Known>;

/**
 * What a small handler does from end to end: parse, find the aggregate, who may, look up facts,
 * decide and append. Handlers extend `Handler` of @gongkai/nest and say the rest in one call:
 *
 *     execute(sent: LetterTemplateCommand) {
 *       return handle(this.deps, sent, {
 *         schema: LetterTemplateCommands,
 *         aggregate: letterTemplateAggregate,
 *         policy: letterPolicy,
 *         operation: 'letter.template',
 *         agency: null,
 *         idOf: ({ kind, language }) => letterTemplateId(kind, language),
 *       });
 *     }
 *
 * `AgencyDesk` of @gongkai/entries does the same where the decider asks whether the agency is there.
 */
export const handle = async <
  In extends object,
  S,
  E extends AnyEvent,
  F extends Facts,
  K extends string = never,
>(
  deps: HandlerDeps,
  sent: Sent,
  handling: Handling<In, S, E, F, K>,
): Promise<Outcome> => {
  const { schema, aggregate, policy, operation, claim } = handling;
  const parsed = parseCommand(schema, sent.data);
  if ('rejection' in parsed) return parsed.rejection;
  const given = parsed.command;
  const call = { ...sent.call, tenant: handling.tenantOf?.(given) ?? sent.call.tenant };
  const { id, created } = idIn(handling, given, call);
  let loading: Promise<{ state: S }> | undefined;
  const load = () => (loading ??= loadState(deps.store, aggregate, call.tenant, id));
  const state = async () => (await load()).state;
  const agency =
    handling.agency !== undefined
      ? (handling.agency?.(given) ?? null)
      : created
        ? agencyNamed(given)
        : aggregate.agencyOf(await state());
  const command = commandOf(handling, given, { id, agency }) as WithKey<In, K>;
  const named = typeof operation === 'string' ? operation : operation(given);
  const actor = authorise(policy, named, call.caller, agency);
  const today = call.today ?? deps.clock.today();
  const admitted = { command, id, call, actor, today, agency, state };
  const more = await handling.facts?.(admitted);
  if (more instanceof Rejection) return more;
  const facts = { today, actor, ...more } as unknown as F;
  const envelope = envelopeOf(call, actor);
  const run = () => execute(deps, aggregate, id, command, facts, envelope);
  const claimed = claim?.(admitted);
  return claimed ? withClaim(deps, { ...claimed, holder: id, today }, envelope, run) : run();
};

const idIn = <In extends object>(
  {
    aggregate,
    idField,
    idOf,
  }: { aggregate: { name: string }; idField?: string; idOf?: (given: In, call: Call) => string },
  given: In,
  call: Call,
): { id: string; created: boolean } => {
  if (idOf) return { id: idOf(given, call), created: false };
  const id = idField === undefined ? undefined : (given as Record<string, unknown>)[idField];
  if (typeof id === 'string') return { id, created: false };
  return { id: idForCreate(call, aggregate.name), created: true };
};

const commandOf = <In extends object>(
  {
    idField,
    commandOf: made,
  }: {
    idField?: string;
    commandOf?: (given: In, of: { id: string; agency: string | null }) => unknown;
  },
  given: In,
  of: { id: string; agency: string | null },
): unknown =>
  made ? made(given, of) : idField === undefined ? given : { ...given, [idField]: of.id };

const agencyNamed = (given: object): string | null =>
  'agency' in given ? (given.agency as string | null) : null;
