import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryEvents, Tree, type DirectoryEvent } from '@gongkai/directory';
import { lastDayOf, parsePeriod, type Period, type Scope } from '@gongkai/figures';
import {
  isWithin,
  monthOf,
  parseRecord,
  PLATFORM,
  recordedOf,
  streamName,
  type EventMetadata,
  type Recorded,
  type ReplayBounds,
} from '@gongkai/kernel';
import { SqliteCellStore, SqliteEventStore } from '@gongkai/sqlite';
import fc from 'fast-check';
import { CellUpdater } from '../cells/cell-updater.js';
import { Figures, type FigureTable } from '../figures.js';
import { indicators } from '../spec-indicators.js';
import { figureDifference, type FigureDifference } from './figure-difference.js';
import { FigureReplay, type ReplayedFigures } from './replay-figures.js';

const rules = {
  indicators,
  knownTypes: new Set(['Published', 'Repealed', ...Object.keys(directoryEvents)]),
};

const DAYS = [
  '2016-12-31',
  '2017-01-01',
  '2017-02-14',
  '2017-02-15',
  '2017-02-28',
  '2017-03-01',
  '2017-03-31',
  '2018-06-01',
] as const;
const NODES = ['east', 'west', 'hengnan', 'dept', 'town'] as const;

type Step = {
  what: 'publish' | 'repeal' | 'moveCounty' | 'moveAgency' | 'registerTown' | 'rename';
  leaf: string;
  day: string;
  facet: number;
  pause: number;
};
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    ...(['publish', 'publish', 'publish', 'repeal'] as const),
    ...(['moveCounty', 'moveAgency', 'registerTown', 'rename'] as const),
  ),
  leaf: fc.constantFrom('dept', 'town', '', 'gone'),
  day: fc.constantFrom(...DAYS),
  facet: fc.nat(2),
  pause: fc.constantFrom(0, 1000),
});

const START = Date.parse('2026-03-02T01:00:00.000Z');

/** A log on disk, whose clock stands still or goes on between events. */
class History {
  private readonly folder = mkdtempSync(join(tmpdir(), 'gongkai-replay-'));
  private now = START;
  private readonly revisions = new Map<string, number>();
  readonly log = new SqliteEventStore({
    path: join(this.folder, 'events.db'),
    writer: 'here',
    now: () => new Date(this.now),
  });
  readonly tree = new Tree();

  async close(): Promise<void> {
    await this.log.close();
    rmSync(this.folder, { recursive: true });
  }

  async add(
    tenant: string,
    aggregate: string,
    aggregateId: string,
    { type, data, on, facet = 0 }: { type: string; data: unknown; on: string; facet?: number },
  ): Promise<void> {
    const stream = streamName(tenant, aggregate, aggregateId);
    const revision = this.revisions.get(stream) ?? 0;
    const meta: Omit<EventMetadata, 'recordedAt'> = {
      id: `e${revision}`,
      type,
      schema: 1,
      tenant,
      agency: aggregate === 'document' && aggregateId !== '' ? aggregateId : null,
      aggregate,
      aggregateId,
      revision: revision + 1,
      actor: { kind: 'process', id: ',"occurredOn":"1900-01-01"' },
      command: { id: `c${revision}`, digest: '' },
      causation: null,
      correlation: 'c',
      occurredOn: on,
      origin: 'live',
    };
    await this.log.append(stream, revision, [{ meta, data: JSON.stringify(data), facet }]);
    this.revisions.set(stream, revision + 1);
  }

  async found(): Promise<void> {
    const division = (kind: string, parent: string | null) => ({
      type: 'DivisionListed',
      on: '1949-10-01',
      data: { kind, code: kind, name: kind, parent, since: null, grouping: false },
    });
    await this.add(PLATFORM, 'division', 'nation', division('nation', null));
    await this.add(PLATFORM, 'division', 'east', division('prefecture', 'nation'));
    await this.add(PLATFORM, 'division', 'west', division('prefecture', 'nation'));
    await this.add(PLATFORM, 'division', 'hengnan', division('county', 'east'));
    await this.add(PLATFORM, 'government', 'THENG', {
      type: 'GovernmentJoined',
      on: '2018-01-01',
      data: { division: 'hengnan', name: 'G', on: '2018-01-01' },
    });
    await this.registered('dept', null);
  }

  registered(agency: string, since: string | null): Promise<void> {
    return this.add('THENG', 'agency', agency, {
      type: 'AgencyRegistered',
      on: since ?? '1949-10-01',
      data: {
        agency,
        kind: 'department',
        code: agency,
        name: agency,
        parent: null,
        division: null,
        government: 'hengnan',
        since,
      },
    });
  }

  async take({ what, leaf, day, facet, pause }: Step): Promise<void> {
    this.now += pause;
    const fact = { on: day, facet, data: { facet } };
    switch (what) {
      case 'publish':
        return this.add('THENG', 'document', leaf || 'own', { ...fact, type: 'Published' });
      case 'repeal':
        return this.add('THENG', 'document', leaf || 'own', { ...fact, type: 'Repealed' });
      case 'moveCounty':
        return this.add(PLATFORM, 'division', 'hengnan', {
          type: 'DivisionMoved',
          on: day,
          data: { parent: facet === 1 ? 'west' : 'east', code: 'county', on: day, ground: null },
        });
      case 'moveAgency':
        return this.add('THENG', 'agency', 'dept', {
          type: 'AgencyMoved',
          on: day,
          data: {
            parent: null,
            division: null,
            government: facet === 1 ? 'east' : 'hengnan',
            on: day,
          },
        });
      case 'registerTown':
        if (this.revisions.has(streamName('THENG', 'agency', 'town'))) return;
        return this.registered('town', day);
      case 'rename':
        return this.add(PLATFORM, 'division', 'east', {
          type: 'DivisionRenamed',
          on: day,
          data: { name: `east${day}`, on: day, ground: null },
        });
    }
  }

  async ready() {
    const { log, tree } = this;
    for (const event of await this.directory({})) tree.apply(event);
    const replay = new FigureReplay({
      ...rules,
      log,
      store: log,
      tree,
      reads: { parked: async () => [] },
    });
    const head = (await log.head())!;
    return { replay, head };
  }

  async all() {
    const head = Number(await this.log.head());
    return this.log.at(Array.from({ length: head }, (_, i) => BigInt(i + 1)));
  }

  async directory(bounds: ReplayBounds): Promise<Recorded<DirectoryEvent>[]> {
    return (await this.all())
      .filter(({ record }) => Object.hasOwn(directoryEvents, parseRecord(record).meta.type))
      .map((stored) => recordedOf(directoryEvents, stored) as Recorded<DirectoryEvent>)
      .filter(({ type, meta }) =>
        isWithin(meta, type === 'GovernmentJoined' ? { asKnownAt: bounds.asKnownAt } : bounds),
      );
  }

  /** The same question answered from the JSON of every event, one by one. */
  async bruteForce(node: string, period: Period, scope: Scope, bounds: ReplayBounds) {
    const tree = new Tree();
    for (const event of await this.directory(bounds)) tree.apply(event);
    const cells = {
      'publication.items': 0,
      'publication.channel.website': 0,
      'publication.inForce': 0,
    };
    const government = tree.governmentNode('THENG');
    for (const { record } of await this.all()) {
      const { meta, data } = parseRecord(record);
      if (meta.aggregate !== 'document' || !isWithin(meta, bounds)) continue;
      const month = monthOf(meta.occurredOn);
      const reaches = (at: number) => {
        const leaf = tree.nodeOf('THENG', meta.agency);
        if (leaf === undefined) return false;
        const above = [leaf, ...tree.ancestors(leaf, lastDayOf(at))];
        const place = above.indexOf(node);
        const top = government === undefined ? -1 : above.indexOf(government);
        if (place < 0) return false;
        return scope === 'all' || (scope === 'own' ? place === 0 : place <= Math.max(top, 0));
      };
      const published = meta.type === 'Published';
      if (month <= period.to && reaches(period.to))
        cells['publication.inForce'] += published ? 1 : -1;
      if (!published || month < period.from || month > period.to || !reaches(month)) continue;
      cells['publication.items']++;
      if ((data as { facet: number }).facet === 1) cells['publication.channel.website']++;
    }
    return cells;
  }
}

const bounds: fc.Arbitrary<ReplayBounds> = fc.record(
  {
    asOf: fc.constantFrom(...DAYS, '2017-02-20', '2019-01-01'),
    asKnownAt: fc.nat(12).map((second) => new Date(START + second * 500).toISOString()),
  },
  { requiredKeys: [] },
);
const PERIODS = ['2017', '2016..2018', '2017-02', '2017-02..2017-03'] as const;
const SCOPES = ['own', 'agencies', 'all'] as const;
const question = fc.record({
  node: fc.constantFrom('nation', ...NODES),
  scope: fc.constantFrom(...SCOPES),
  period: fc.constantFrom(...PERIODS),
});

const withHistory = async (steps: readonly Step[], work: (history: History) => Promise<void>) => {
  const history = new History();
  try {
    await history.found();
    for (const each of steps) await history.take(each);
    await work(history);
  } finally {
    await history.close();
  }
};

describe('figures as of a day and as known at an instant', () => {
  it('are what the JSON of every event says, one by one, over any history of log and tree', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 20 }),
        fc.array(fc.tuple(question, bounds), { minLength: 1, maxLength: 6 }),
        async (steps, asked) =>
          withHistory(steps, async (history) => {
            const { replay } = await history.ready();
            for (const [{ node, scope, period }, within] of asked) {
              const table = (await replay.figures(
                { node, scope, period },
                within,
              )) as ReplayedFigures;
              const brute = await history.bruteForce(
                node,
                parsePeriod(period) as Period,
                scope,
                within,
              );
              expect([node, scope, period, within, table.cells]).toEqual([
                node,
                scope,
                period,
                within,
                brute,
              ]);
            }
          }),
      ),
      { numRuns: 40 },
    );
  });

  it('are the live ones without a bound and as of a later day, children too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 20 }),
        fc.array(question, { minLength: 1, maxLength: 4 }),
        async (steps, asked) =>
          withHistory(steps, async (history) => {
            const { replay, head } = await history.ready();
            const { log, tree } = history;
            const cells = new SqliteCellStore(':memory:');
            const deps = { ...rules, hot: log, cells, tree, reads: { parked: async () => [] } };
            await (await CellUpdater.open(deps)).catchUp(head);
            const figures = new Figures(deps);
            for (const query of asked) {
              const live = (await figures.figures({ ...query, children: true })) as FigureTable;
              for (const within of [
                {},
                { asOf: '2018-12-31' },
                { asKnownAt: '2027-01-01T00:00:00.000Z' },
              ]) {
                const {
                  asOf: _,
                  asKnownAt: __,
                  position: ___,
                  ...table
                } = (await replay.figures({ ...query, children: true }, within)) as ReplayedFigures;
                expect(table).toEqual(live);
              }
            }
            await cells.close();
          }),
      ),
      { numRuns: 20 },
    );
  });

  it('differ by exactly the events that are named for each cell', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 20 }),
        question,
        bounds,
        bounds,
        async (steps, query, from, to) =>
          withHistory(steps, async (history) => {
            const { replay } = await history.ready();
            const found = (await figureDifference(replay, query, from, to)) as FigureDifference;
            const before = (await replay.figures(query, from)) as ReplayedFigures;
            const after = (await replay.figures(query, to)) as ReplayedFigures;
            expect(found.cells.map(({ id }) => id)).toEqual(
              Object.keys(after.cells).filter((id) => before.cells[id] !== after.cells[id]),
            );
            for (const cell of found.cells) {
              expect([cell.from, cell.to]).toEqual([before.cells[cell.id], after.cells[cell.id]]);
              const sum = cell.events.reduce((total, { adds }) => total + adds, 0);
              expect([cell.id, sum, cell.count]).toEqual([
                cell.id,
                cell.to! - cell.from!,
                cell.events.length,
              ]);
            }
          }),
      ),
      { numRuns: 30 },
    );
  });

  it('as of each month end are those of the cells up to it when nothing is back-dated', async () => {
    const steps = DAYS.map((day, i): Step => ({
      what: 'publish',
      leaf: 'dept',
      day,
      facet: i % 3,
      pause: 1000,
    }));
    await withHistory(steps, async (history) => {
      const { replay } = await history.ready();
      for (const [i, day] of DAYS.entries()) {
        const asKnownAt = new Date(START + (i + 1) * 1000).toISOString();
        const query = { node: 'hengnan', period: '2016..2018' };
        const happened = (await replay.figures(query, { asOf: day })) as ReplayedFigures;
        const known = (await replay.figures(query, { asKnownAt })) as ReplayedFigures;
        expect(happened.cells).toEqual(known.cells);
        expect(known.cells['publication.items']).toBe(i + 1);
      }
    });
  });
});
