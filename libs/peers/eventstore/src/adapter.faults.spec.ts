import { ConflictError, parseRecord, streamName } from '@gongkai/kernel';
import { EventStoreDbStore } from '@gongkai/eventstoredb';
import { newEvent } from '@gongkai/testing';
import { EventStorePeer, startEventStorePeer, type Fault, type PeerOptions } from './index.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const thing = (id: string) => streamName('t1', 'thing', id);
const large = { text: 'x'.repeat(200_000) };

/** Appends of several messages as well as of one, so that each stage of an append is met. */
const sizes = [
  ['a small append', {}],
  ['a large append', large],
] as const;

describe('appends through the adapter', () => {
  let peer: EventStorePeer;
  let store: EventStoreDbStore;
  const begin = async (options: PeerOptions = {}) => {
    peer = await EventStorePeer.start({ watchSockets: true, ...options });
    store = await EventStoreDbStore.open({ url: peer.url, answerMs: 300, giveUpMs: 20_000 });
  };
  afterEach(async () => {
    await store.close();
    await peer.stop();
  });

  const idsIn = async (stream: string) =>
    (await store.read(stream)).map(({ record }) => parseRecord(record).meta.id);

  const faults: readonly (readonly [string, Omit<Fault, 'times'>])[] = [
    ['is cut before it is stored', { at: 'arrived', how: 'cut' }],
    ['is cut after it is stored, before it is answered', { at: 'stored', how: 'cut' }],
    ['is cut before the first byte of its answer', { at: 'answering', how: 'cut', bytes: 0 }],
    ['is cut after one byte of its answer', { at: 'answering', how: 'cut', bytes: 1 }],
    ['is cut in the middle of its answer', { at: 'answering', how: 'cut', bytes: 60 }],
    ['meets silence before it is stored', { at: 'arrived', how: 'silence' }],
    ['meets silence after it is stored', { at: 'stored', how: 'silence' }],
    ['is told that the server is not ready', { at: 'arrived', how: 'unavailable' }],
    ['is told of a time-out before it is stored', { at: 'arrived', how: 'timeout' }],
    ['is told of a time-out after it is stored', { at: 'stored', how: 'timeout' }],
    [
      'is told that the server is not ready after it is stored',
      { at: 'stored', how: 'unavailable' },
    ],
    ['is cut while it comes in', { at: 'receiving', how: 'cut' }],
  ];

  describe.each(faults)('where it %s', (_name, fault) => {
    it.each(sizes)('%s is stored once, in order, and answered as such', async (_size, data) => {
      await begin();
      await store.append(thing('a'), 0, [newEvent('t1', 'a', 1)]);
      peer.plan({ ...fault, times: 2 });
      const appended = await store.append(thing('a'), 1, [
        newEvent('t1', 'a', 2, { data }),
        newEvent('t1', 'a', 3, { data }),
        newEvent('t1', 'a', 4, { data }),
      ]);
      expect(peer.faults.struck).toBe(2);
      expect(appended.revision).toBe(4);
      expect(await idsIn(thing('a'))).toEqual(['Et1a1', 'Et1a2', 'Et1a3', 'Et1a4']);
      expect(appended.position).toBe(await store.head());
      await store.append(thing('a'), 4, [newEvent('t1', 'a', 5)]);
    });

    it('is refused as any other append when another was faster', async () => {
      await begin();
      await store.append(thing('a'), 0, [newEvent('t1', 'a', 1)]);
      peer.plan(fault);
      const late = { ...newEvent('t1', 'a', 1), data: '{"late":true}' };
      late.meta = { ...late.meta, id: 'Elate' };
      await expect(store.append(thing('a'), 0, [late])).rejects.toMatchObject({
        name: 'ConflictError',
        expected: 0,
        actual: 1,
      });
      expect(await idsIn(thing('a'))).toEqual(['Et1a1']);
    });
  });

  it('are all stored once when the connection is cut again and again', async () => {
    await begin();
    const abort = new AbortController();
    const cutting = (async () => {
      for (let i = 0; !abort.signal.aborted; i++) {
        await pause(80 + ((i * 37) % 150));
        if (i % 3 === 0) peer.cut();
        else if (i % 3 === 1) peer.plan({ at: 'stored', how: 'cut' });
        else peer.plan({ at: 'answering', how: 'cut', bytes: (i * 13) % 90 });
      }
    })();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let revision = 0; revision < 10; revision++)
        await store.append(thing(`w${writer}`), revision, [
          newEvent('t1', `w${writer}`, revision + 1),
        ]);
    });
    try {
      await Promise.all(writers);
    } finally {
      abort.abort();
      await cutting;
      peer.clearFaults();
    }
    for (let writer = 0; writer < 8; writer++)
      expect(await idsIn(thing(`w${writer}`))).toEqual(
        Array.from({ length: 10 }, (_, i) => `Et1w${writer}${i + 1}`),
      );
  });

  it('are all stored once when the server is killed again and again', async () => {
    await begin();
    const killed = await startEventStorePeer();
    await store.close();
    store = await EventStoreDbStore.open({ url: killed.url, answerMs: 500, giveUpMs: 20_000 });
    let written = 0;
    const writers = Promise.all(
      Array.from({ length: 4 }, async (_, writer) => {
        for (let revision = 0; revision < 40; revision++) {
          const event = newEvent('t1', `k${writer}`, revision + 1);
          await store.append(thing(`k${writer}`), revision, [event]);
          written += 1;
          await pause(5);
        }
      }),
    );
    for (let kill = 1; kill <= 5; kill++) {
      while (written < kill * 25) await pause(2);
      await killed.kill();
      await killed.start();
    }
    await writers;
    for (let writer = 0; writer < 4; writer++)
      expect(await idsIn(thing(`k${writer}`))).toEqual(
        Array.from({ length: 40 }, (_, i) => `Et1k${writer}${i + 1}`),
      );
    await killed.stop();
  });

  it('wait for a server that swallows everything, then go on', async () => {
    await begin();
    await store.append(thing('a'), 0, [newEvent('t1', 'a', 1)]);
    peer.freeze();
    const waiting = store.append(thing('a'), 1, [newEvent('t1', 'a', 2)]);
    await pause(900);
    peer.thaw();
    expect(await waiting).toMatchObject({ revision: 2 });
    expect(await idsIn(thing('a'))).toEqual(['Et1a1', 'Et1a2']);
  });

  it('fail as unavailable, not for ever, while the server stays silent', async () => {
    await begin();
    await store.close();
    store = await EventStoreDbStore.open({ url: peer.url, answerMs: 100, giveUpMs: 700 });
    peer.plan({ at: 'arrived', how: 'silence', times: 1_000 });
    await expect(store.append(thing('a'), 0, [newEvent('t1', 'a', 1)])).rejects.toMatchObject({
      name: 'StoreUnavailable',
    });
    peer.clearFaults();
    await store.append(thing('a'), 0, [newEvent('t1', 'a', 1)]);
    expect(await idsIn(thing('a'))).toEqual(['Et1a1']);
  });

  it('follow the leader when another member leads', async () => {
    await begin({ ports: [0, 0, 0] });
    await store.append(thing('a'), 0, [newEvent('t1', 'a', 1)]);
    peer.elect(2);
    await store.append(thing('a'), 1, [newEvent('t1', 'a', 2)]);
    peer.elect(undefined);
    const during = store.append(thing('a'), 2, [newEvent('t1', 'a', 3)]);
    await pause(300);
    expect((await store.health()).problem).toMatchObject({ reason: 'noLeader' });
    peer.elect(1);
    expect(await during).toMatchObject({ revision: 3 });
    await peer.stopMember(1);
    await store.append(thing('a'), 3, [newEvent('t1', 'a', 4)]);
    expect(await idsIn(thing('a'))).toEqual(['Et1a1', 'Et1a2', 'Et1a3', 'Et1a4']);
    expect(await store.health()).toMatchObject({ ok: true, alive: 2 });
  });

  it('meet a refusal that names another leader, and go there', async () => {
    await begin({ ports: [0, 0] });
    peer.plan({ at: 'arrived', how: 'notLeader', times: 1 });
    await expect(store.append(thing('a'), 0, [newEvent('t1', 'a', 1)])).resolves.toMatchObject({
      revision: 1,
    });
  });

  it('of many writers at one stream: one wins, whatever is cut', async () => {
    await begin();
    peer.plan({ at: 'stored', how: 'cut' });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => {
        const event = newEvent('t1', 'race', 1);
        return store.append(thing('race'), 0, [
          { ...event, meta: { ...event.meta, id: `Erace${i}` } },
        ]);
      }),
    );
    const won = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ConflictError);
    expect(await idsIn(thing('race'))).toHaveLength(1);
  });
});

describe('feeds through the adapter', () => {
  const fill = async (store: EventStoreDbStore, count: number, from = 0) => {
    for (let at = from; at < from + count; at += 100)
      await store.append(
        thing('filled'),
        at,
        Array.from({ length: 100 }, (_, i) => newEvent('t1', 'filled', at + i + 1)),
      );
  };

  const follow = (
    store: EventStoreDbStore,
    until: number,
    onBatch = async (_seen: number) => {},
  ) => {
    const abort = new AbortController();
    const seen: number[] = [];
    const done = (async () => {
      for await (const { events } of store.feed(undefined, {}, { signal: abort.signal })) {
        for (const { record } of events) seen.push(parseRecord(record).meta.revision);
        await onBatch(seen.length);
        if (seen.length >= until) abort.abort();
      }
    })();
    return { seen, done };
  };
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

  it('give every event once, in order, when cut while catching up and while live', async () => {
    const peer = await EventStorePeer.start();
    const store = await EventStoreDbStore.open({ url: peer.url, answerMs: 300 });
    await fill(store, 1_000);
    for (let i = 0; i < 4; i++) peer.plan({ at: 'feeding', how: 'cut', after: 150 + 90 * i });
    const { seen, done } = follow(store, 1_200);
    await fill(store, 200, 1_000);
    await done;
    expect(seen).toEqual(upTo(1_200));
    expect(peer.faults.struck).toBe(4);
    await store.close();
    await peer.stop();
  });

  it('go on after the server was killed and started again while they caught up', async () => {
    const peer = await startEventStorePeer();
    const store = await EventStoreDbStore.open({ url: peer.url, answerMs: 500 });
    await fill(store, 2_000);
    let kills = 0;
    const restarts: Promise<void>[] = [];
    const { seen, done } = follow(store, 2_300, async (count) => {
      if (count < 400 * (kills + 1) || kills === 3) return;
      kills += 1;
      restarts.push(peer.kill().then(() => peer.start()));
      await restarts.at(-1);
    });
    const more = (async () => {
      while (kills < 3) await pause(20);
      await Promise.all(restarts);
      await fill(store, 300, 2_000);
    })();
    await Promise.all([done, more]);
    expect(seen).toEqual(upTo(2_300));
    expect(kills).toBe(3);
    await store.close();
    await peer.stop();
  });

  it('give a slow consumer everything, in order', async () => {
    const peer = await EventStorePeer.start();
    const store = await EventStoreDbStore.open({ url: peer.url });
    await fill(store, 3_000);
    const { seen, done } = follow(store, 3_400, async (count) => {
      if (count < 2_000) await pause(15);
    });
    await fill(store, 400, 3_000);
    await done;
    expect(seen).toEqual(upTo(3_400));
    await store.close();
    await peer.stop();
  });
});
