import { Tree, type NodeRow } from '@gongkai/directory';
import {
  encodeRecord,
  monthOf,
  packHotKey,
  PLATFORM,
  type EventMetadata,
  type HotKeys,
  type Parked,
  type Position,
  type Rejection,
  type StoredEvent,
} from '@gongkai/kernel';
import { SqliteCellStore } from '@gongkai/sqlite';
import fc from 'fast-check';
import { casesBehind, type FigureCase } from './cells/cases.js';
import { CellUpdater } from './cells/cell-updater.js';
import { Figures, type DrillDown, type FigureTable } from './figures.js';
import { indicators } from './spec-indicators.js';

const knownTypes = new Set(['Published', 'Repealed']);

type Fact = { leaf: string; day: string; type: string; facet: number; id?: string };

/** Hot keys and records of a log in memory. */
class MemoryLog implements HotKeys {
  private readonly facts: Fact[] = [];
  private readonly leaves: string[] = [];
  private readonly kinds: string[] = [];

  add(...facts: Fact[]): void {
    for (const fact of facts) {
      if (!this.leaves.includes(fact.leaf)) this.leaves.push(fact.leaf);
      if (!this.kinds.includes(fact.type)) this.kinds.push(fact.type);
      this.facts.push(fact);
    }
  }
  get head(): Position {
    return BigInt(this.facts.length);
  }
  scan(
    after: Position | undefined,
    upTo: Position,
    visit: (keys: Float64Array, count: number) => void,
  ): void {
    const facts = this.facts.slice(Number(after ?? 0n), Number(upTo));
    const keys = facts.map(({ leaf, day, type, facet }) =>
      packHotKey({
        agency: this.leaves.indexOf(leaf) + 1,
        month: monthOf(day),
        type: this.kinds.indexOf(type) + 1,
        facet,
      }),
    );
    visit(Float64Array.from(keys), keys.length);
  }
  agencies = () => new Map(this.leaves.map((name, i) => [i + 1, name]));
  types = () => new Map(this.kinds.map((name, i) => [i + 1, name]));
  positions = () => [];
  async at(positions: readonly Position[]): Promise<StoredEvent[]> {
    return positions.map((position) => {
      const { leaf, day, type, facet, id = 'd1' } = this.facts[Number(position) - 1]!;
      const meta: EventMetadata = {
        id: String(position),
        type,
        schema: 1,
        tenant: leaf.split('/')[0]!,
        agency: null,
        aggregate: 'document',
        aggregateId: id,
        revision: 1,
        actor: { kind: 'process', id: 'spec' },
        command: { id: 'c1', digest: '' },
        causation: null,
        correlation: 'c1',
        occurredOn: day,
        origin: 'live',
        recordedAt: '2026-03-02T01:00:00.000Z',
      };
      return { position, record: encodeRecord(meta, JSON.stringify({ facet })) };
    });
  }
}

const nodeRow = (
  id: string,
  parent: string | null,
  kind: NodeRow['kind'],
  tenant: string | null = null,
  moved?: { since: string; parent: string },
): NodeRow => {
  const first = { since: null, code: `c-${id}`, name: `${id}名`, parent };
  return {
    id,
    kind,
    tenant,
    grouping: false,
    government:
      kind === 'county' || kind === 'prefecture' ? { name: id, joinedOn: '2008-05-01' } : null,
    revision: 1,
    until: null,
    into: null,
    spans: moved ? [first, { ...first, ...moved }] : [first],
  };
};

/** Two prefectures; the county Hengnan has a department and a town and may move to the other prefecture. */
const treeOf = (movedOn?: string): Tree => {
  const moved = movedOn === undefined ? undefined : { since: movedOn, parent: 'west' };
  return Tree.from([
    nodeRow('nation', null, 'nation'),
    nodeRow('east', 'nation', 'prefecture', 'TEAST'),
    nodeRow('west', 'nation', 'prefecture', 'TWEST'),
    nodeRow('hengnan', 'east', 'county', 'THENG', moved),
    nodeRow('dept', 'hengnan', 'department', 'THENG'),
    nodeRow('town', 'hengnan', 'township', 'THENG'),
  ]);
};

const LEAVES = ['THENG/dept', 'THENG/town', 'THENG/', 'TEAST/', 'TWEST/', 'TGONE/lost'];
const fact: fc.Arbitrary<Fact> = fc.record({
  leaf: fc.constantFrom(...LEAVES),
  day: fc
    .tuple(fc.constantFrom('2016', '2017', '2018'), fc.integer({ min: 1, max: 12 }))
    .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}-15`),
  type: fc.constantFrom('Published', 'Published', 'Repealed'),
  facet: fc.nat(2),
});

const open = async () => {
  const log = new MemoryLog();
  const cells = new SqliteCellStore(':memory:');
  const parked: Parked[] = [];
  const begin = (tree: Tree) => {
    const deps = {
      hot: log,
      cells,
      tree,
      indicators,
      knownTypes,
      reads: { parked: async () => parked },
    };
    return { figures: new Figures(deps), updater: () => CellUpdater.open(deps), deps };
  };
  return { log, cells, parked, begin };
};

const dumped = async (cells: SqliteCellStore, generation: number): Promise<string[]> => {
  const rows: string[] = [];
  for await (const row of cells.dump(generation)) rows.push(Buffer.from(row).toString('latin1'));
  return rows;
};

describe('figures', () => {
  it('are the same bytes rebuilt as kept up to date, over any history of log and tree', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            facts: fc.array(fact, { maxLength: 8 }),
            movedOn: fc.constantFrom(undefined, '2016-06-20', '2017-03-01', '2018-12-31'),
          }),
          { minLength: 1, maxLength: 5 },
        ),
        async (days) => {
          const { log, cells, begin } = await open();
          for (const { facts, movedOn } of days) {
            log.add(...facts);
            await (await begin(treeOf(movedOn)).updater()).catchUp(log.head);
          }
          const { deps } = begin(treeOf(days.at(-1)!.movedOn));
          const kept = await CellUpdater.open(deps);
          const rebuilt = await CellUpdater.fresh(deps);
          await rebuilt.absorbAll(log.head);
          expect(await dumped(cells, rebuilt.id)).toEqual(await dumped(cells, kept.id));
        },
      ),
    );
  });

  it('are those of a reader asked for the first time, whatever was asked before', async () => {
    const question = fc.record({
      node: fc.constantFrom('nation', 'hengnan', 'dept'),
      period: fc.constantFrom('2017', '2016..2018', '2017-03'),
      scope: fc.constantFrom('own' as const, 'agencies' as const, 'all' as const),
      format: fc.constantFrom(undefined, 'cn-2014'),
      children: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.array(fact, { minLength: 1, maxLength: 4 }), question), {
          maxLength: 20,
        }),
        async (steps) => {
          const { log, begin } = await open();
          const { figures, updater, deps } = begin(treeOf());
          const cells = await updater();
          await cells.catchUp(log.head);
          for (const step of steps)
            if (Array.isArray(step)) {
              log.add(...step);
              await cells.catchUp(log.head);
            } else {
              const { format, ...asked } = step;
              const query = format === undefined ? asked : { ...asked, format };
              const first = await new Figures(deps).figures(query);
              expect(await figures.figures(query)).toEqual(first);
            }
        },
      ),
    );
  });

  it('open to exactly the events behind them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fact, { maxLength: 30 }),
        fc.constantFrom(undefined, '2017-03-01'),
        fc.constantFrom('nation', 'east', 'west', 'hengnan', 'dept'),
        fc.constantFrom('own' as const, 'agencies' as const, 'all' as const),
        fc.constantFrom('2017', '2016..2018', '2017-02..2017-03'),
        async (facts, movedOn, node, scope, period) => {
          const { log, begin } = await open();
          log.add(...facts);
          const { figures, updater } = begin(treeOf(movedOn));
          await (await updater()).catchUp(log.head);
          const { cells } = (await figures.figures({ node, period, scope })) as FigureTable;
          for (const { id } of indicators) {
            let level = 0;
            let after: Position | null = null;
            do {
              const page: DrillDown = (await figures.events({
                node,
                period,
                scope,
                indicator: id,
                limit: 3,
                ...(after === null ? {} : { after }),
              })) as DrillDown;
              for (const { adds } of page.events) level += adds;
              after = page.next;
            } while (after !== null);
            expect([id, level]).toEqual([id, cells[id]]);
            const cases = await figures.cases({ node, period, scope, indicator: id });
            const total = (cases as FigureCase[]).reduce((sum, { adds }) => sum + adds, 0);
            expect([id, total]).toEqual([id, cells[id]]);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('consist of things: a stock of those it still holds', async () => {
    const { log, begin } = await open();
    const at = (id: string, type: string, day: string): Fact => ({
      leaf: 'THENG/dept',
      day,
      type,
      facet: 1,
      id,
    });
    log.add(at('d1', 'Published', '2016-04-01'), at('d2', 'Published', '2016-05-01'));
    log.add(at('d3', 'Published', '2017-05-01'), at('d1', 'Repealed', '2017-06-01'));
    const { figures, updater } = begin(treeOf());
    await (await updater()).catchUp(log.head);
    const cases = async (indicator: string, period: string) =>
      ((await figures.cases({ node: 'east', period, indicator })) as FigureCase[]).map(
        ({ aggregateId, events, firstOn }) => [aggregateId, events, firstOn],
      );
    expect(await cases('publication.inForce', '2016')).toEqual([
      ['d1', 1, '2016-04-01'],
      ['d2', 1, '2016-05-01'],
    ]);
    expect(await cases('publication.inForce', '2017')).toEqual([
      ['d2', 1, '2016-05-01'],
      ['d3', 1, '2017-05-01'],
    ]);
    expect(await cases('publication.items', '2017')).toEqual([['d3', 1, '2017-05-01']]);
  });

  it('give a county its own, its agencies and what lies below, on the form of 2014', async () => {
    const { log, begin } = await open();
    const published = (leaf: string, facet: number): Fact => ({
      leaf,
      day: '2017-05-08',
      type: 'Published',
      facet,
    });
    log.add(published('THENG/town', 1), published('THENG/town', 2), published('THENG/', 1));
    const { figures, updater } = begin(treeOf());
    await (await updater()).catchUp(log.head);
    const ask = async (node: string, scope: 'own' | 'agencies' | 'all') =>
      (await figures.figures({ node, period: '2017', format: 'cn-2014', scope })) as FigureTable;
    const table = await ask('hengnan', 'all');
    expect(table).toMatchObject({
      node: { id: 'hengnan', code: 'c-hengnan', name: 'hengnan名' },
      period: '2017',
      format: 'cn-2014',
      scope: 'all',
      incomplete: [],
    });
    expect(table.cells).toMatchObject({ '1.1': 3, '1.2.2': 2, '3.1': null });
    expect((await ask('hengnan', 'own')).cells['1.1']).toBe(1);
    expect((await ask('east', 'agencies')).cells['1.1']).toBe(0);
    expect((await ask('east', 'all')).cells['1.1']).toBe(3);
    expect((await ask('town', 'own')).cells['1.1']).toBe(2);
  });

  it('list the nodes below on the tree as it was', async () => {
    const { log, begin } = await open();
    log.add({ leaf: 'THENG/dept', day: '2016-04-01', type: 'Published', facet: 0 });
    const { figures, updater } = begin(treeOf('2017-03-01'));
    await (await updater()).catchUp(log.head);
    const below = async (node: string, period: string) =>
      ((await figures.figures({ node, period, children: true })) as FigureTable).children?.map(
        ({ node: { id }, cells }) => [id, cells['publication.items']],
      );
    expect(await below('east', '2016')).toEqual([['hengnan', 1]]);
    expect(await below('west', '2016')).toEqual([]);
    expect(await below('west', '2017')).toEqual([['hengnan', 0]]);
  });

  it('say incomplete when a government below is parked or recorded what is not understood', async () => {
    const { log, parked, begin } = await open();
    log.add({ leaf: 'THENG/dept', day: '2017-04-01', type: 'FromTheFuture', facet: 0 });
    parked.push({ projection: 'items@1', tenant: 'TWEST', position: 1n, reason: 'spec' });
    const { figures, updater } = begin(treeOf());
    await (await updater()).catchUp(log.head);
    const incomplete = async (node: string) =>
      ((await figures.figures({ node, period: '2017' })) as FigureTable).incomplete;
    expect(await incomplete('east')).toEqual(['c-hengnan hengnan名']);
    expect(await incomplete('west')).toEqual(['c-west west名']);
    expect(await incomplete('nation')).toHaveLength(2);
  });

  it('are all incomplete when the tree itself stands still', async () => {
    const { parked, begin } = await open();
    parked.push({ projection: 'nodes@1', tenant: PLATFORM, position: 1n, reason: 'spec' });
    const { figures } = begin(treeOf());
    const incomplete = async (node: string) =>
      ((await figures.figures({ node, period: '2017' })) as FigureTable).incomplete;
    expect(await incomplete('town')).toEqual(['c-town town名']);
    expect(await incomplete('nation')).toEqual(['c-nation nation名']);
  });

  it('are counted anew beside the old ones when the indicators change, then switched', async () => {
    const { log, cells, begin } = await open();
    log.add({ leaf: 'THENG/dept', day: '2017-04-01', type: 'Published', facet: 1 });
    const { deps } = begin(treeOf());
    await (await CellUpdater.open({ ...deps, indicators: indicators.slice(1) })).catchUp(log.head);
    const [old] = await cells.generations();
    const updater = await CellUpdater.open(deps);
    expect((await cells.generations()).map(({ live }) => live)).toEqual([true, false]);
    await updater.catchUp(log.head);
    const [live, ...others] = await cells.generations();
    expect(others).toEqual([]);
    expect(live!.id).not.toBe(old!.id);
    expect(live!.layout.sheets.map(({ ids }) => ids.length)).toEqual([2, 1]);
  });

  it('refuse what is not a period, scope, format or indicator', async () => {
    const { begin } = await open();
    const { figures } = begin(treeOf());
    const node = 'east';
    const refusals = await Promise.all([
      figures.figures({ node, period: '2017-13' }),
      figures.figures({ node, period: '2017', scope: 'some' as never }),
      figures.figures({ node, period: '2017', format: 'cn-1949' }),
      figures.events({ node, period: '2017', indicator: 'publication.none', limit: 5 }),
      figures.events({ node, period: '2017', format: 'cn-2014', indicator: '3.1', limit: 5 }),
    ]);
    expect(refusals.map((refusal) => (refusal as Rejection).code)).toEqual([
      'figures.periodInvalid',
      'figures.scopeUnknown',
      'figures.formatUnknown',
      'figures.indicatorUnknown',
      'figures.indicatorUnknown',
    ]);
  });

  it('refuse to go through more events than anybody reads', async () => {
    const block = Array.from({ length: 1000 }, (_, i) => ({ position: BigInt(i + 1), adds: 1 }));
    const refusal = await casesBehind(
      async () => block,
      async () => [],
    );
    expect(refusal).toMatchObject({ code: 'figures.tooManyCases' });
  });

  it('are zero, not absent, before anything was counted', async () => {
    const { begin } = await open();
    const table = (await begin(treeOf()).figures.figures({
      node: 'east',
      period: '2017',
    })) as FigureTable;
    expect(Object.values(table.cells)).toEqual([0, 0, 0]);
  });
});
