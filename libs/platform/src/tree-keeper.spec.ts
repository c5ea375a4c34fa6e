import {
  divisionAggregate,
  divisionId,
  loadDivisions,
  nodeProjection,
  Tree,
} from '@gongkai/directory';
import {
  execute,
  loadState,
  PLATFORM,
  ProjectionRunner,
  type EventStore,
  type Projection,
} from '@gongkai/kernel';
import {
  appendUnreadable,
  countingIds,
  FakeClock,
  MemoryEventStore,
  MemoryReadStore,
} from '@gongkai/testing';
import { HENGNAN } from './demo/spec-divisions.js';
import { TreeKeeper } from './tree-keeper.js';

/** A county more under the prefecture. */
const list = async (store: EventStore) => {
  const prefecture = divisionId('430400');
  const { state: parent } = await loadState(store, divisionAggregate, PLATFORM, prefecture);
  const actor = { kind: 'operator', id: 'spec' } as const;
  const facts = { today: '2026-03-02', actor, parent, into: null, codeFree: true };
  const named = { kind: 'county', code: '430421', name: '衡阳县', parent: prefecture } as const;
  const command = { type: 'list', ...named, since: null, grouping: false } as const;
  const envelope = { tenant: PLATFORM, actor, commandId: 'list', digest: 'd' };
  const deps = { store, ids: countingIds() };
  return execute(deps, divisionAggregate, divisionId('430421'), command, facts, envelope);
};

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

  it('goes on after a read that failed, and says so meanwhile', async () => {
    const store = new MemoryEventStore();
    const ids = countingIds();
    await loadDivisions({ store, ids }, { today: '2026-03-02', rows: HENGNAN, changes: [] });
    const feed = store.feed.bind(store);
    let broken = true;
    store.feed = (after, filter, options) => {
      if (broken && options.follow) throw new Error('the disk does not answer');
      return feed(after, filter, options);
    };
    const keeper = await TreeKeeper.open(store, new MemoryReadStore(), { follow: true });
    const told = new Promise<void>((resolve) => (keeper.onFailure = resolve));
    await list(store);
    await told;
    expect(keeper.failure).toBe('the disk does not answer');
    expect(keeper.tree.size).toBe(4);
    broken = false;
    await keeper.waitFor((await store.head())!);
    expect([keeper.failure, keeper.tree.size]).toEqual([null, 5]);
    await keeper.close();
    await store.close();
  }, 20_000);

  it('stands still after a restart as well where its rows do', async () => {
    const store = new MemoryEventStore();
    const reads = new MemoryReadStore();
    const ids = countingIds();
    await loadDivisions({ store, ids }, { today: '2026-03-02', rows: HENGNAN, changes: [] });
    const nation = { tenant: PLATFORM, aggregate: 'division', aggregateId: 'D1' };
    await appendUnreadable(store, 'DivisionMoved', nation);
    const projections = [nodeProjection as unknown as Projection];
    await new ProjectionRunner({ store, reads, clock: new FakeClock() }, { projections }).catchUp();
    await list(store);
    const keeper = await TreeKeeper.open(store, reads, { follow: false });
    expect(keeper.tree.size).toBe(4);
    await store.close();
  }, 20_000);
});
