import {
  foldBatch,
  Rejection,
  streamName,
  untilUnmoved,
  type Clock,
  type ContextManifest,
  type EventStore,
  type GateError,
  type Ids,
  type Officer,
  type Projection,
  type ReadBatch,
  type ReadStore,
  type Receipt,
  type Role,
} from '@gongkai/kernel';
import { countingIds, FakeClock } from './fakes.js';
import { MemoryEventStore } from './memory-event-store.js';
import { MemoryReadStore } from './memory-read-store.js';

type Handler = { execute(command: never): Promise<unknown> };
type CommandClass = new (...given: never[]) => object;
type Deps = { store: EventStore; ids: Ids; clock: Clock };

/** An officer of tenant T1 with one role, in an agency or in the whole government. */
export const officerWith = (role: Role, agency: string | null = null): Officer => ({
  account: `${role}1`,
  tenant: 'T1',
  agency,
  grants: [{ role, agency }],
});

/** The gate code a promise fails with; null when it does not fail. */
export const gateOf = (attempt: Promise<unknown>): Promise<string | null> =>
  attempt.then(
    () => null,
    (error: unknown) => (error as GateError).code,
  );

/** `accepted`, or the code of a refusal. */
export const codeOf = (outcome: Receipt | Rejection): string =>
  outcome instanceof Rejection ? outcome.code : 'accepted';

/** Brings the rows up to the log, as the platform's workers do. */
export const catchUpWith = async (
  store: EventStore,
  reads: ReadStore,
  projections: readonly unknown[],
): Promise<void> => {
  for (const projection of projections as readonly Projection[]) {
    const { name, collection } = projection;
    const options = { signal: new AbortController().signal, follow: false };
    const filter = { types: Object.keys(projection.events) };
    const load = (tenant: string, wanted: readonly string[]) =>
      reads.rowsAt(collection, tenant, wanted);
    for await (const batch of store.feed(await reads.checkpoint(name), filter, options)) {
      await untilUnmoved(async () => {
        const { writes, parked } = await foldBatch(projection, batch.events, load, new Set());
        const saved = { projection: name, collection, writes, parked, upTo: batch.upTo };
        await reads.save(saved as ReadBatch);
      });
    }
  }
};

type AgencyGiven = { id?: string; kind?: string; code?: string; name?: string };

/** An agency of T1 in the register, by an event as the directory records it. */
export const registerAgency = (
  store: EventStore,
  ids: Ids,
  { id = 'agency1', kind = 'department', code = '00835003X', name = '县统计局' }: AgencyGiven = {},
) => {
  const meta = {
    id: ids.id(),
    type: 'AgencyRegistered',
    schema: 1,
    tenant: 'T1',
    agency: id,
    aggregate: 'agency',
    aggregateId: id,
    revision: 1,
    actor: { kind: 'operator' as const, id: 'root' },
    command: { id: `register.${id}`, digest: '' },
    causation: null,
    correlation: 'register',
    occurredOn: '2008-05-01',
    origin: 'live' as const,
  };
  const of = { parent: null, division: null, government: 'D1', since: null };
  const data = JSON.stringify({ agency: id, kind, code, name, ...of });
  return store.append(streamName('T1', 'agency', id), 0, [{ meta, data, facet: 0 }]);
};

/**
 * A context with its real handlers and projections over stores in memory, and one agency (agency1)
 * in the register unless others are named: what a resolver needs to be asked directly.
 */
export const deskFor = async (
  contexts: readonly Pick<ContextManifest, 'projections'>[],
  handlers: (deps: Deps) => readonly (readonly [CommandClass, Handler])[] = () => [],
  { clock = new FakeClock(), agencies = [{}] as readonly AgencyGiven[] } = {},
) => {
  const store = new MemoryEventStore(clock);
  const reads = new MemoryReadStore();
  const ids = countingIds();
  for (const agency of agencies) await registerAgency(store, ids, agency);
  const known = handlers({ store, ids, clock });
  const bus = {
    execute: (command: object) =>
      known.find(([of]) => command instanceof of)![1].execute(command as never),
  };
  const projections = contexts.flatMap((context) => context.projections);
  const catchUp = () => catchUpWith(store, reads, projections);
  return { clock, store, reads, ids, bus, catchUp };
};
