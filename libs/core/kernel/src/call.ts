import type { Facts } from './decider.js';
import { GateError } from './errors.js';
import type { Actor, AnyEvent, Day, Origin } from './event.js';
import { loadState, type Aggregate, type Envelope } from './execute.js';
import { digestOf } from './ids.js';
import { actorOf, rolesFor, type Officer, type PolicyTable, type Role } from './policy.js';
import type { EventStore } from './ports.js';
import { streamName } from './stream.js';

/** Who calls: an officer with a token, an operator at the command line, a process, or anybody. */
export type Caller =
  | { kind: 'officer'; officer: Officer }
  | { kind: 'operator'; name: string }
  | { kind: 'process'; name: string }
  | { kind: 'public' };

/** One command on its way to a handler. The tenant comes from the caller, never from the body. */
export type Call = {
  tenant: string;
  caller: Caller;
  commandId: string;
  /** The body as sent; its digest tells a repeat from a reuse of the command id. */
  body: unknown;
  expectedRevision?: number;
  origin?: Origin;
  causation?: string;
  correlation?: string;
  /** The day the command counts as given; only imported, demo and simulated commands set it. */
  today?: Day;
};

/**
 * The one gate for "who may": the roles under which the caller may do the operation for an agency.
 * Throws FORBIDDEN. Operators and processes are trusted by where they run; what they do is recorded.
 */
export const authorise = (
  table: PolicyTable,
  operation: string,
  caller: Caller,
  agency: string | null,
): Actor => {
  if (!Object.hasOwn(table, operation)) throw new Error(`no policy for ${operation}`);
  switch (caller.kind) {
    case 'officer': {
      const roles: Role[] = rolesFor(table, operation, caller.officer, agency);
      if (roles.length === 0) throw new GateError('FORBIDDEN', { operation });
      return actorOf(caller.officer, roles);
    }
    case 'operator':
      return { kind: 'operator', id: caller.name };
    case 'process':
      return { kind: 'process', id: caller.name };
    case 'public':
      throw new GateError('UNAUTHENTICATED');
  }
};

/** The envelope of a call once the actor is known. */
export const envelopeOf = (call: Call, actor: Actor): Envelope => ({
  tenant: call.tenant,
  actor,
  commandId: call.commandId,
  digest: digestOf(call.body),
  ...(call.expectedRevision === undefined ? {} : { expectedRevision: call.expectedRevision }),
  ...(call.origin === undefined ? {} : { origin: call.origin }),
  ...(call.causation === undefined ? {} : { causation: call.causation }),
  ...(call.correlation === undefined ? {} : { correlation: call.correlation }),
});

/**
 * The state of aggregates that others ask about often (a catalogue, an agency), folded from the log
 * and kept until the stream has moved on: always as of the last append, never as of a read model.
 */
export class StateCache<C, S, E extends AnyEvent, F extends Facts> {
  private readonly states = new Map<string, { state: S; revision: number }>();
  constructor(
    private readonly store: EventStore,
    private readonly aggregate: Aggregate<C, S, E, F>,
    private readonly entriesMax = 5_000,
  ) {}

  /** The state and its revision; revision 0 when there is no such aggregate in this tenant. */
  async get(tenant: string, id: string): Promise<{ state: S; revision: number }> {
    const stream = streamName(tenant, this.aggregate.name, id);
    const known = this.states.get(stream);
    if (known && known.revision === (await this.store.revision(stream))) return known;
    const loaded = await loadState(this.store, this.aggregate, tenant, id);
    if (loaded.revision === 0) return loaded;
    if (this.states.size >= this.entriesMax) this.states.clear();
    this.states.set(stream, loaded);
    return loaded;
  }
}
