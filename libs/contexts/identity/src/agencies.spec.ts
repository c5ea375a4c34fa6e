import { Tree, type NodeRow } from '@gongkai/directory';
import { MemoryEventStore } from '@gongkai/testing';
import { agenciesOf } from './agencies.js';

const node = (id: string, kind: NodeRow['kind'], parent: string | null, over = {}): NodeRow => ({
  id,
  kind,
  tenant: null,
  grouping: false,
  government: null,
  revision: 1,
  spans: [{ since: null, code: id, name: id, parent }],
  until: null,
  into: null,
  ...over,
});
const tree = Tree.from([
  node('省', 'province', null),
  node('县', 'county', '省', {
    tenant: 'T1',
    government: { name: '县政府', joinedOn: '2026-01-01' },
  }),
  node('镇', 'town', '县'),
  node('D1', 'department', '县', { tenant: 'T1' }),
  node('D2', 'department', '县', { tenant: 'T1' }),
  node('I1', 'institution', 'D1', { tenant: 'T1' }),
  node('S1', 'township', '镇', { tenant: 'T1' }),
  node('F1', 'department', '省', { tenant: 'T2' }),
]);
const agencies = agenciesOf(new MemoryEventStore(), tree);

describe('what identity asks of the directory', () => {
  it.each([
    [null, 'D1', true],
    [null, 'S1', true],
    ['D1', 'I1', true],
    ['D1', 'S1', true],
    ['D1', 'D2', false],
    ['D1', 'D1', false],
    ['D1', null, false],
    ['I1', 'S1', false],
    ['I1', 'D1', false],
    ['S1', 'D1', false],
    ['F1', 'S1', false],
    ['ABSENT', 'S1', false],
  ])('%s above %s: %s', (upper, lower, above) =>
    expect(agencies.above('T1', upper, lower)).toBe(above),
  );

  it('finds the tenant of a government, and none where none has joined', () => {
    expect(agencies.tenantOf('县')).toBe('T1');
    expect(agencies.tenantOf('省')).toMatchObject({ code: 'directory.notJoined' });
    expect(agencies.tenantOf('府')).toMatchObject({ code: 'directory.unknown' });
  });

  it('knows only agencies that were registered', async () =>
    expect(await agencies.has('T1', 'ABSENT')).toBe(false));
});
