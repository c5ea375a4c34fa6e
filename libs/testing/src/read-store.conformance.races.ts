import {
  event,
  ProjectionRunner,
  streamName,
  type CollectionSpec,
  type EventStore,
  type Projection,
  type ReadBatch,
  type ReadStore,
  type RowAt,
} from '@gongkai/kernel';
import { z } from 'zod';
import { countingIds, FakeClock } from './fakes.js';
import { MemoryEventStore } from './memory-event-store.js';
import { MemoryReadStore } from './memory-read-store.js';
import type { ReadStoreSuite } from './read-store.suite.js';
import fc from 'fast-check';

type Walk = { steps: number; seen: number };
const walks: CollectionSpec<Walk> = { name: 'walks', version: 1, keys: { steps: (r) => r.steps } };
const events = {
  StepTaken: event(z.strictObject({ steps: z.int() })),
  WayLost: event(z.strictObject({})),
};
const projection = {
  name: 'walks',
  version: 1,
  events,
  collection: walks,
  key: ({ meta }) => [meta.aggregateId, 'all'],
  apply: (row, { type, data }, id) => {
    if (type === 'WayLost') return id === 'all' ? row : undefined;
    const { steps } = data as { steps: number };
    if (steps === 13) throw new Error('an unlucky step');
    return { steps: (row?.steps ?? 0) + steps, seen: (row?.seen ?? 0) + 1 };
  },
} satisfies Projection<Walk> as unknown as Projection;

type Step = { tenant: string; id: string; type: keyof typeof events; steps: number };
const step: fc.Arbitrary<Step> = fc.record({
  tenant: fc.constantFrom('alpha', 'beta', 'gamma'),
  id: fc.constantFrom('a', 'b'),
  type: fc.constantFrom('StepTaken', 'StepTaken', 'StepTaken', 'WayLost'),
  steps: fc.nat(13),
});

const clock = new FakeClock();
const ids = countingIds();
const logOf = async (steps: readonly Step[], tenantOf: (tenant: string) => string) => {
  const store = new MemoryEventStore(clock);
  for (const { id, type, ...taken } of steps) {
    const tenant = tenantOf(taken.tenant);
    const stream = streamName(tenant, 'walk', id);
    const revision = await store.revision(stream);
    const meta = {
      id: ids.id(),
      type,
      schema: 1,
      tenant,
      agency: null,
      aggregate: 'walk',
      aggregateId: id,
      revision: revision + 1,
      actor: { kind: 'process' as const, id: 'spec' },
      command: { id: ids.id(), digest: '' },
      causation: null,
      correlation: 'spec',
      occurredOn: '2026-03-02',
      origin: 'live' as const,
    };
    const data = JSON.stringify(type === 'WayLost' ? {} : { steps: taken.steps });
    await store.append(stream, revision, [{ meta, data, facet: 0 }]);
  }
  return store;
};

const keep = (
  store: EventStore,
  reads: ReadStore,
  batchSize: number,
  signal?: AbortSignal,
): Promise<void> => {
  const options = { projections: [projection], batchSize, retryMs: 1 };
  return new ProjectionRunner({ store, reads, clock }, options).catchUp(signal);
};

const rowsOf = async (reads: ReadStore, wanted: (tenant: string) => boolean) => {
  const rows: [string, RowAt<Walk>][] = [];
  for await (const { tenant, id } of reads.scan(walks))
    if (wanted(tenant))
      rows.push([`${tenant}/${id}`, (await reads.rowsAt(walks, tenant, [id])).get(id)!]);
  return rows.sort(([a], [b]) => (a < b ? -1 : 1));
};

type Death = 'before' | 'between' | 'after' | 'retried' | undefined;

/** Keeps the rows up to date as a process that stumbles over its saves, or dies there for good. */
const keepUntilDeath = (
  store: EventStore,
  reads: ReadStore,
  batchSize: number,
  deaths: Death[],
): Promise<void> => {
  const dead = new AbortController();
  const stumbling = new Proxy(reads, {
    get(target, name) {
      if (name !== 'save') {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return async (batch: ReadBatch) => {
        const death = deaths.shift();
        if (death === 'between') await target.save({ ...batch, projection: 'cut', parked: [] });
        if (death === 'after' || death === 'retried' || !death) await target.save(batch);
        if (death && death !== 'retried') dead.abort();
        if (death) throw new Error('died');
      };
    },
  });
  return keep(store, stumbling, batchSize, dead.signal).catch((error: unknown) => {
    if ((error as Error).message !== 'died') throw error;
  });
};

/** Whatever is repeated, raced or cut off, every event is folded into every row once. */
export const racesConformance = (suite: ReadStoreSuite): void => {
  describe('projecting', () => {
    it('folds every event once although processes race each other and die anywhere', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 40 }),
          fc.array(
            fc.tuple(
              fc.integer({ min: 1, max: 9 }),
              fc.array(fc.constantFrom<Death>('before', 'between', 'after', 'retried', undefined), {
                maxLength: 4,
              }),
            ),
            { minLength: 1, maxLength: 3 },
          ),
          async (steps, processes) => {
            run += 1;
            const tenantOf = (tenant: string) => `${tenant}r${run}`;
            const mine = (tenant: string) => tenant.endsWith(`r${run}`);
            const log = await logOf(steps, tenantOf);
            await suite.store.drop(walks as never, 'walks@1');
            await Promise.all(
              processes.map(([batchSize, deaths]) =>
                keepUntilDeath(log, suite.store, batchSize, [...deaths]),
              ),
            );
            await keep(log, suite.store, 5);
            const alone = new MemoryReadStore();
            await keep(log, alone, 1_000);
            expect(await rowsOf(suite.store, mine)).toEqual(await rowsOf(alone, mine));
            expect(await suite.store.parked()).toEqual(await alone.parked());
            expect(await suite.store.checkpoint('walks@1')).toBe(await log.head());
          },
        ),
        { numRuns: Math.min(25, suite.runs) },
      );
    });
  });
};
