import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDbStore } from '@gongkai/eventstoredb';
import { parseRecord, streamName, type EventStore } from '@gongkai/kernel';
import { newEvent } from '@gongkai/testing';
import { EventStorePeer, type Fault } from './index.js';

const STREAMS = 8;
const EVENTS = 25;
const SEED = Number(process.env['CHAOS_SEED'] ?? 20_190_515);

/** Numbers below n that follow from the seed (mulberry32). */
const dice = (seed: number) => {
  let state = seed;
  return (n: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n;
  };
};

const STAGES = ['receiving', 'arrived', 'stored', 'answering', 'feeding'] as const;
const WAYS = ['cut', 'silence', 'unavailable', 'timeout', 'notLeader'] as const;

/** One thing that goes wrong in a cluster of three. */
const misfortune = async (peer: EventStorePeer, roll: (n: number) => number): Promise<void> => {
  const member = Math.floor(roll(3));
  switch (Math.floor(roll(7))) {
    case 0:
      return peer.cut();
    case 1:
      peer.freeze();
      await pause(roll(700));
      return peer.thaw();
    case 2:
      return peer.elect(member);
    case 3:
      peer.elect(undefined);
      await pause(roll(400));
      return peer.elect(member);
    case 4:
      await peer.stopMember(member);
      await pause(roll(400));
      return peer.startMember(member);
    default: {
      const at = STAGES[Math.floor(roll(STAGES.length))]!;
      const way = WAYS[Math.floor(roll(WAYS.length))]!;
      const how: Fault['how'] = at === 'answering' || at === 'feeding' ? 'cut' : way;
      return peer.plan({ at, how, after: Math.floor(roll(5)) });
    }
  }
};

const things = (stream: number) => streamName('chaos', 'thing', `s${stream}`);

/** Writes a stream from its first event to its last, each expecting exactly the one before. */
const write = async (store: EventStore, stream: number, roll: (n: number) => number) => {
  for (let revision = 1; revision <= EVENTS; revision++) {
    const event = newEvent('chaos', `s${stream}`, revision);
    const appended = await store.append(things(stream), revision - 1, [event]);
    expect(appended.revision).toBe(revision);
    await pause(roll(150));
  }
};

describe('the adapter in a cluster where everything goes wrong', () => {
  it(`appends every event once and feeds every event once, in order (CHAOS_SEED=${SEED})`, async () => {
    const roll = dice(SEED);
    const peer = await EventStorePeer.start({ ports: [0, 0, 0], watchSockets: true });
    const open = () => EventStoreDbStore.open({ url: peer.url, answerMs: 400, giveUpMs: 60_000 });
    const [first, second] = await Promise.all([open(), open()]);
    const fed: { position: bigint; id: string }[] = [];
    const stop = new AbortController();
    const feeding = (async () => {
      for await (const { events } of second.feed(undefined, {}, { signal: stop.signal }))
        for (const { position, record } of events)
          fed.push({ position, id: parseRecord(record).meta.id });
    })();
    const writing = Promise.all(
      Array.from({ length: STREAMS }, (_, i) => write(i % 2 ? first : second, i, dice(SEED + i))),
    );
    let done = false;
    const settled = writing.finally(() => (done = true)).catch(() => undefined);
    while (!done) {
      await pause(roll(120));
      await misfortune(peer, roll);
    }
    await settled;
    peer.clearFaults();
    await writing;
    for (let waited = 0; fed.length < STREAMS * EVENTS && waited < 20_000; waited += 20)
      await pause(20);
    stop.abort();
    await feeding;
    expect(peer.faults.struck).toBeGreaterThan(0);
    expect(new Set(fed.map(({ id }) => id)).size).toBe(STREAMS * EVENTS);
    expect(fed).toHaveLength(STREAMS * EVENTS);
    expect(fed.every(({ position }, i) => i === 0 || position > fed[i - 1]!.position)).toBe(true);
    for (let i = 0; i < STREAMS; i++) expect(await first.revision(things(i))).toBe(EVENTS);
    expect(await first.health()).toMatchObject({ ok: true, alive: 3 });
    await Promise.all([first.close(), second.close()]);
    await peer.stop();
  });
});
