import fc from 'fast-check';
import {
  ConflictError,
  parseRecord,
  streamName,
  type EventStore,
  type FeedFilter,
  type NewEvent,
} from '@gongkai/kernel';

export type OpenEventStore = () => Promise<{ store: EventStore; close(): Promise<void> }>;

/** An event to append; `tenant`, `type` and data as the spec wants them. */
export const newEvent = (
  tenant: string,
  id: string,
  revision: number,
  {
    type = 'ThingHappened',
    data = {} as unknown,
    occurredOn = '2026-03-02',
    id: eventId = `E${tenant}${id}${revision}`,
  } = {},
): NewEvent => ({
  meta: {
    id: eventId,
    type,
    schema: 1,
    tenant,
    agency: null,
    aggregate: 'thing',
    aggregateId: id,
    revision,
    actor: { kind: 'process', id: 'spec' },
    command: { id: `c${revision}`, digest: 'd' },
    causation: null,
    correlation: 'c',
    occurredOn,
    origin: 'live',
  },
  data: JSON.stringify(data),
  facet: 0,
});

const thing = (tenant: string, id: string) => streamName(tenant, 'thing', id);

let runs = 0;
/** Tenants nobody else has, so that the suite also runs against a server that holds other events. */
const newTenants = (): ((name: string) => string) => {
  const salt = `${Date.now().toString(36)}n${(runs++).toString(36)}n`;
  return (name) => `${salt}${name}`;
};

type SeenEvent = { position: bigint; id: string };

/** Everything after a position, as a consumer that does not follow gets it. */
const drained = async (
  store: EventStore,
  filter: FeedFilter,
  batchSize: number,
  after: bigint | undefined,
): Promise<{ seen: SeenEvent[]; upTo: bigint | undefined }> => {
  const seen: SeenEvent[] = [];
  let upTo = after;
  const signal = new AbortController().signal;
  for await (const batch of store.feed(after, filter, { signal, batchSize, follow: false })) {
    for (const { position, record } of batch.events)
      seen.push({ position, id: parseRecord(record).meta.id });
    upTo = batch.upTo;
  }
  return { seen, upTo };
};

/**
 * What every event store must hold; run against each adapter. The store need not be empty: each
 * example looks at what came after it began.
 */
export const eventStoreConformance = (name: string, open: OpenEventStore): void => {
  describe(`event store: ${name}`, () => {
    let store: EventStore;
    let close: () => Promise<void>;
    let start: bigint | undefined;
    let t: (name: string) => string;
    beforeEach(async () => {
      ({ store, close } = await open());
      start = await store.head();
      t = newTenants();
    });
    afterEach(() => close());

    const drain = (filter: FeedFilter = {}, batchSize = 3, after = start) =>
      drained(store, filter, batchSize, after);

    it('reads back the exact bytes in order, from any revision', async () => {
      await store.append(thing(t('1'), 'a'), 0, [
        newEvent(t('1'), 'a', 1, { data: { text: '公开 𠮷 \u2028 "' } }),
        newEvent(t('1'), 'a', 2),
      ]);
      const [first, second] = await store.read(thing(t('1'), 'a'));
      const { meta, data } = parseRecord(first!.record);
      expect(data).toEqual({ text: '公开 𠮷 \u2028 "' });
      expect(meta).toMatchObject({ id: `E${t('1')}a1`, revision: 1, tenant: t('1') });
      expect(Object.keys(meta).at(-1)).toBe('recordedAt');
      expect(await store.read(thing(t('1'), 'a'), 2)).toEqual([second]);
      expect(await store.read(thing(t('1'), 'a'), 3)).toEqual([]);
    });

    it('has no events and revision 0 for a stream nobody wrote', async () => {
      expect(await store.read(thing(t('1'), 'none'))).toEqual([]);
      expect(await store.revision(thing(t('1'), 'none'))).toBe(0);
      expect(await store.head()).toBe(start);
      expect((await drain()).seen).toEqual([]);
    });

    it('answers an append with where its last event is', async () => {
      const events = [newEvent(t('1'), 'a', 1), newEvent(t('1'), 'a', 2)];
      const { revision, position, recordedAt } = await store.append(thing(t('1'), 'a'), 0, events);
      const stored = await store.read(thing(t('1'), 'a'));
      expect(revision).toBe(2);
      expect(stored[1]!.position).toBe(position);
      expect(await store.head()).toBe(position);
      expect(parseRecord(stored[1]!.record).meta.recordedAt).toBe(recordedAt);
    });

    it('refuses an append at another revision and changes nothing', async () => {
      const append = (expected: number, id: string) =>
        store.append(thing(t('1'), 'a'), expected, [
          newEvent(t('1'), 'a', expected + 1, { id: `${t('1')}${id}` }),
        ]);
      await append(0, 'one');
      await expect(append(0, 'two')).rejects.toMatchObject({
        name: 'ConflictError',
        expected: 0,
        actual: 1,
      });
      await expect(append(4, 'three')).rejects.toMatchObject({ expected: 4, actual: 1 });
      expect(await store.revision(thing(t('1'), 'a'))).toBe(1);
    });

    it('lets exactly one of many racing appends win', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, (_, i) =>
          store.append(thing(t('1'), 'race'), 0, [
            newEvent(t('1'), 'race', 1, { id: `${t('1')}race${i}` }),
          ]),
        ),
      );
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(lost).toHaveLength(49);
      for (const { reason } of lost) expect(reason).toBeInstanceOf(ConflictError);
      expect(await store.read(thing(t('1'), 'race'))).toHaveLength(1);
    });

    it('says how many of its appends wait, where it lets only so many', async () => {
      const before = store.queue;
      const appending = [1, 2, 3].map((i) =>
        store.append(thing(t('1'), `s${i}`), 0, [newEvent(t('1'), `s${i}`, 1)]),
      );
      expect(store.queue).toEqual(before && { ...before, waiting: 3 });
      await Promise.all(appending);
      expect(store.queue).toEqual(before && { ...before, waiting: 0 });
    });

    it('gives rising positions, and times that never decrease', async () => {
      await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          store.append(thing(t('1'), `s${i}`), 0, [newEvent(t('1'), `s${i}`, 1)]),
        ),
      );
      const positions = (await drain()).seen.map(({ position }) => position);
      expect(positions).toHaveLength(40);
      expect(positions.every((position, i) => i === 0 || position > positions[i - 1]!)).toBe(true);
    });

    it('feeds what the filter wants and says how far it has looked', async () => {
      const opened = `Opened${t('')}`;
      await store.append(thing(t('1'), 'a'), 0, [
        newEvent(t('1'), 'a', 1, { type: opened }),
        newEvent(t('1'), 'a', 2, { type: 'Closed' }),
      ]);
      await store.append(thing(t('2'), 'b'), 0, [newEvent(t('2'), 'b', 1, { type: opened })]);
      const ofType = await drain({ types: [opened] });
      expect(ofType.seen.map(({ id }) => id)).toEqual([`E${t('1')}a1`, `E${t('2')}b1`]);
      const ofTenant = await drain({ tenants: [t('1')] });
      expect(ofTenant.seen.map(({ id }) => id)).toEqual([`E${t('1')}a1`, `E${t('1')}a2`]);
      const both = await drain({ tenants: [t('1')], types: [opened] });
      expect(both.seen.map(({ id }) => id)).toEqual([`E${t('1')}a1`]);
      const head = await store.head();
      for (const { upTo } of [ofType, ofTenant, both, await drain({ types: ['Never'] })])
        expect(upTo! >= head!).toBe(true);
    });

    it('splits the log by bucket without losing or repeating', async () => {
      for (const name of ['1', '2', '3', '4', '5'])
        await store.append(thing(t(name), 'x'), 0, [newEvent(t(name), 'x', 1)]);
      const low = await drain({ buckets: [0, 32] });
      const high = await drain({ buckets: [32, 64] });
      const all = await drain();
      expect(all.seen).toHaveLength(5);
      expect([...low.seen, ...high.seen].map(({ id }) => id).sort()).toEqual(
        all.seen.map(({ id }) => id).sort(),
      );
    });

    it('catches up, then follows what is appended later', async () => {
      await store.append(thing(t('1'), 'a'), 0, [newEvent(t('1'), 'a', 1)]);
      const abort = new AbortController();
      const seen: string[] = [];
      const following = (async () => {
        for await (const batch of store.feed(start, {}, { signal: abort.signal })) {
          for (const { record } of batch.events) seen.push(parseRecord(record).meta.id);
          if (seen.length === 2) abort.abort();
        }
      })();
      await store.append(thing(t('1'), 'b'), 0, [newEvent(t('1'), 'b', 1)]);
      await following;
      expect(seen).toEqual([`E${t('1')}a1`, `E${t('1')}b1`]);
    });

    it('tells a consumer that has caught up that it has', async () => {
      await store.append(thing(t('1'), 'a'), 0, [newEvent(t('1'), 'a', 1)]);
      const head = await store.head();
      const abort = new AbortController();
      for await (const { live, upTo } of store.feed(start, {}, { signal: abort.signal })) {
        if (!live) continue;
        expect(upTo >= head!).toBe(true);
        abort.abort();
      }
      expect(abort.signal.aborted).toBe(true);
    });

    it('ends a feed that is aborted while it waits', async () => {
      await store.append(thing(t('1'), 'a'), 0, [newEvent(t('1'), 'a', 1)]);
      const abort = new AbortController();
      const waiting = (async () => {
        for await (const { live } of store.feed(start, {}, { signal: abort.signal }))
          if (live) setTimeout(() => abort.abort(), 50);
      })();
      await waiting;
      expect((await drain()).seen).toHaveLength(1);
    });

    it('feeds every event exactly once whatever the batch size and start', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 }),
          fc.integer({ min: 1, max: 7 }),
          async (ids, batchSize) => {
            const from = await store.head();
            for (const id of ids) {
              const revision = await store.revision(thing(t('p'), id));
              await store.append(thing(t('p'), id), revision, [newEvent(t('p'), id, revision + 1)]);
            }
            const { seen } = await drain({}, batchSize, from);
            expect(seen).toHaveLength(ids.length);
            expect(new Set(seen.map(({ position }) => position)).size).toBe(ids.length);
          },
        ),
        { numRuns: 20 },
      ));
  });
};

/** A store that has the log to itself counts: its positions are 1, 2, 3… */
export const gapFreePositions = (name: string, open: OpenEventStore): void => {
  it(`counts its events without a gap: ${name}`, async () => {
    const { store, close } = await open();
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        store.append(thing('t1', `s${i}`), 0, [newEvent('t1', `s${i}`, 1)]),
      ),
    );
    const { seen } = await drained(store, {}, 7, undefined);
    expect(seen.map(({ position }) => position)).toEqual(
      Array.from({ length: 40 }, (_, i) => BigInt(i + 1)),
    );
    await close();
  });
};
