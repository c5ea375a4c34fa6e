import { daysNaming, Tree, type NodeRow } from '@gongkai/directory';
import { GateError, type Clock, type Officer } from '@gongkai/kernel';
import { NodeSight } from './node-sight.js';

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
  row('county', { kind: 'county', government: { name: '县政府', joinedOn: '2008-05-01' } }),
  row('new', {}),
  row('old', {
    spans: [{ since: null, code: '07', name: '物价局', parent: 'county' }],
    until: '2019-01-25',
    into: 'new',
  }),
  row('other', {
    tenant: 'T2',
    spans: [{ since: null, code: '08', name: '粮食局', parent: null }],
    until: '2019-01-25',
  }),
]);
const sight = new NodeSight(tree, { today: () => '2026-01-01' } as Clock);
const officer = { tenant: 'T1', account: 'a', grants: [] } as unknown as Officer;
const seen = (text: string, period: string) => sight.seen(text, officer, daysNaming(period));

describe('the unit a question for figures names', () => {
  it('is the one that was called so in the period, though it ended in it or since', () => {
    for (const period of ['2017', '2018-12', '2019', '2019-01', '2018..2021'])
      expect(seen('物价局', period)).toMatchObject({ id: 'old' });
    expect(seen('new', '2017')).toMatchObject({ id: 'new' });
  });

  it('is looked for in the last ten years of a longer period, and no further', () => {
    expect(seen('物价局', '1900..2028')).toMatchObject({ id: 'old' });
    expect(() => seen('物价局', '1900..2029')).toThrow(GateError);
    expect(daysNaming('1900..2199')).toHaveLength(242);
  });

  it('is none after its time, and none of another government', () => {
    expect(() => seen('物价局', '2020')).toThrow(GateError);
    expect(() => seen('粮食局', '2018')).toThrow(GateError);
    expect(() => seen('物价局', 'no period')).toThrow(GateError);
  });
});
