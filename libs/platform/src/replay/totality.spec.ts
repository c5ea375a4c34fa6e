import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { annualAggregate } from '@gongkai/annual';
import { complaintAggregate } from '@gongkai/complaint';
import { suitAggregate } from '@gongkai/litigation';
import { documentAggregate } from '@gongkai/publication';
import { reconsiderationAggregate } from '@gongkai/reconsideration';
import { requestAggregate } from '@gongkai/request';
import {
  BatchEvent,
  decode,
  foldBatch,
  parseRecord,
  type AnyEvent,
  type Catalogue,
  type EventMetadata,
  type Projection,
  type Recorded,
} from '@gongkai/kernel';
import fc from 'fast-check';
import { allEvents, allProjections } from '../contexts.js';
import { openDemo, wholeLog, type DemoFolder, type Logged } from '../demo/spec-demo.js';

/** Aggregates whose state is shown in a replay by their `evolve`. */
const shown = [
  requestAggregate,
  documentAggregate,
  annualAggregate,
  reconsiderationAggregate,
  suitAggregate,
  complaintAggregate,
];

type Shown = { name: string; decider: Evolving; events: Catalogue };
type Evolving = { initial: unknown; evolve(state: unknown, event: unknown): unknown };

/** Every fixture of every context, decoded by the events that are declared. */
const fixtures = (): AnyEvent[] => {
  const found: AnyEvent[] = [];
  for (const context of readdirSync('libs/contexts')) {
    const folder = join('libs/contexts', context, 'src/fixtures');
    for (const file of safely(() => readdirSync(folder)) ?? []) {
      const [, type, version] = /^(\w+)\.v(\d+)\.json$/.exec(file) ?? [];
      if (type === undefined || !Object.hasOwn(allEvents, type)) continue;
      const data: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      found.push(decode(allEvents as Catalogue, type, Number(version), data) as AnyEvent);
    }
  }
  return found;
};

const safely = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

const AGGREGATE_ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const metaOf = (type: string, revision: number, aggregate: string, day: string): EventMetadata => ({
  id: `e${revision}`,
  type,
  schema: 1,
  tenant: 'T1',
  agency: null,
  aggregate,
  aggregateId: AGGREGATE_ID,
  revision,
  actor: { kind: 'process', id: 'spec' },
  command: { id: `c${revision}`, digest: '' },
  causation: null,
  correlation: 'c',
  occurredOn: day,
  origin: 'live',
  recordedAt: '2026-03-02T01:00:00.000Z',
});

describe('every projection', () => {
  let demo: DemoFolder;
  let log: Logged[];
  beforeAll(async () => {
    demo = await openDemo();
    log = await wholeLog(demo.platform);
  });
  afterAll(() => demo.close());

  it('folds any share of the demo log, and what it folds can be asked by its keys', async () => {
    const tenants = [...new Set(log.map(({ meta }) => meta.tenant))];
    const byTenant = new Map(
      tenants.map((tenant) => [tenant, log.filter(({ meta }) => meta.tenant === tenant)]),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...tenants),
        fc.nat(1_000_000),
        fc.constantFrom(2, 5, 20),
        async (tenant, seed, oneIn) => {
          const share = byTenant
            .get(tenant)!
            .filter(
              (_, i) =>
                ((i + 1) * 2_654_435_761 + seed * 40_503) % 4_294_967_296 < 4_294_967_296 / oneIn,
            )
            .slice(0, 3_000)
            .map((stored) => new BatchEvent(stored));
          for (const projection of allProjections as readonly Projection[]) {
            const mine = share.filter(({ meta }) => Object.hasOwn(projection.events, meta.type));
            const folded = await foldBatch(projection, mine, async () => new Map(), new Set());
            expect(folded.parked).toEqual([]);
            for (const { row } of folded.writes) asked(projection, row);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('shows the state of an aggregate by an evolve that takes any share of its stream', () => {
    for (const { name, decider, events } of shown as readonly Shown[]) {
      const streams = new Map<string, AnyEvent[]>();
      for (const { meta, record } of log.filter((stored) => stored.meta.aggregate === name)) {
        const event = decode(events, meta.type, meta.schema, parseRecord(record).data) as AnyEvent;
        streams.set(meta.aggregateId, [...(streams.get(meta.aggregateId) ?? []), event]);
      }
      const longest = [...streams.values()].sort((a, b) => b.length - a.length).slice(0, 10);
      for (const stream of longest)
        fc.assert(
          fc.property(fc.subarray(stream), (share) => {
            share.reduce((state, event) => decider.evolve(state, event), decider.initial);
          }),
          { numRuns: 20 },
        );
    }
  });

  it('folds the fixtures of all events in any order, all on one row', () => {
    const all = fixtures();
    expect(all.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(
        fc.array(fc.nat(all.length - 1), { maxLength: 200 }),
        fc.constantFrom('request', 'document', 'message'),
        (order, aggregate) => {
          for (const projection of allProjections as readonly Projection[]) {
            let row: unknown;
            for (const [i, at] of order.entries()) {
              const event = all[at]!;
              if (!Object.hasOwn(projection.events, event.type)) continue;
              const meta = metaOf(event.type, i + 1, aggregate, '2021-03-04');
              const recorded = { ...event, meta, position: BigInt(i + 1) } as Recorded;
              row = fold(projection, row, recorded);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** All on one row, whatever it is about: the worst share there can be. */
const fold = (projection: Projection, row: unknown, event: Recorded): unknown => {
  let doing = `key ${event.type} in ${projection.name}`;
  try {
    const key = projection.key(event);
    const id = typeof key === 'string' ? key : key?.[0];
    if (id === undefined) return row;
    doing = `apply ${event.type} in ${projection.name}`;
    const next = projection.apply(row, event, id);
    asked(projection, next);
    return next;
  } catch (error) {
    throw new Error(`${doing}: ${String(error)}`, { cause: error });
  }
};

const asked = ({ collection }: Projection, row: unknown): void => {
  if (row === undefined) return;
  for (const of of Object.values({ ...collection.keys, ...collection.sets })) of(row);
  collection.text?.(row);
};

describe('the evolve of an aggregate that is shown in a replay', () => {
  it('is total on any subsequence of any order: it never fails', () => {
    const all = fixtures();
    for (const { decider, events } of shown as readonly Shown[]) {
      const { initial, evolve } = decider;
      const mine = all.filter(({ type }) => Object.hasOwn(events, type));
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...mine), { maxLength: 40 }), (share) => {
          share.reduce((state, event) => evolve(state, event), initial);
        }),
      );
    }
  });
});
