import { workingDayAfter } from '@gongkai/calendar';
import {
  changeAggregate,
  HOLIDAY_CALENDAR_ID,
  holidayAggregate,
  type HolidayCommandData,
} from '@gongkai/holiday';
import {
  Day,
  event,
  execute,
  GateError,
  loadState,
  parseRecord,
  PLATFORM,
  ProjectionRunner,
  Rejection,
  streamName,
  type Aggregate,
  type Call,
  type CollectionSpec,
  type EventOf,
  type Facts,
  type LiveClock,
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
import { CalendarKeeper } from '../calendar-keeper.js';
import { idOf } from './change.js';
import { DeadlineMover } from './mover.js';

// A case with nothing but a clock of twenty working days, as any context could have one.
const matterEvents = {
  MatterOpened: event(z.strictObject({ startsOn: Day, dueOn: Day, calendar: z.int() })),
  MatterMoved: event(z.strictObject({ from: Day, to: Day, calendar: z.int(), notice: z.string() })),
};
type MatterEvent = EventOf<typeof matterEvents>;
type Matter = { startsOn: string | null; dueOn: string | null };
type Recalculate = { type: 'recalculate'; matter: string; notice: string };
type MatterCommand = { type: 'open'; startsOn: string } | Recalculate;
type MatterFacts = Facts & ReturnType<CalendarKeeper['book']['of']>;

const matters: Aggregate<MatterCommand, Matter, MatterEvent, MatterFacts> = {
  name: 'matter',
  events: matterEvents,
  agencyOf: () => null,
  decider: {
    initial: { startsOn: null, dueOn: null },
    decide({ startsOn, dueOn }, command, { calendar, revision }) {
      const due = (from: string) => workingDayAfter(calendar, from, 20).day;
      if (command.type === 'open') {
        const data = { startsOn: command.startsOn, dueOn: due(command.startsOn) };
        return [{ type: 'MatterOpened', data: { ...data, calendar: revision } }];
      }
      const to = due(startsOn!);
      if (to === dueOn) return [];
      const data = { from: dueOn!, to, calendar: revision, notice: command.notice };
      return [{ type: 'MatterMoved', data }];
    },
    evolve(state, { type, data }) {
      if (type === 'MatterOpened') return { startsOn: data.startsOn, dueOn: data.dueOn };
      return { ...state, dueOn: data.to };
    },
  },
};
type MatterRow = { id: string; from: string; due: string };
const collection: CollectionSpec<MatterRow> = {
  name: 'matters',
  version: 1,
  keys: { clockFrom: (row) => row.from, clockDue: (row) => row.due },
  indexes: [['clockDue', 'clockFrom']],
};
const matterRows: Projection<MatterRow, MatterEvent> = {
  name: 'matters',
  version: 1,
  events: matterEvents,
  collection,
  key: ({ meta }) => meta.aggregateId,
  apply: (row, { type, data }, id) =>
    type === 'MatterOpened'
      ? { id, from: data.startsOn, due: data.dueOn }
      : { ...row!, due: data.to },
};
class MatterOrder {
  constructor(
    readonly call: Call,
    readonly data: Recalculate,
  ) {}
}
const clockOfMatters: LiveClock<MatterRow> = {
  name: 'matter',
  collection,
  id: (row) => row.id,
  fromKey: 'clockFrom',
  dueKey: 'clockDue',
  body: (matter, { notice }) => ({ type: 'recalculate', matter, notice }),
  command: (call, body) => new MatterOrder(call, body as Recalculate),
};

const setUp = async () => {
  const store = new MemoryEventStore();
  const reads = new MemoryReadStore();
  const ids = countingIds();
  const clock = new FakeClock(new Date('2027-01-20T01:00:00Z'));
  const calendars = await CalendarKeeper.open(store, { follow: true });
  const actor = { kind: 'operator' as const, id: 'spec' };
  let command = 0;
  const envelope = (tenant: string) => ({
    tenant,
    actor,
    commandId: `C${++command}`,
    digest: 'd',
  });
  const asked: { id: string; commandId: string }[] = [];
  const broken = {
    after: Infinity,
    refuse: null as string | null,
    before: (): void => undefined,
  };
  const world = {
    store,
    reads,
    clock,
    calendars,
    asked,
    broken,
    parked: new Set<string>(),
    /** Done once the rows are current, before the first case is asked. */
    beforeAsking: async (): Promise<void> => undefined,
    open: async (tenant: string, id: string, startsOn: string) =>
      execute(
        { store, ids },
        matters,
        id,
        { type: 'open', startsOn },
        { today: clock.today(), actor, ...calendars.book.of(tenant) },
        envelope(tenant),
      ),
    notice: async (data: HolidayCommandData) => {
      const government = data.government;
      const facts = { today: clock.today(), actor, national: government === null };
      const at = envelope(government ?? PLATFORM);
      const deps = { store, ids };
      const done = await execute(deps, holidayAggregate, HOLIDAY_CALENDAR_ID, data, facts, at);
      if (done instanceof Rejection) throw new Error(done.code);
      await calendars.waitFor(done.position!);
    },
    mover: () =>
      new DeadlineMover({
        store,
        reads,
        ids,
        clock,
        calendars,
        clocks: [clockOfMatters],
        tenants: () => ['T1', 'T2'],
        send: async (order) => {
          const { call, data } = order as MatterOrder;
          const { matter } = data;
          if (asked.length >= broken.after) throw new Error('the power is gone');
          broken.before();
          asked.push({ id: matter, commandId: call.commandId });
          if (broken.refuse === matter) throw new GateError('NOT_FOUND');
          const facts = { today: clock.today(), actor, ...calendars.book.of(call.tenant) };
          const at = { ...envelope(call.tenant), commandId: call.commandId };
          return execute({ store, ids }, matters, matter, data, facts, at);
        },
        rowsCurrent: async () => {
          const projections = [matterRows as unknown as Projection];
          await new ProjectionRunner({ store, reads, clock }, { projections }).catchUp();
          await world.beforeAsking();
        },
        parkedTenants: async () => world.parked,
        graceMs: 0,
      }),
    due: async (tenant: string, id: string) =>
      (await loadState(store, matters, tenant, id)).state.dueOn,
    moves: async (tenant: string, id: string) =>
      (await store.read(streamName(tenant, matters.name, id)))
        .map(({ record }) => parseRecord(record).meta.type)
        .filter((type) => type === 'MatterMoved').length,
    close: async () => {
      await calendars.close();
      await store.close();
    },
  };
  return world;
};

const load2027: HolidayCommandData = {
  type: 'load',
  government: null,
  year: 2027,
  off: ['2027-02-08', '2027-02-09', '2027-02-10'].map((day) => ({ day, name: '春节' })),
  work: [{ day: '2027-02-14', name: '春节' }],
  source: '国办发明电〔2026〕7号',
  issuedOn: '2026-11-04',
};
const withdraw: HolidayCommandData = {
  type: 'withdraw',
  government: null,
  year: 2027,
  reason: '误录',
};

describe('a change of the calendar', () => {
  let world: Awaited<ReturnType<typeof setUp>>;
  beforeEach(async () => {
    world = await setUp();
    await world.open('T1', 'M1', '2027-01-20');
    await world.open('T1', 'M2', '2027-03-01');
    await world.open('T2', 'M3', '2027-02-01');
    await world.open('T2', 'old', '2026-03-02');
  });
  afterEach(() => world.close());

  it('moves the open cases it touches, asks no others, and notes what it did', async () => {
    const before = await world.due('T1', 'M1');
    await world.notice(load2027);
    const mover = world.mover();
    expect(await mover.round()).toEqual({ found: 3, moved: 2, refused: 0 });
    expect(before).toBe('2027-02-17');
    expect(await world.due('T1', 'M1')).toBe('2027-02-19');
    expect(world.asked.map(({ id }) => id).sort()).toEqual(['M1', 'M2', 'M3']);
    const [change] = world.calendars.book.allChanges();
    const noted = await loadState(world.store, changeAggregate, 'T1', idOf(change!));
    expect(noted.state.applied).toEqual([{ clock: 'matter', found: 2, moved: 1, refused: 0 }]);
    expect(mover.status()).toEqual({ pending: 0, found: 3, done: 3, moved: 2, refused: 0 });
  });

  it('is brought to each case once, however often it is looked for', async () => {
    await world.notice(load2027);
    await world.mover().round();
    const asked = world.asked.length;
    await world.mover().round();
    const mover = world.mover();
    await Promise.all([mover.round(), mover.round()]);
    expect(world.asked).toHaveLength(asked);
    expect(await world.moves('T1', 'M1')).toBe(1);
  });

  it('goes on after a crash with the same command for a case, which moves once', async () => {
    await world.notice(load2027);
    world.broken.after = 2;
    await expect(world.mover().round()).rejects.toThrow('the power is gone');
    world.broken.after = Infinity;
    await world.mover().round();
    for (const [tenant, id, moves] of [
      ['T1', 'M1', 1],
      ['T1', 'M2', 0],
      ['T2', 'M3', 1],
    ] as const)
      expect([id, await world.moves(tenant, id)]).toEqual([id, moves]);
    const commands = new Map(world.asked.map(({ id, commandId }) => [commandId, id]));
    expect([...commands.values()].sort()).toEqual(['M1', 'M2', 'M3']);
  });

  it('moves them back when the notice is taken back', async () => {
    await world.notice(load2027);
    const mover = world.mover();
    await mover.round();
    await world.notice(withdraw);
    expect(await mover.round()).toMatchObject({ moved: 2 });
    expect(await world.due('T1', 'M1')).toBe('2027-02-17');
    expect(await world.moves('T1', 'M1')).toBe(2);
  });

  it('moves nothing when it was taken back before anybody looked', async () => {
    await world.notice(load2027);
    await world.notice(withdraw);
    expect(await world.mover().round()).toMatchObject({ moved: 0 });
    expect(await world.moves('T1', 'M1')).toBe(0);
  });

  it('of one government stays with that government', async () => {
    await world.notice({ ...load2027, government: 'T1' });
    expect(await world.mover().round()).toEqual({ found: 2, moved: 1, refused: 0 });
    expect(await world.moves('T2', 'M3')).toBe(0);
  });

  it('counts who refuses and goes on with the others', async () => {
    world.broken.refuse = 'M1';
    await world.notice(load2027);
    expect(await world.mover().round()).toEqual({ found: 3, moved: 1, refused: 1 });
  });

  it('stays open for who has a case that cannot be read, and goes on with the others', async () => {
    const unreadable = { tenant: 'T1', aggregate: matters.name, aggregateId: 'M1' };
    world.beforeAsking = () => appendUnreadable(world.store, 'MatterMoved', unreadable);
    await world.notice(load2027);
    const mover = world.mover();
    expect(await mover.round()).toEqual({ found: 3, moved: 1, refused: 1 });
    expect(await world.moves('T2', 'M3')).toBe(1);
    expect(mover.status()).toMatchObject({ pending: 1, refused: 1 });
    const [change] = world.calendars.book.allChanges();
    const noted = await loadState(world.store, changeAggregate, 'T1', idOf(change!));
    expect(noted.state.applied).toBeNull();
  });

  it('whose own record cannot be read keeps no other change waiting', async () => {
    await world.notice({ ...load2027, government: 'T1' });
    const [change] = world.calendars.book.allChanges();
    for (const tenant of [PLATFORM, 'T1']) {
      const record = { aggregate: changeAggregate.name, aggregateId: idOf(change!) };
      await appendUnreadable(world.store, 'CalendarChangeSettled', { tenant, ...record });
    }
    await world.notice({ ...load2027, government: 'T2' });
    const mover = world.mover();
    expect(await mover.round()).toMatchObject({ moved: 1, refused: 1 });
    expect(await world.moves('T2', 'M3')).toBe(1);
    expect(mover.status().pending).toBe(1);
  });

  it('stays open while the rows of a government stand still', async () => {
    world.parked.add('T1');
    await world.notice(load2027);
    const mover = world.mover();
    await mover.round();
    expect(mover.status().pending).toBe(1);
    world.parked.clear();
    await mover.round();
    expect(mover.status().pending).toBe(0);
    expect(await world.moves('T1', 'M1')).toBe(1);
  });

  it('stops between two cases when the program ends, and goes on at the next start', async () => {
    await world.notice(load2027);
    const mover = world.mover();
    world.broken.before = () => void mover.stop();
    await mover.round();
    expect(world.asked.length).toBeLessThan(3);
    world.broken.before = () => undefined;
    await world.mover().round();
    expect(await world.moves('T1', 'M1')).toBe(1);
    expect(await world.moves('T2', 'M3')).toBe(1);
  });

  it('is taken up by itself once the mover has started', async () => {
    const mover = world.mover();
    mover.start((error) => {
      throw error;
    });
    await world.notice(load2027);
    for (let i = 0; i < 200 && (await world.due('T1', 'M1')) !== '2027-02-19'; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await mover.stop();
    expect(await world.due('T1', 'M1')).toBe('2027-02-19');
  });
});
