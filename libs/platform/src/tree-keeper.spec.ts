import { Tree } from '@gongkai/directory';
import { countingIds, MemoryEventStore, MemoryReadStore } from '@gongkai/testing';
import { loadDivisions } from '@gongkai/directory';
import { streamName } from '@gongkai/kernel';
import { TreeKeeper } from './tree-keeper.js';

describe('the tree of a process', () => {
  it('parks a government whose event it cannot read, and goes on with the others', async () => {
    const store = new MemoryEventStore();
    const ids = countingIds();
    await loadDivisions({ store, ids }, { today: '2026-03-02' });
    const size = (await TreeKeeper.open(store, new MemoryReadStore(), { follow: false })).tree.size;
    const [stored] = await store.read(streamName('T1', 'agency', 'A1'));
    expect(stored).toBeUndefined();
    await store.append(streamName('T1', 'agency', 'A1'), 0, [
      {
        meta: {
          id: ids.id(),
          type: 'AgencyRegistered',
          schema: 99,
          tenant: 'T1',
          agency: null,
          aggregate: 'agency',
          aggregateId: 'A1',
          revision: 1,
          actor: { kind: 'process', id: 'spec' },
          command: { id: 'c', digest: 'd' },
          causation: null,
          correlation: 'c',
          occurredOn: '2026-03-02',
          origin: 'live',
        },
        data: '{}',
        facet: 0,
      },
    ]);
    const keeper = await TreeKeeper.open(store, new MemoryReadStore(), { follow: true });
    await keeper.waitFor((await store.head())!);
    expect(keeper.tree).toBeInstanceOf(Tree);
    expect(keeper.tree.size).toBe(size);
    await keeper.close();
    await store.close();
  }, 60_000);
});
