import {
  Day,
  event,
  execute,
  GateError,
  loadState,
  ProjectionRunner,
  type Aggregate,
  type Call,
  type EventOf,
  type Process,
  type Projection,
} from '@gongkai/kernel';
import {
  appendUnreadable,
  countingIds,
  FakeClock,
  MemoryEventStore,
  MemoryReadStore,
} from '@gongkai/testing';
import { z } from 'zod';
import { Watcher } from './watcher.js';

// A case with nothing but a last day, as any context could have one.
const events = {
  MatterOpened: event(z.strictObject({ dueOn: Day })),
  MatterLapsed: event(z.strictObject({ on: Day })),
};
type MatterEvent = EventOf<typeof events>;
type Order = { type: 'open'; dueOn: string } | { type: 'lapse' };
const matters: Aggregate<Order, { lapsed: boolean }, MatterEvent> = {
  name: 'matter',
  events,
  agencyOf: () => null,
  decider: {
    initial: { lapsed: false },
    decide({ lapsed }, order, { today }) {
      if (order.type === 'open') return [{ type: 'MatterOpened', data: { dueOn: order.dueOn } }];
      return lapsed ? [] : [{ type: 'MatterLapsed', data: { on: today } }];
    },
    evolve: (_, { type }) => ({ lapsed: type === 'MatterLapsed' }),
  },
};
type Row = { id: string; due: string };
class Lapse {
  constructor(
    readonly call: Call,
    readonly id: string,
  ) {}
}
const watch: Process<Row, string, MatterEvent> = {
  name: 'matterWatch',
  version: 1,
  events,
  collection: { name: 'matterWatch', version: 1, keys: { due: (row) => row.due } },
  key: ({ meta }) => meta.aggregateId,
  apply: (_, { type, data }, id) => (type === 'MatterOpened' ? { id, due: data.dueOn } : undefined),
  dueKey: 'due',
  due: ({ id }) => [id],
  command: (call, id) => new Lapse(call, id),
};

describe('the daily watch', () => {
  const clock = new FakeClock(new Date('2027-01-20T01:00:00Z'));
  const ids = countingIds();
  const actor = { kind: 'operator' as const, id: 'spec' };
  const facts = { today: clock.today(), actor };
  let store: MemoryEventStore;
  let reads: MemoryReadStore;
  let refuses: string | null;
  let command = 0;

  const send = (tenant: string, id: string, order: Order) => {
    const envelope = { tenant, actor, commandId: `C${++command}`, digest: 'd' };
    return execute({ store, ids }, matters, id, order, facts, envelope);
  };
  const watcher = () =>
    new Watcher({
      reads,
      clock,
      processes: [watch as unknown as Process],
      tenants: () => ['T1', 'T2'],
      send: async (order) => {
        const { call, id } = order as Lapse;
        if (id === refuses) throw new GateError('NOT_FOUND');
        return send(call.tenant, id, { type: 'lapse' });
      },
    });
  const lapsed = async (tenant: string, id: string) =>
    (await loadState(store, matters, tenant, id)).state.lapsed;

  beforeEach(async () => {
    store = new MemoryEventStore();
    reads = new MemoryReadStore();
    refuses = null;
    for (const [tenant, id] of [
      ['T1', 'M1'],
      ['T1', 'M2'],
      ['T2', 'M3'],
    ] as const)
      await send(tenant, id, { type: 'open', dueOn: '2027-01-19' });
    const projections = [watch as unknown as Projection];
    await new ProjectionRunner({ store, reads, clock }, { projections }).catchUp();
  });
  afterEach(() => store.close());

  it('asks everybody whose day has come', async () => {
    const round = watcher();
    expect(await round.round()).toBe(3);
    expect(round.status()).toEqual({ refused: 0, unreadable: 0 });
    expect(await lapsed('T2', 'M3')).toBe(true);
  });

  it('goes on past a case that cannot be read, and says that there is one', async () => {
    const unreadable = { tenant: 'T1', aggregate: 'matter', aggregateId: 'M1' };
    await appendUnreadable(store, 'MatterLapsed', unreadable);
    const round = watcher();
    await round.round();
    expect([await lapsed('T1', 'M2'), await lapsed('T2', 'M3')]).toEqual([true, true]);
    expect(round.status()).toEqual({ refused: 0, unreadable: 1 });
  });

  it('counts who refuses, and ends the round when the log takes nothing', async () => {
    refuses = 'M1';
    const round = watcher();
    await round.round();
    expect(round.status()).toEqual({ refused: 1, unreadable: 0 });
    expect(await lapsed('T2', 'M3')).toBe(true);
    refuses = null;
    store.append = () => Promise.reject(new Error('the power is gone'));
    await expect(round.round()).rejects.toThrow('the power is gone');
  });
});
