import {
  bucketOf,
  checkpointName,
  dropOlderVersions,
  event,
  ProjectionRunner,
  shardRanges,
  streamName,
  type CollectionSpec,
  type EventOf,
  type EventStore,
  type Projection,
  type ReadBatch,
  type ReadStore,
  type Recorded,
  type RunnerOptions,
} from './index.js';
import { countingIds, FakeClock, MemoryEventStore, MemoryReadStore } from '@gongkai/testing';
import fc from 'fast-check';
import { z } from 'zod';

const events = {
  StepTaken: event(z.strictObject({ steps: z.int() })),
  WayLost: event(z.strictObject({})),
};
type WalkEvent = EventOf<typeof events>;
type Walk = { steps: number; seen: number };
type Step = { tenant: string; id: string; type: 'StepTaken' | 'WayLost'; steps: number };

const collection = (version: number, name = 'walks'): CollectionSpec<Walk> => ({
  name,
  version,
  keys: { steps: (row) => row.steps },
});

const walks = (version = 1, factor = 1, name = 'walks'): Projection<Walk, WalkEvent> => ({
  name,
  version,
  events,
  collection: collection(version, name),
  key: ({ meta }) => meta.aggregateId,
  apply: (row, recorded: Recorded<WalkEvent>) => {
    if (recorded.type === 'WayLost') return undefined;
    if (recorded.data.steps < 0) throw new Error('walked backwards');
    const seen = (row?.seen ?? 0) + 1;
    return { steps: (row?.steps ?? 0) + recorded.data.steps * factor, seen };
  },
});

const TENANTS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
const step: fc.Arbitrary<Step> = fc.record({
  tenant: fc.constantFrom(...TENANTS),
  id: fc.constantFrom('a', 'b', 'c'),
  type: fc.constantFrom('StepTaken', 'StepTaken', 'StepTaken', 'WayLost'),
  steps: fc.nat(9),
});

const ids = countingIds();
const walk = async (store: EventStore, steps: readonly Step[], type?: string) => {
  for (const { tenant, id, ...taken } of steps) {
    const stream = streamName(tenant, 'walk', id);
    const revision = await store.revision(stream);
    const meta = {
      id: ids.id(),
      type: type ?? taken.type,
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
    const data = taken.type === 'WayLost' ? {} : { steps: taken.steps };
    await store.append(stream, revision, [{ meta, data: JSON.stringify(data), facet: 0 }]);
  }
};

const clock = new FakeClock();
const runnerOf = (
  store: EventStore,
  reads: ReadStore,
  options: Partial<RunnerOptions> & { projections?: readonly Projection<never, never>[] } = {},
) =>
  new ProjectionRunner(
    { store, reads, clock },
    {
      projections: [walks() as unknown as Projection],
      batchSize: 7,
      retryMs: 1,
      ...(options as Partial<RunnerOptions>),
    },
  );

/** Rows are saved after every batch, after some of them, or once at the end of the backlog. */
const gather = fc.record({ rows: fc.constantFrom(0, 5, 100), bytes: fc.constantFrom(3_000, 1e6) });

const rowsOf = async (reads: ReadStore, spec = collection(1)): Promise<string[]> => {
  const rows: string[] = [];
  for await (const { tenant, id, row } of reads.scan(spec))
    rows.push(`${tenant}/${id} ${JSON.stringify(row)}`);
  return rows.sort();
};

const stepOf = (tenant: string, steps = 1, id = 'a'): Step => ({
  tenant,
  id,
  type: 'StepTaken',
  steps,
});

/** Runs until everything in the log is visible, then stops. */
const runToHead = async (runner: ProjectionRunner, store: EventStore) => {
  const stop = new AbortController();
  const running = runner.run(stop.signal);
  const head = await store.head();
  if (head !== undefined) await runner.waitFor(head);
  stop.abort();
  await running;
};

/** A read store that fails the saves it is told to: before, between rows and checkpoint, or after. */
class FailingReads extends MemoryReadStore {
  fail: ('before' | 'between' | 'after' | undefined)[] = [];
  saves = 0;
  override async save(batch: ReadBatch): Promise<void> {
    this.saves++;
    const failure = this.fail.shift();
    if (failure === 'before') throw new Error('disk full');
    if (failure === 'between') await super.save({ ...batch, projection: 'other', parked: [] });
    else await super.save(batch);
    if (failure) throw new Error('power cut');
  }
}

describe('the projection runner', () => {
  it('gives the same rows rebuilt as kept up to date, over any history and batch size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 12 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        gather,
        async (days, batchSize, gather) => {
          const store = new MemoryEventStore(clock);
          const kept = new MemoryReadStore();
          for (const day of days) {
            await walk(store, day);
            await runnerOf(store, kept, { batchSize, gather }).catchUp();
          }
          const rebuilt = new MemoryReadStore();
          await runnerOf(store, rebuilt, { batchSize: 1000 }).catchUp();
          expect(await rowsOf(kept)).toEqual(await rowsOf(rebuilt));
        },
      ),
    );
  });

  it('gives the same rows however the buckets are dealt out, also when that changes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(step, { maxLength: 8 }), fc.constantFrom(1, 2, 3)), {
          maxLength: 5,
        }),
        async (days) => {
          const store = new MemoryEventStore(clock);
          const shared = new MemoryReadStore();
          for (const [day, shards] of days) {
            await walk(store, day);
            for (const buckets of shardRanges(shards))
              await runnerOf(store, shared, { buckets }).catchUp();
          }
          const whole = new MemoryReadStore();
          await runnerOf(store, whole).catchUp();
          expect(await rowsOf(shared)).toEqual(await rowsOf(whole));
        },
      ),
    );
  });

  it('repeats nothing after a crash between batches or within a save', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        fc.array(fc.constantFrom('before', 'between', 'after', undefined), { maxLength: 9 }),
        gather,
        async (steps, failures, gather) => {
          const store = new MemoryEventStore(clock);
          await walk(store, steps);
          const reads = new FailingReads();
          reads.fail = [...failures];
          for (let starts = 0; starts <= failures.length; starts++)
            await runnerOf(store, reads, { batchSize: (starts % 3) + 2, gather })
              .catchUp(AbortSignal.timeout(1000))
              .catch(() => undefined);
          const expected = new MemoryReadStore();
          await runnerOf(store, expected).catchUp();
          expect(await rowsOf(reads)).toEqual(await rowsOf(expected));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('folds every event once when two runners have the same share, as after a lease changed hands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        fc.tuple(fc.integer({ min: 1, max: 9 }), gather),
        fc.tuple(fc.integer({ min: 1, max: 9 }), gather),
        async (steps, first, second) => {
          const store = new MemoryEventStore(clock);
          await walk(store, steps);
          const shared = new FailingReads();
          const runners = [first, second].map(([batchSize, gather]) =>
            runnerOf(store, shared, { batchSize, gather }),
          );
          await Promise.all(runners.map((runner) => runner.catchUp(AbortSignal.timeout(5_000))));
          const alone = new MemoryReadStore();
          await runnerOf(store, alone).catchUp();
          expect(await rowsOf(shared)).toEqual(await rowsOf(alone));
          expect(await shared.checkpoint('walks@1')).toBe(BigInt(steps.length));
        },
      ),
    );
  });

  it('writes a row once that many events of a backlog change, and every batch once it follows', async () => {
    const store = new MemoryEventStore(clock);
    await walk(store, Array<Step>(30).fill(stepOf('alpha')));
    const reads = new FailingReads();
    const runner = runnerOf(store, reads, { gather: { rows: 2, bytes: 1e6 } });
    const stop = new AbortController();
    const running = runner.run(stop.signal);
    await runner.waitFor(30n);
    expect(reads.saves).toBe(1);
    await walk(store, [stepOf('alpha')]);
    await runner.waitFor(31n);
    expect(reads.saves).toBe(2);
    stop.abort();
    await running;
    expect(await rowsOf(reads)).toEqual(['alpha/a {"steps":31,"seen":31}']);
  });

  it('reads a whole backlog again, and no more, when saving it failed', async () => {
    const store = new MemoryEventStore(clock);
    await walk(store, Array<Step>(30).fill(stepOf('alpha')));
    const reads = new FailingReads();
    reads.fail = ['before'];
    const save = reads.save.bind(reads);
    const saved: ReadBatch[] = [];
    reads.save = async (batch) => {
      if (saved.push(batch) === 1) await walk(store, [stepOf('alpha')]);
      await save(batch);
    };
    const runner = runnerOf(store, reads, { gather: { rows: 2, bytes: 1e6 } });
    await runner.catchUp();
    expect(saved.slice(0, 2)).toEqual([saved[0], saved[0]]);
    expect(saved[0]).toMatchObject({ upTo: 30n, writes: [{ row: { steps: 30, seen: 30 } }] });
    expect(await rowsOf(reads)).toEqual(['alpha/a {"steps":31,"seen":31}']);
    expect(await reads.checkpoint('walks@1')).toBe(31n);
  });

  it('folds anew at once when rows moved, without a pause and without calling it a failure', async () => {
    const store = new MemoryEventStore(clock);
    const reads = new FailingReads();
    await walk(store, [stepOf('alpha', 1), stepOf('alpha', 2)]);
    const failures = new Set<string | null>();
    const slow = runnerOf(store, reads, {
      retryMs: 60_000,
      onProgress: (r) => failures.add(r.progress()[0]!.failure),
    });
    const load = reads.rowsAt.bind(reads);
    let raced = false;
    reads.rowsAt = async (...asked) => {
      const rows = await load(...asked);
      if (!raced) {
        raced = true;
        await runnerOf(store, reads, { batchSize: 1 }).catchUp();
      }
      return rows as never;
    };
    await runToHead(slow, store);
    expect(failures).toEqual(new Set([null]));
    expect(await rowsOf(reads)).toEqual(['alpha/a {"steps":3,"seen":2}']);
  });

  it('tries a failed save again and shows why it stands still meanwhile', async () => {
    const store = new MemoryEventStore(clock);
    await walk(store, [stepOf('alpha')]);
    const reads = new FailingReads();
    reads.fail = ['before', 'before'];
    const failures = new Set<string | null>();
    const runner = runnerOf(store, reads, {
      onProgress: (r) => failures.add(r.progress()[0]!.failure),
    });
    await runToHead(runner, store);
    expect(failures).toEqual(new Set(['disk full', null]));
    expect(await rowsOf(reads)).toEqual(['alpha/a {"steps":1,"seen":1}']);
  });

  it('parks the tenant whose event cannot be folded or decoded, and no other', async () => {
    const store = new MemoryEventStore(clock);
    await walk(store, [stepOf('alpha', 1), stepOf('beta', 1), stepOf('alpha', -1)]);
    await walk(store, [stepOf('alpha', 5), stepOf('beta', 2)]);
    const strange = { ...stepOf('gamma'), type: 'StepTaken' as const, steps: 1.5 };
    await walk(store, [strange, stepOf('beta', 3)]);
    const reads = new MemoryReadStore();
    const runner = runnerOf(store, reads);
    await runToHead(runner, store);
    expect(await rowsOf(reads)).toEqual([
      'alpha/a {"steps":1,"seen":1}',
      'beta/a {"steps":6,"seen":3}',
    ]);
    expect(await reads.parked()).toMatchObject([
      { projection: 'walks@1', tenant: 'alpha', position: 3n },
      { projection: 'walks@1', tenant: 'gamma', position: 6n },
    ]);
    expect(runner.progress()[0]).toMatchObject({ parkedTenants: 2, position: 7n });
  });

  it('keeps a tenant parked after a restart', async () => {
    const store = new MemoryEventStore(clock);
    await walk(store, [stepOf('alpha', -1)]);
    const reads = new MemoryReadStore();
    await runnerOf(store, reads).catchUp();
    await walk(store, [stepOf('alpha', 1)]);
    await runnerOf(store, reads).catchUp();
    expect(await rowsOf(reads)).toEqual([]);
  });

  it('lets a reader wait until its own write is visible', async () => {
    const store = new MemoryEventStore(clock);
    const reads = new MemoryReadStore();
    const runner = runnerOf(store, reads);
    const stop = new AbortController();
    const running = runner.run(stop.signal);
    for (let i = 1; i <= 20; i++) {
      await walk(store, [stepOf('alpha')]);
      await runner.waitFor((await store.head())!);
      expect(await reads.get(collection(1), 'alpha', 'a')).toEqual({ steps: i, seen: i });
    }
    stop.abort();
    await running;
    expect(await reads.checkpoint('walks@1')).toBe(20n);
  });

  it('builds a new version beside the old one, then drops the old', async () => {
    const store = new MemoryEventStore(clock);
    const reads = new MemoryReadStore();
    await walk(store, [stepOf('alpha', 2), stepOf('beta', 3)]);
    await runnerOf(store, reads).catchUp();
    await walk(store, [stepOf('alpha', 4)]);
    const second = walks(2, 10);
    await runToHead(runnerOf(store, reads, { projections: [second] as never }), store);
    expect(await rowsOf(reads)).toHaveLength(2);
    expect(await rowsOf(reads, collection(2))).toEqual([
      'alpha/a {"steps":60,"seen":2}',
      'beta/a {"steps":30,"seen":1}',
    ]);
    await dropOlderVersions(reads, second as unknown as Projection);
    expect(await rowsOf(reads)).toEqual([]);
    expect(await reads.checkpoint(checkpointName(walks()))).toBeUndefined();
  });

  it('lets a new projection catch up without holding back the others', async () => {
    const store = new MemoryEventStore(clock);
    const reads = new MemoryReadStore();
    await walk(store, [stepOf('alpha', 2), stepOf('beta', 3)]);
    await runnerOf(store, reads).catchUp();
    const projections = [walks(), walks(1, 2, 'doubled')] as never;
    const runner = runnerOf(store, reads, { projections });
    const stop = new AbortController();
    const running = runner.run(stop.signal);
    await walk(store, [stepOf('alpha', 1)]);
    await runner.waitFor((await store.head())!);
    await walk(store, [stepOf('beta', 1)]);
    await runner.waitFor((await store.head())!);
    stop.abort();
    await running;
    expect(await rowsOf(reads)).toEqual([
      'alpha/a {"steps":3,"seen":2}',
      'beta/a {"steps":4,"seen":2}',
    ]);
    expect(await rowsOf(reads, collection(1, 'doubled'))).toEqual([
      'alpha/a {"steps":6,"seen":2}',
      'beta/a {"steps":8,"seen":2}',
    ]);
  });

  it('deals every bucket to exactly one shard', () => {
    for (const shards of [1, 2, 3, 5, 16]) {
      const ranges = shardRanges(shards);
      for (const tenant of TENANTS) {
        const bucket = Number(bucketOf(tenant).slice(1));
        expect(ranges.filter(([from, to]) => bucket >= from && bucket < to)).toHaveLength(1);
      }
    }
  });

  it('refuses a projection whose rows would mix with those of another version', () => {
    const mixed = { ...walks(2), collection: collection(1) } as unknown as Projection;
    const runner = () =>
      runnerOf(new MemoryEventStore(clock), new MemoryReadStore(), {
        projections: [mixed] as never,
      });
    expect(runner).toThrow('same version');
  });
});
