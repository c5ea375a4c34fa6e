import { Tree, type NodeRow } from '@gongkai/directory';
import { GateError, type Officer } from '@gongkai/kernel';
import { seenNode } from './annual-view.js';

const row = (id: string, over: Partial<NodeRow>): NodeRow =>
  ({
    id,
    kind: 'department',
    tenant: 'T1',
    grouping: false,
    government: null,
    spans: [{ since: null, code: id, name: id, parent: 'county' }],
    until: null,
    into: null,
    ...over,
  }) as NodeRow;

const tree = Tree.from([
  row('county', {
    kind: 'county',
    government: { name: '人民政府', joinedOn: '2008-05-01' },
    spans: [
      { since: null, code: '371626', name: '邹平县', parent: null },
      { since: '2018-07-02', code: '371681', name: '邹平市', parent: null },
    ],
  }),
  row('prices', {
    spans: [{ since: null, code: '07', name: '物价局', parent: 'county' }],
    until: '2019-01-25',
  }),
]);
const officer: Officer = { tenant: 'T1', account: 'a', agency: null, grants: [] };
const seen = (node: string, period: string) =>
  seenNode(tree, { node, period }, officer, '2026-01-01').id;

describe('the unit whose report is asked for', () => {
  it('is named as it was called in the period of the report, or as it is now', () => {
    for (const name of ['邹平县', '371626', '邹平市', '371681', 'county'])
      expect([name, seen(name, '2017')]).toEqual([name, 'county']);
    expect(seen('物价局', '2018')).toBe('prices');
    expect(seen('物价局', '2017-Q4')).toBe('prices');
  });

  it('is none under a name of another time', () => {
    expect(() => seen('邹平县', '2019')).toThrow(GateError);
    expect(() => seen('物价局', '2020')).toThrow(GateError);
  });
});
