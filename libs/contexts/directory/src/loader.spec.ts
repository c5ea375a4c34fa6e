import { recordedOf, type Recorded } from '@gongkai/kernel';
import { countingIds, MemoryEventStore } from '@gongkai/testing';
import { divisionId } from './decider.division.js';
import { loadDivisions } from './division-loader.js';
import { knownChanges, NATION_CODE, readDivisions, type DivisionRow } from './division-source.js';
import { directoryEvents, type DirectoryEvent } from './events.js';
import { Tree } from './tree.js';

const today = '2026-03-02';

const treeOf = async (store: MemoryEventStore): Promise<Tree> => {
  const tree = new Tree();
  const { signal } = new AbortController();
  const filter = { types: Object.keys(directoryEvents) };
  for await (const { events } of store.feed(undefined, filter, { signal, follow: false }))
    for (const event of events)
      tree.apply(recordedOf(directoryEvents, event) as Recorded<DirectoryEvent>);
  return tree;
};

const few: DivisionRow[] = [
  { kind: 'nation', code: NATION_CODE, name: '中华人民共和国', parent: null, grouping: false },
  { kind: 'province', code: '370000', name: '山东省', parent: NATION_CODE, grouping: false },
  { kind: 'prefecture', code: '371600', name: '滨州市', parent: '370000', grouping: false },
  { kind: 'county', code: '371681', name: '邹平市', parent: '371600', grouping: false },
  { kind: 'town', code: '371681100', name: '长山镇', parent: '371681', grouping: false },
];

describe('the loader of the national tree', () => {
  it('reports a change of a division that the tables of the country do not have', async () => {
    const abolished = {
      kind: 'abolished',
      code: '430499',
      on: '2001-01-01',
      ground: null,
    } as const;
    const deps = { store: new MemoryEventStore(), ids: countingIds() };
    const { refused } = await loadDivisions(deps, { today, changes: [abolished] });
    expect(refused).toMatchObject([{ reason: { code: 'directory.missing' } }]);
  });

  it('lists every division of the package once, under a superior', async () => {
    const store = new MemoryEventStore();
    const seen: number[] = [];
    const onProgress = ({ done }: { done: number }) => seen.push(done);
    const result = await loadDivisions({ store, ids: countingIds() }, { today, onProgress });
    const rows = await readDivisions();
    const recoded = knownChanges().filter((change) => change.kind === 'recoded');
    const doubled = recoded.filter(({ code }) => rows.some((row) => row.code === code)).length;
    expect(result).toMatchObject({
      total: rows.length - doubled,
      listed: result.total,
      refused: [],
    });
    expect(result.changed).toBe(knownChanges().length);
    expect(seen.at(-1)).toBe(result.total);
    const tree = await treeOf(store);
    expect(tree.size).toBe(result.total);
    const count = (kind: string) => rows.filter((row) => row.kind === kind).length;
    expect(['province', 'prefecture', 'county', 'town'].map(count)).toEqual([
      34,
      337,
      3285 + 18 + 8,
      41_278,
    ]);
    const loose = rows.filter(
      ({ parent }) => parent !== null && tree.everCalled(parent).length !== 1,
    );
    expect(loose).toEqual([]);
    expect(tree.children(divisionId(NATION_CODE)).length).toBe(34);
    // Districts of a municipality and counties of a province stand directly under it.
    const path = (code: string) => tree.path(tree.find(code)[0]!.id);
    expect(path('110105')).toBe('北京市/朝阳区');
    expect(path('429004')).toBe('湖北省/仙桃市');
    expect(path('810001')).toBe('香港特别行政区/中西区');
    expect(path('430422103')).toBe('湖南省/衡阳市/衡南县/茶市镇');
    expect(path('620201100')).toBe('甘肃省/嘉峪关市/新城镇');
  });

  it('keeps 邹平 one node with two codes', async () => {
    const store = new MemoryEventStore();
    await loadDivisions({ store, ids: countingIds() }, { today, rows: few });
    const tree = await treeOf(store);
    const id = divisionId('371626');
    expect(tree.find('371626', '2018-07-01').map((node) => node.name)).toEqual(['邹平县']);
    expect(tree.find('371681', '2018-07-01')).toEqual([]);
    expect(tree.find('371681', '2018-07-02')).toMatchObject([{ id, name: '邹平市' }]);
    expect(tree.find('371626', '2018-07-02')).toEqual([]);
    expect(tree.path(divisionId('371681100'), '2017-12-31')).toBe('山东省/滨州市/邹平县/长山镇');
  });

  it('changes nothing when it is run again', async () => {
    const store = new MemoryEventStore();
    const deps = { store, ids: countingIds() };
    const first = await loadDivisions(deps, { today, rows: few });
    const head = await store.head();
    const again = await loadDivisions(deps, { today, rows: few });
    expect(first).toMatchObject({ total: 5, listed: 5, changed: 1 });
    expect(again).toMatchObject({ total: 5, listed: 0, changed: 0, refused: [] });
    expect(await store.head()).toBe(head);
  });

  it('goes on where it was stopped', async () => {
    const store = new MemoryEventStore();
    const deps = { store, ids: countingIds() };
    let left = 3;
    const stopping = Object.assign(Object.create(store) as MemoryEventStore, {
      append: async (...args: Parameters<MemoryEventStore['append']>) => {
        if (left-- <= 0) throw new Error('stopped');
        return store.append(...args);
      },
    });
    await expect(loadDivisions({ ...deps, store: stopping }, { today, rows: few })).rejects.toThrow(
      'stopped',
    );
    expect(await loadDivisions(deps, { today, rows: few })).toMatchObject({
      listed: 2,
      changed: 1,
    });
    expect((await treeOf(store)).size).toBe(5);
  });

  it('takes more changes as data: moves, mergers, abolitions, divisions the package has lost', async () => {
    const store = new MemoryEventStore();
    const deps = { store, ids: countingIds() };
    const rows: DivisionRow[] = [
      ...few.slice(0, 2),
      { kind: 'prefecture', code: '370100', name: '济南市', parent: '370000', grouping: false },
      { kind: 'county', code: '370116', name: '莱芜区', parent: '370100', grouping: false },
    ];
    const ground = null;
    const listing = { kind: 'prefecture' as const, name: '莱芜市', parent: '370000' };
    const changes = [
      {
        kind: 'moved' as const,
        code: '371202',
        from: '371200',
        parent: '370100',
        toCode: '370116',
        on: '2018-12-26',
        ground,
      },
      { kind: 'abolished' as const, code: '371200', listing, on: '2018-12-26', ground },
    ];
    expect(await loadDivisions(deps, { today, rows, changes })).toMatchObject({
      total: 5,
      changed: 2,
      refused: [],
    });
    const tree = await treeOf(store);
    const id = divisionId('371202');
    expect(tree.path(id, '2018-12-25')).toBe('山东省/莱芜市/莱芜区');
    expect(tree.path(id, '2018-12-26')).toBe('山东省/济南市/莱芜区');
    expect(tree.find('莱芜市', '2019-01-01')).toEqual([]);
    expect(tree.changeMonths()).toEqual([(2018 - 1900) * 12 + 11]);
  });

  describe('on a log that has the divisions as they are today', () => {
    const ground = '民函〔2017〕97号';
    const rows: DivisionRow[] = [
      ...few.slice(0, 1),
      { kind: 'province', code: '430000', name: '湖南省', parent: NATION_CODE, grouping: false },
      { kind: 'prefecture', code: '430100', name: '长沙市', parent: '430000', grouping: false },
      { kind: 'county', code: '430182', name: '宁乡市', parent: '430100', grouping: false },
      { kind: 'town', code: '430182100', name: '玉潭街道', parent: '430182', grouping: false },
    ];
    const recoded = {
      kind: 'recoded' as const,
      code: '430124',
      name: '宁乡县',
      toCode: '430182',
      toName: '宁乡市',
      on: '2017-04-10',
      ground,
    };
    const loaded = async (changes: Parameters<typeof loadDivisions>[1]['changes'] = []) => {
      const store = new MemoryEventStore();
      const deps = { store, ids: countingIds() };
      await loadDivisions(deps, { today, rows, changes });
      const load = (more: typeof changes) => loadDivisions(deps, { today, rows, changes: more });
      return { deps, load, tree: () => treeOf(store) };
    };

    it('takes a change of a code, and what was before it', async () => {
      const { deps, load, tree } = await loaded();
      expect(await load([recoded])).toMatchObject({ listed: 0, changed: 2, refused: [] });
      const id = divisionId('430182');
      const now = await tree();
      expect(now.find('430124', '2017-04-09')).toMatchObject([{ id, name: '宁乡县' }]);
      expect(now.find('430182', '2017-04-09')).toEqual([]);
      expect(now.find('430182', '2017-04-10')).toMatchObject([{ id, name: '宁乡市' }]);
      expect(now.path(divisionId('430182100'), '2016-12-31')).toBe('湖南省/长沙市/宁乡县/玉潭街道');
      const head = await deps.store.head();
      expect(await load([recoded])).toMatchObject({ changed: 0, refused: [] });
      expect(await deps.store.head()).toBe(head);
    });

    it('takes two changes of one division, a new name, a move and a division it lacks', async () => {
      const { load, tree } = await loaded();
      const earlier = { ...recoded, code: '430121', toCode: '430124', toName: '宁乡县' };
      const result = await load([
        { ...earlier, name: '宁乡', on: '1996-01-01' },
        recoded,
        {
          kind: 'renamed',
          code: '430100',
          name: '长沙府',
          toName: '长沙市',
          on: '1999-01-01',
          ground,
        },
        {
          kind: 'moved',
          code: '430182100',
          from: '439900',
          parent: '430124',
          toCode: '430182100',
          on: '2001-01-01',
          ground,
        },
        {
          kind: 'abolished',
          code: '439900',
          listing: { kind: 'prefecture', name: '旧专区', parent: '430000' },
          on: '2001-01-01',
          ground,
        },
      ]);
      expect(result).toMatchObject({ listed: 1, refused: [] });
      const now = await tree();
      const town = divisionId('430182100');
      expect(now.path(divisionId('430182'), '1995-12-31')).toBe('湖南省/长沙府/宁乡');
      expect(now.path(divisionId('430182'), '2010-01-01')).toBe('湖南省/长沙市/宁乡县');
      expect(now.path(town, '2000-12-31')).toBe('湖南省/旧专区/玉潭街道');
      expect(now.path(town, '2020-01-01')).toBe('湖南省/长沙市/宁乡市/玉潭街道');
      expect(now.find('旧专区', '2001-01-01')).toEqual([]);
    });

    it('reports a change from before one that the log has', async () => {
      const later = {
        code: '430182',
        name: '宁乡市',
        toName: '新宁乡市',
        on: '2020-01-01',
        ground,
      };
      const { load } = await loaded([{ kind: 'renamed', ...later }]);
      const { changed, refused } = await load([recoded]);
      expect(changed).toBe(0);
      expect(refused).toMatchObject([
        { change: recoded, reason: { code: 'directory.beforeLastChange' } },
      ]);
    });

    it('reports a division that the tables have under both codes', async () => {
      const store = new MemoryEventStore();
      const deps = { store, ids: countingIds() };
      const both: DivisionRow[] = [...rows, { ...rows[3]!, code: '430124', name: '宁乡县' }];
      await loadDivisions(deps, { today, rows: both, changes: [] });
      const { refused } = await loadDivisions(deps, { today, rows: both, changes: [recoded] });
      expect(refused).toMatchObject([{ reason: { code: 'directory.codeTaken' } }]);
    });
  });

  it('reports a change that the history does not allow and goes on', async () => {
    const store = new MemoryEventStore();
    const change = {
      kind: 'merged' as const,
      code: '371681',
      into: '371600',
      on: '2020-01-01',
      ground: null,
    };
    const result = await loadDivisions(
      { store, ids: countingIds() },
      { today, rows: few, changes: [change] },
    );
    expect(result.refused.map(({ reason }) => reason.code)).toEqual([
      'directory.successorOfOtherKind',
    ]);
  });
});
