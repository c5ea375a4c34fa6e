import { Tree } from '@gongkai/directory';
import { appendUnreadable, countingIds, MemoryEventStore, MemoryReadStore } from '@gongkai/testing';
import { loadDivisions } from '@gongkai/directory';
import { TreeKeeper } from './tree-keeper.js';

describe('the tree of a process', () => {
  it('parks a government whose event it cannot read, and goes on with the others', async () => {
    const store = new MemoryEventStore();
    const ids = countingIds();
    await loadDivisions({ store, ids }, { today: '2026-03-02' });
    const size = (await TreeKeeper.open(store, new MemoryReadStore(), { follow: false })).tree.size;
    await appendUnreadable(store, 'AgencyRegistered', {
      tenant: 'T1',
      aggregate: 'agency',
      aggregateId: 'A1',
    });
    const keeper = await TreeKeeper.open(store, new MemoryReadStore(), { follow: true });
    await keeper.waitFor((await store.head())!);
    expect(keeper.tree).toBeInstanceOf(Tree);
    expect(keeper.tree.size).toBe(size);
    await keeper.close();
    await store.close();
  }, 60_000);
});
