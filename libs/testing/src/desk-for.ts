import {
  foldBatch,
  streamName,
  type Clock,
  type ContextManifest,
  type EventStore,
  type GateError,
  type Ids,
  type Officer,
  type Projection,
  type ReadBatch,
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

/**
 * A context with its real handlers and projections over stores in memory, and one agency (agency1)
 * in the register: what a resolver needs to be asked directly.
 */
export const deskFor = async (
  contexts: readonly Pick<ContextManifest, 'projections'>[],
  handlers: (deps: Deps) => readonly (readonly [CommandClass, Handler])[],
) => {
  const clock = new FakeClock();
  const store = new MemoryEventStore(clock);
  const reads = new MemoryReadStore();
  const ids = countingIds();
  await store.append(streamName('T1', 'agency', 'agency1'), 0, [agencyRegistered(ids)]);
  const known = handlers({ store, ids, clock });
  const bus = {
    execute: (command: object) =>
      known.find(([of]) => command instanceof of)![1].execute(command as never),
  };
  const catchUp = async () => {
    const projections = contexts.flatMap((context) => context.projections as Projection[]);
    for (const projection of projections) {
      const { name, collection } = projection;
      const options = { signal: new AbortController().signal, follow: false };
      const filter = { types: Object.keys(projection.events) };
      const load = (tenant: string, wanted: readonly string[]) =>
        reads.getMany(collection, tenant, wanted);
      for await (const batch of store.feed(await reads.checkpoint(name), filter, options)) {
        const { writes, parked } = await foldBatch(projection, batch.events, load, new Set());
        const saved = { projection: name, collection, writes, parked, upTo: batch.upTo };
        await reads.save(saved as ReadBatch);
      }
    }
  };
  return { clock, store, reads, ids, bus, catchUp };
};

const agencyRegistered = (ids: Ids) => ({
  meta: {
    id: ids.id(),
    type: 'AgencyRegistered',
    schema: 1,
    tenant: 'T1',
    agency: 'agency1',
    aggregate: 'agency',
    aggregateId: 'agency1',
    revision: 1,
    actor: { kind: 'operator' as const, id: 'root' },
    command: { id: 'register', digest: '' },
    causation: null,
    correlation: 'register',
    occurredOn: '2008-05-01',
    origin: 'live' as const,
  },
  data: JSON.stringify({
    agency: 'agency1',
    kind: 'department',
    code: '00835003X',
    name: '县统计局',
    parent: null,
    division: null,
    government: 'D1',
    since: null,
  }),
  facet: 0,
});
