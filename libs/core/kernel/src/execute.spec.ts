import { countingIds, MemoryEventStore, specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { z } from 'zod';
import { claimAggregate, claimDecider, claimValue, releaseValue } from './claim.js';
import { rejections, Rejection, type Decider, type Facts } from './decider.js';
import { Day, event, type EventOf } from './event.js';
import { execute, idForCreate, loadState, type Aggregate, type Envelope } from './execute.js';
import { digestOf } from './ids.js';
import type { EventStore } from './ports.js';
import { parseRecord } from './record.js';
import { streamName } from './stream.js';

const heldEvents = {
  MeetingHeld: event(z.strictObject({ on: Day }), { occurredOn: ({ on }) => on }),
};
type HeldEvent = EventOf<typeof heldEvents>;
const meeting: Aggregate<{ on: string }, null, HeldEvent> = {
  name: 'meeting',
  events: heldEvents,
  decider: {
    initial: null,
    decide: (_, { on }) => [{ type: 'MeetingHeld', data: { on } }],
    evolve: () => null,
  },
  agencyOf: () => null,
};

const counterEvents = {
  CounterRaised: event(z.strictObject({ by: z.int(), note: z.string().optional() }), {
    facet: ({ by }) => by % 1024,
    occurredOn: () => '2026-02-01',
  }),
};
type CounterEvent = EventOf<typeof counterEvents>;
type Raise = { by: number; times?: number; note?: string };
const { reject } = rejections({ 'counter.negative': { zh: '不能为负', en: 'Not negative' } });

const decider: Decider<Raise, number, CounterEvent> = {
  initial: 0,
  decide: (_, { by, times = 1, note }) =>
    by < 0
      ? reject('counter.negative', { by }, 'by')
      : by === 0
        ? []
        : Array.from({ length: times }, () => ({
            type: 'CounterRaised' as const,
            data: { by, ...(note === undefined ? {} : { note }) },
          })),
  evolve: (count, { data }) => count + data.by,
};
const counter: Aggregate<Raise, number, CounterEvent> = {
  name: 'counter',
  events: counterEvents,
  decider,
  agencyOf: (count) => (count > 10 ? 'big' : null),
};

const facts: Facts = { today: '2026-03-02', actor: { kind: 'operator', id: 'root' } };
const envelope = (commandId: string, body: unknown, more: Partial<Envelope> = {}): Envelope => ({
  tenant: 'T1',
  actor: facts.actor,
  commandId,
  digest: digestOf(body),
  ...more,
});

describe('execute', () => {
  let store: EventStore;
  let deps: { store: EventStore; ids: ReturnType<typeof countingIds> };
  beforeEach(() => {
    store = new MemoryEventStore();
    deps = { store, ids: countingIds() };
  });
  const raise = (commandId: string, command: Raise, more: Partial<Envelope> = {}) =>
    execute(deps, counter, 'c1', command, facts, envelope(commandId, command, more));
  const stream = streamName('T1', 'counter', 'c1');

  it('records the events of a command with the whole envelope', async () => {
    expect(await raise('one', { by: 20 })).toEqual({ id: 'c1', revision: 1, position: 1n });
    const [stored] = await store.read(stream);
    expect(parseRecord(stored!.record)).toMatchObject({
      meta: {
        type: 'CounterRaised',
        schema: 1,
        tenant: 'T1',
        agency: 'big',
        aggregate: 'counter',
        aggregateId: 'c1',
        revision: 1,
        actor: { kind: 'operator', id: 'root' },
        command: { id: 'one', digest: digestOf({ by: 20 }) },
        causation: null,
        correlation: 'one',
        occurredOn: '2026-02-01',
        origin: 'live',
      },
      data: { by: 20 },
    });
  });

  it('gives a hundred concurrent repeats one receipt and one set of events', async () => {
    const receipts = await Promise.all(
      Array.from({ length: 100 }, () => raise('same', { by: 1, times: 3 })),
    );
    expect(
      new Set(
        receipts.map((receipt) =>
          JSON.stringify(receipt, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)),
        ),
      ).size,
    ).toBe(1);
    expect(await store.revision(stream)).toBe(3);
    expect(await raise('same', { by: 1, times: 3 })).toEqual(receipts[0]);
  });

  it('refuses a command id used for another body', async () => {
    await raise('same', { by: 1 });
    expect(await raise('same', { by: 2 })).toMatchObject({ code: 'command.idReused' });
  });

  it('judges a rejected command, and one that changed nothing, again', async () => {
    expect(await raise('x', { by: -1 })).toMatchObject({
      code: 'counter.negative',
      field: 'by',
      details: { by: -1 },
    });
    expect(await raise('x', { by: 0 })).toEqual({ id: 'c1', revision: 0, position: null });
    expect(await raise('x', { by: 1 })).toMatchObject({ revision: 1 });
  });

  it('takes a day of long ago, and refuses one beyond the log with its field', async () => {
    const held = (on: string) =>
      execute(deps, meeting, on.replaceAll('-', ''), { on }, facts, envelope(on, { on }));
    expect(await held('1897-05-01')).toMatchObject({ revision: 1 });
    expect(await held('2241-04-30')).toMatchObject({ revision: 1 });
    expect(await held('2241-05-01')).toMatchObject({
      code: 'command.dayTooFar',
      field: 'on',
      details: { on: '2241-05-01', last: '2241-04-30' },
    });
  });

  it('refuses when the stream is not at the revision the caller saw', async () => {
    await raise('one', { by: 1 });
    expect(await raise('two', { by: 1 }, { expectedRevision: 0 })).toMatchObject({
      code: 'command.conflict',
      details: { expected: 0, actual: 1 },
    });
    expect(await raise('two', { by: 1 }, { expectedRevision: 1 })).toMatchObject({ revision: 2 });
  });

  it('refuses too many events and too large a one, and records nothing', async () => {
    expect(await raise('many', { by: 1, times: 100_000 })).toMatchObject({
      code: 'command.tooManyEvents',
    });
    expect(await raise('large', { by: 1, note: '公'.repeat(90_000) })).toMatchObject({
      code: 'event.tooLarge',
    });
    expect(await store.revision(stream)).toBe(0);
  });

  it('retries a lost race a bounded number of times, then says so', async () => {
    const racing = async (wins: number) => {
      let left = wins;
      const raced: EventStore = Object.create(store) as EventStore;
      raced.append = async (name, expected, events) => {
        if (left-- > 0)
          await store.append(
            name,
            expected,
            events.map((e) => ({
              ...e,
              meta: { ...e.meta, command: { id: `other${left}`, digest: 'd' } },
            })),
          );
        return store.append(name, expected, events);
      };
      return execute(
        { ...deps, store: raced },
        counter,
        'c1',
        { by: 1 },
        facts,
        envelope(`race${wins}`, { by: 1 }),
      );
    };
    expect(await racing(3)).toMatchObject({ revision: 4 });
    expect(await racing(50)).toMatchObject({ code: 'command.conflict' });
  });

  it('folds whatever was accepted, in order', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -3, max: 9 }), { maxLength: 20 }),
        async (steps) => {
          const own = { store: new MemoryEventStore(), ids: countingIds() };
          for (const [i, by] of steps.entries())
            await execute(own, counter, 'p', { by }, facts, envelope(`c${i}`, { by }));
          const { state } = await loadState(own.store, counter, 'T1', 'p');
          expect(state).toBe(steps.filter((by) => by > 0).reduce((a, b) => a + b, 0));
        },
      ),
    ));

  it('derives the id of what a command creates, with the time of a ULID in front', () => {
    const ulid = '01JD8Z4K3M0000000000000CMD';
    const id = idForCreate({ tenant: 'T1', commandId: ulid }, 'document');
    expect(id).toMatch(/^01JD8Z4K3M[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(id).toBe(idForCreate({ tenant: 'T1', commandId: ulid }, 'document'));
    expect(id).not.toBe(idForCreate({ tenant: 'T2', commandId: ulid }, 'document'));
    expect(idForCreate({ tenant: 'T1', commandId: 'free text' }, 'document')).toHaveLength(26);
  });
});

describe('claims', () => {
  const { given } = specFor(claimDecider, facts);
  const claimed = (holder: string) => ({
    type: 'ValueClaimed' as const,
    data: { kind: 'indexNumber', value: 'X-1', holder },
  });
  const claim = (holder: string) => ({
    type: 'claim' as const,
    kind: 'indexNumber',
    value: 'X-1',
    holder,
  });

  it('give a value to the first holder', () => given().when(claim('d1')).then(claimed('d1')));
  it('change nothing for the same holder', () => given(claimed('d1')).when(claim('d1')).then());
  it('refuse a second holder', () =>
    given(claimed('d1')).when(claim('d2')).thenRejected('claim.taken'));
  it('are released by their holder only', () => {
    given(claimed('d1')).when({ type: 'release', holder: 'd2', reason: 'r' }).then();
    given(claimed('d1'))
      .when({ type: 'release', holder: 'd1', reason: 'r' })
      .then({ type: 'ClaimReleased', data: { kind: 'indexNumber', value: 'X-1', reason: 'r' } });
  });

  it('let one of many racing holders have the value, and the next after a release', async () => {
    const deps = { store: new MemoryEventStore(), ids: countingIds() };
    const value = { kind: 'indexNumber', value: 'X-1', today: facts.today };
    const outcomes = await Promise.all(
      ['a', 'b', 'c', 'd'].map((holder) =>
        claimValue(deps, { ...value, holder }, envelope(holder, holder)),
      ),
    );
    expect(outcomes.filter((outcome) => outcome instanceof Rejection)).toHaveLength(3);
    const winner = ['a', 'b', 'c', 'd'][outcomes.indexOf('claimed')]!;
    await releaseValue(
      deps,
      { ...value, holder: winner, reason: 'spec' },
      envelope(winner, winner),
    );
    expect(await claimValue(deps, { ...value, holder: 'e' }, envelope('e', 'e'))).toBe('claimed');
    expect(await claimValue(deps, { ...value, holder: 'e' }, envelope('e', 'e'))).toBe('held');
    await releaseValue(deps, { ...value, holder: 'e', reason: 'spec' }, envelope('e', 'e'));
    expect(await claimValue(deps, { ...value, holder: 'e' }, envelope('e', 'e'))).toBe('claimed');
    expect(
      await claimValue(deps, { ...value, holder: winner }, envelope(winner, winner)),
    ).toMatchObject({ code: 'claim.taken' });
    await releaseValue(deps, { ...value, holder: 'e', reason: 'spec' }, envelope('e', 'e'));
    expect(await claimValue(deps, { ...value, holder: winner }, envelope(winner, winner))).toBe(
      'claimed',
    );
    expect(claimAggregate.agencyOf({ kind: '', value: '', holder: null })).toBeNull();
  });
});
