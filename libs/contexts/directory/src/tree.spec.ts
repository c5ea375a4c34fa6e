import { Rejection, type Recorded } from '@gongkai/kernel';
import fc from 'fast-check';
import { agencyProjection, type AgencyRow } from './agency.projection.js';
import { Agency, agencyDecider } from './decider.agency.js';
import type { DirectoryEvent } from './events.js';
import { nodeProjection, type NodeRow } from './node.projection.js';
import { dayNaming, resolveGovernment, resolveNode } from './resolve.js';
import { Tree } from './tree.js';

let position = 0n;
const recorded = (
  aggregateId: string,
  revision: number,
  event: DirectoryEvent,
  tenant = 'platform',
) =>
  ({
    ...event,
    meta: { aggregateId, revision, tenant },
    position: ++position,
  }) as unknown as Recorded<DirectoryEvent>;

type Kind = 'nation' | 'province' | 'prefecture' | 'county' | 'town';
const listed = (
  id: string,
  kind: Kind,
  code: string,
  name: string,
  parent: string | null,
  grouping = false,
) =>
  recorded(id, 1, {
    type: 'DivisionListed',
    data: { kind, code, name, parent, since: null, grouping },
  });
const agency = (id: string, over: object, tenant = 'T1') =>
  recorded(
    id,
    1,
    {
      type: 'AgencyRegistered',
      data: {
        agency: id,
        kind: 'department',
        code: id,
        name: id,
        parent: null,
        division: null,
        government: 'HN',
        since: null,
        ...over,
      },
    },
    tenant,
  );
const ground = null;

const history = [
  listed('N', 'nation', '000000', '中华人民共和国', null),
  listed('SD', 'province', '370000', '山东省', 'N'),
  listed('BZ', 'prefecture', '371600', '滨州市', 'SD'),
  listed('ZP', 'county', '371626', '邹平县', 'BZ'),
  listed('GROUP', 'county', '371601', '市辖区', 'BZ', true),
  listed('HUN', 'province', '430000', '湖南省', 'N'),
  listed('HY', 'prefecture', '430400', '衡阳市', 'HUN'),
  listed('HN', 'county', '430422', '衡南县', 'HY'),
  listed('CS', 'town', '430422103', '茶市镇', 'HN'),
  listed('ZJ', 'province', '330000', '浙江省', 'N'),
  listed('HZ', 'prefecture', '330100', '杭州市', 'ZJ'),
  listed('SC', 'county', '330102', '上城区', 'HZ'),
  listed('JG', 'county', '330104', '江干区', 'HZ'),
  listed('KX', 'town', '330104004', '凯旋街道', 'JG'),
  listed('GL1', 'county', '320106', '鼓楼区', 'BZ'),
  listed('GL2', 'county', '320302', '鼓楼区', 'HY'),
  recorded('ZP', 2, {
    type: 'DivisionRecoded',
    data: { code: '371681', name: '邹平市', on: '2018-07-02', ground },
  }),
  recorded('JG', 2, { type: 'DivisionMerged', data: { into: 'SC', on: '2021-03-11', ground } }),
  recorded('T1', 1, {
    type: 'GovernmentJoined',
    data: { division: 'HN', name: '衡南县人民政府', on: '2008-05-01' },
  }),
  agency('DEPT', {}),
  agency('OFFICE', { parent: 'DEPT', kind: 'institution' }),
  agency('TOWNGOV', { division: 'CS', kind: 'township' }),
];
const treeOf = (events: readonly Recorded<DirectoryEvent>[]) => {
  const tree = new Tree();
  for (const event of events) tree.apply(event);
  return tree;
};
const tree = treeOf(history);
const codeOf = (outcome: unknown) => (outcome as Rejection).code;

describe('the tree on any day', () => {
  it('has 邹平县 until 2018-07-01 and 邹平市 from the next day, as one node', () => {
    expect(tree.node('ZP', '2018-07-01')).toMatchObject({ code: '371626', name: '邹平县' });
    expect(tree.node('ZP', '2018-07-02')).toMatchObject({ code: '371681', name: '邹平市' });
    expect(tree.find('371626', '2017-12-31').map(({ id }) => id)).toEqual(['ZP']);
    expect(tree.find('371681', '2017-12-31')).toEqual([]);
    expect(tree.find('邹平市').map(({ id }) => id)).toEqual(['ZP']);
    expect(tree.find('邹平县')).toEqual([]);
  });
  it('knows a code of twelve digits', () =>
    expect(['430422000000', '430422103000'].map((code) => tree.find(code)[0]?.id)).toEqual([
      'HN',
      'CS',
    ]));
  it('lets what was merged away count under its successor', () => {
    expect(tree.ancestors('KX', '2021-03-10')).toEqual(['JG', 'HZ', 'ZJ', 'N']);
    expect(tree.ancestors('KX', '2021-03-11')).toEqual(['SC', 'HZ', 'ZJ', 'N']);
    expect(tree.ancestors('JG', '2021-03-11')).toEqual(['SC', 'HZ', 'ZJ', 'N']);
    expect(tree.children('SC', '2021-03-10')).toEqual([]);
    expect(tree.children('SC', '2021-03-11')).toEqual(['KX']);
    expect(tree.children('HZ', '2022-01-01')).toEqual(['SC']);
    expect(tree.node('JG', '2021-03-11')).toBeUndefined();
    expect(tree.node('JG')).toMatchObject({ until: '2021-03-11', successor: 'SC' });
    expect(tree.changeMonths()).toEqual([(2021 - 1900) * 12 + 2]);
  });
  it('tells a move of before 1900 as one of the first month that is counted', () => {
    const moved = (revision: number, parent: string, on: string) =>
      recorded('X1', revision, {
        type: 'AgencyMoved',
        data: { parent, division: null, government: 'HN', on },
      });
    const old = new Tree();
    for (const event of [
      agency('X1', { since: '1897-05-01', parent: 'A1' }),
      moved(2, 'A2', '1898-02-01'),
      moved(3, 'A3', '1905-01-01'),
    ])
      old.apply(event);
    expect(old.changeMonths()).toEqual([0, 60]);
    expect(old.node('X1', '1897-06-01')).toMatchObject({ parent: 'A1', since: '1897-05-01' });
  });
  it('leaves grouping codes out of lists and names, but knows the code', () => {
    expect(tree.children('BZ')).toEqual(['GL1', 'ZP']);
    expect(tree.find('市辖区')).toEqual([]);
    expect(tree.find('371601')[0]).toMatchObject({ grouping: true });
  });
  it('places agencies: under their superior, their town, or their government', () => {
    expect(tree.ancestors('OFFICE')).toEqual(['DEPT', 'HN', 'HY', 'HUN', 'N']);
    expect(tree.ancestors('TOWNGOV')).toEqual(['CS', 'HN', 'HY', 'HUN', 'N']);
    expect(tree.nodeOf('T1', null)).toBe('HN');
    expect(tree.nodeOf('T1', 'DEPT')).toBe('DEPT');
    expect(tree.nodeOf('T2', 'DEPT')).toBeUndefined();
    expect(tree.nodeOf('T2', null)).toBeUndefined();
    expect(['HN', 'CS', 'DEPT', 'HY', 'nowhere'].map((id) => tree.tenantOf(id))).toEqual([
      'T1',
      'T1',
      'T1',
      null,
      null,
    ]);
    expect(tree.governmentNode('T1')).toBe('HN');
    expect(tree.governmentAt('HN')).toEqual({
      tenant: 'T1',
      name: '衡南县人民政府',
      joinedOn: '2008-05-01',
    });
  });
  it('lists what stood under an abolished superior under the next one', () => {
    const on = '2020-01-01';
    const abolished = treeOf([
      ...history,
      recorded('DEPT', 2, { type: 'AgencyAbolished', data: { on } }, 'T1'),
      recorded('CS', 2, { type: 'DivisionAbolished', data: { on, ground } }),
    ]);
    expect(abolished.children('HN', '2019-12-31')).toEqual(['CS', 'DEPT']);
    expect(abolished.children('HN', on)).toEqual(['OFFICE', 'TOWNGOV']);
    expect(abolished.children('DEPT', '2019-12-31')).toEqual(['OFFICE']);
    expect(abolished.ancestors('OFFICE', on)).toEqual(['DEPT', 'HN', 'HY', 'HUN', 'N']);
  });
  it('finds divisions by part of a name or code, the best first', () => {
    expect(tree.search('衡').map(({ id }) => id)).toEqual(['HY', 'HN']);
    expect(tree.search('4304').map(({ id }) => id)).toEqual(['HY', 'HN', 'CS']);
    expect(tree.search('衡阳市/衡南').map(({ id }) => id)).toEqual(['HN']);
    expect(tree.search('邹平县', '2017-01-01', 1).map(({ id }) => id)).toEqual(['ZP']);
    expect(tree.search('')).toEqual([]);
  });
  it('is the same from rows as from events, and a repeated event changes nothing', () => {
    const rows = new Map<string, NodeRow>();
    for (const event of history) {
      const id = nodeProjection.key(event) as string;
      rows.set(id, nodeProjection.apply(rows.get(id), event, id)!);
    }
    const again = Tree.from(rows.values());
    const { revision } = again;
    for (const event of history) again.apply(event);
    expect(again.ancestors('KX', '2021-03-11')).toEqual(tree.ancestors('KX', '2021-03-11'));
    expect(again.node('ZP')).toEqual(tree.node('ZP'));
    expect(again.size).toBe(tree.size);
    expect(again.revision - revision).toBe(1);
  });
});

describe('a node meant by a person', () => {
  it('is one node or a refusal with candidates', () => {
    expect(resolveNode(tree, '衡南县')).toMatchObject({ id: 'HN' });
    expect(resolveNode(tree, '湖南省/衡南县')).toMatchObject({ id: 'HN' });
    expect(resolveNode(tree, ' 430422 ')).toMatchObject({ id: 'HN' });
    const ambiguous = resolveNode(tree, '鼓楼区') as Rejection;
    expect(ambiguous.code).toBe('directory.ambiguous');
    expect(ambiguous.details['candidates']).toEqual([
      { code: '320106', path: '山东省/滨州市/鼓楼区', since: null, until: null },
      { code: '320302', path: '湖南省/衡阳市/鼓楼区', since: null, until: null },
    ]);
    expect(resolveNode(tree, '衡阳市/鼓楼区')).toMatchObject({ id: 'GL2' });
  });
  it('is unknown under the name of another time, with who bore it', () => {
    const unknown = resolveNode(tree, '邹平县', '2019-01-01') as Rejection;
    expect(unknown.code).toBe('directory.unknown');
    expect(unknown.details['otherwise']).toMatchObject([{ code: '371681' }]);
    expect(codeOf(resolveNode(tree, '无此县'))).toBe('directory.unknown');
    expect(codeOf(resolveNode(tree, '衡南县/鼓楼区'))).toBe('directory.unknown');
    expect(codeOf(resolveNode(tree, '/'))).toBe('directory.unknown');
  });
  it('is meant as of the first day on which somebody was called so, if it may be meant', () => {
    const days = ['2019-12-31', '9999-12-31', '2018-01-01'];
    const on = (text: string, isMeant?: () => boolean) => dayNaming(tree, text, days, isMeant);
    expect(on('江干区')).toBe('2019-12-31');
    expect(resolveNode(tree, '江干区', on('江干区'))).toMatchObject({ id: 'JG' });
    expect(on('邹平县')).toBe('2018-01-01');
    expect(resolveNode(tree, '371626', on('371626'))).toMatchObject({ id: 'ZP', name: '邹平县' });
    expect(on('无此县')).toBeUndefined();
    expect(on('江干区', () => false)).toBeUndefined();
  });
  it('has a tenant when its government has joined', () => {
    expect(resolveGovernment(tree, '衡南县')).toBe('T1');
    expect(codeOf(resolveGovernment(tree, '衡阳市'))).toBe('directory.notJoined');
    expect(codeOf(resolveGovernment(tree, '无此县'))).toBe('directory.unknown');
  });
});

describe('the register of agencies', () => {
  it('keeps everybody who held a post', () => {
    const person = { post: 'clerk' as const, title: '干事', account: null };
    const events = [
      agency('A1', { code: 'T001', name: '茶市镇' }),
      recorded('A1', 2, {
        type: 'PostFilled',
        data: { ...person, name: '张三', on: '2016-01-04' },
      }),
      recorded('A1', 3, {
        type: 'PostPassedOn',
        data: { ...person, name: '李四', on: '2017-03-01', note: '移交目录' },
      }),
      recorded('A1', 4, { type: 'AgencyRecoded', data: { code: 'T002', on: '2018-01-01' } }),
      recorded('A1', 5, { type: 'AgencyRenamed', data: { name: '茶市镇政府', on: '2018-01-01' } }),
      recorded('A1', 6, {
        type: 'AgencyMoved',
        data: { parent: 'A2', division: null, government: 'HN', on: '2018-02-01' },
      }),
      recorded('A1', 7, { type: 'AgencyMerged', data: { into: 'A3', on: '2019-01-01' } }),
    ];
    let row: AgencyRow | undefined;
    for (const event of [...events, ...events])
      row = agencyProjection.apply(row, event as never, 'A1');
    expect(row).toMatchObject({
      code: 'T002',
      name: '茶市镇政府',
      parent: 'A2',
      until: '2019-01-01',
      into: 'A3',
      posts: [
        { name: '张三', from: '2016-01-04', until: '2017-03-01', note: '' },
        { name: '李四', from: '2017-03-01', until: '2019-01-01', note: '移交目录' },
      ],
    });
    expect(agencyProjection.apply(undefined, events[1] as never, 'A1')).toBeUndefined();
  });
});

/** What the handler looks up: everything above an agency on the day or later. */
const lineAbove = (agencies: ReadonlyMap<string, Agency>, start: string, on: string) => {
  const line = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const above of agencies.get(id)?.above(on) ?? [])
      if (!line.has(above)) {
        line.add(above);
        open.push(above);
      }
  return [...line];
};

const IDS = ['A', 'B', 'C', 'D'];
const step = fc.record({
  type: fc.constantFrom('move' as const, 'move' as const, 'merge' as const),
  agency: fc.constantFrom(...IDS),
  to: fc.constantFrom(...IDS),
  on: fc.integer({ min: 1, max: 28 }).map((day) => `2020-02-${String(day).padStart(2, '0')}`),
});

it('never has a loop on any day, whatever is moved and merged, and in whatever order', () =>
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      const agencies = new Map<string, Agency>();
      const grown = new Tree();
      const revisions = new Map<string, number>();
      const record = (id: string, event: DirectoryEvent) => {
        revisions.set(id, (revisions.get(id) ?? 0) + 1);
        grown.apply(recorded(id, revisions.get(id)!, event, 'T1'));
        agencies.set(id, agencyDecider.evolve(agencies.get(id) ?? Agency.none, event as never));
      };
      for (const id of IDS) record(id, agency(id, {}));
      for (const { type, agency: id, to, on } of steps) {
        const command =
          type === 'move'
            ? { type, agency: id, parent: to, division: null, on }
            : { type, agency: id, into: to, on };
        const outcome = agencyDecider.decide(agencies.get(id)!, command, {
          today: '2026-03-02',
          actor: { kind: 'officer', id: 'u1' },
          agency: id,
          government: 'HN',
          parent: agencies.get(to)!,
          into: agencies.get(to)!,
          line: lineAbove(agencies, to, on),
          below: [],
          division: null,
        });
        if (!(outcome instanceof Rejection)) for (const event of outcome) record(id, event);
      }
      for (let day = 1; day <= 29; day++) {
        const on = `2020-02-${String(day).padStart(2, '0')}`;
        for (const id of IDS) expect(grown.ancestors(id, on).at(-1)).toBe('HN');
      }
    }),
    { numRuns: 300 },
  ));
