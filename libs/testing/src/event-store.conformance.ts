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
  { type = 'ThingHappened', data = {} as unknown, occurredOn = '2026-03-02' } = {},
): NewEvent => ({
  meta: {
    id: `E${tenant}${id}${revision}`,
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

/** What every event store must hold; run against each adapter. */
export const eventStoreConformance = (name: string, open: OpenEventStore): void => {
  describe(`event store: ${name}`, () => {
    let store: EventStore;
    let close: () => Promise<void>;
    beforeEach(async () => ({ store, close } = await open()));
    afterEach(() => close());

    const drain = async (filter: FeedFilter = {}, batchSize = 3, after?: bigint) => {
      const seen: { position: bigint; id: string }[] = [];
      let upTo = after;
      const signal = new AbortController().signal;
      for await (const batch of store.feed(after, filter, { signal, batchSize, follow: false })) {
        for (const { position, record } of batch.events)
          seen.push({ position, id: parseRecord(record).meta.id });
        upTo = batch.upTo;
      }
      return { seen, upTo };
    };

    it('reads back the exact bytes in order, from any revision', async () => {
      await store.append(thing('t1', 'a'), 0, [
        newEvent('t1', 'a', 1, { data: { text: '公开 𠮷 \u2028 "' } }),
        newEvent('t1', 'a', 2),
      ]);
      const [first, second] = await store.read(thing('t1', 'a'));
      const { meta, data } = parseRecord(first!.record);
      expect(data).toEqual({ text: '公开 𠮷 \u2028 "' });
      expect(meta).toMatchObject({ id: 'Et1a1', revision: 1, tenant: 't1' });
      expect(Object.keys(meta).at(-1)).toBe('recordedAt');
      expect(await store.read(thing('t1', 'a'), 2)).toEqual([second]);
    });

    it('has no events and revision 0 for a stream nobody wrote', async () => {
      expect(await store.read(thing('t1', 'none'))).toEqual([]);
      expect(await store.revision(thing('t1', 'none'))).toBe(0);
      expect(await store.head()).toBeUndefined();
    });

    it('refuses an append at another revision and changes nothing', async () => {
      await store.append(thing('t1', 'a'), 0, [newEvent('t1', 'a', 1)]);
      await expect(
        store.append(thing('t1', 'a'), 0, [newEvent('t1', 'a', 1)]),
      ).rejects.toMatchObject({ name: 'ConflictError', expected: 0, actual: 1 });
      expect(await store.revision(thing('t1', 'a'))).toBe(1);
    });

    it('lets exactly one of many racing appends win', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, () =>
          store.append(thing('t1', 'race'), 0, [newEvent('t1', 'race', 1)]),
        ),
      );
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(lost).toHaveLength(49);
      for (const { reason } of lost) expect(reason).toBeInstanceOf(ConflictError);
      expect(await store.read(thing('t1', 'race'))).toHaveLength(1);
    });

    it('gives rising positions without gaps, and times that never decrease', async () => {
      await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          store.append(thing('t1', `s${i}`), 0, [newEvent('t1', `s${i}`, 1)]),
        ),
      );
      const { seen } = await drain();
      expect(seen.map(({ position }) => position)).toEqual(
        Array.from({ length: 40 }, (_, i) => BigInt(i + 1)),
      );
    });

    it('feeds what the filter wants and says how far it has looked', async () => {
      await store.append(thing('t1', 'a'), 0, [
        newEvent('t1', 'a', 1, { type: 'Opened' }),
        newEvent('t1', 'a', 2, { type: 'Closed' }),
      ]);
      await store.append(thing('t2', 'b'), 0, [newEvent('t2', 'b', 1, { type: 'Opened' })]);
      const opened = await drain({ types: ['Opened'] });
      expect(opened.seen.map(({ id }) => id)).toEqual(['Et1a1', 'Et2b1']);
      const t1 = await drain({ tenants: ['t1'] });
      expect(t1.seen.map(({ id }) => id)).toEqual(['Et1a1', 'Et1a2']);
      expect(t1.upTo).toBe(await store.head());
      expect((await drain({ types: ['Never'] })).upTo).toBe(await store.head());
    });

    it('splits the log by bucket without losing or repeating', async () => {
      for (const tenant of ['t1', 't2', 't3', 't4', 't5'])
        await store.append(thing(tenant, 'x'), 0, [newEvent(tenant, 'x', 1)]);
      const low = await drain({ buckets: [0, 32] });
      const high = await drain({ buckets: [32, 64] });
      const all = await drain();
      expect([...low.seen, ...high.seen].map(({ id }) => id).sort()).toEqual(
        all.seen.map(({ id }) => id).sort(),
      );
    });

    it('catches up, then follows what is appended later', async () => {
      await store.append(thing('t1', 'a'), 0, [newEvent('t1', 'a', 1)]);
      const abort = new AbortController();
      const seen: string[] = [];
      const following = (async () => {
        for await (const batch of store.feed(undefined, {}, { signal: abort.signal })) {
          for (const { record } of batch.events) seen.push(parseRecord(record).meta.id);
          if (seen.length === 2) abort.abort();
        }
      })();
      await store.append(thing('t1', 'b'), 0, [newEvent('t1', 'b', 1)]);
      await following;
      expect(seen).toEqual(['Et1a1', 'Et1b1']);
    });

    it('feeds every event exactly once whatever the batch size and start', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 }),
          fc.integer({ min: 1, max: 7 }),
          async (ids, batchSize) => {
            const start = await store.head();
            for (const id of ids) {
              const revision = await store.revision(thing('p', id));
              await store.append(thing('p', id), revision, [newEvent('p', id, revision + 1)]);
            }
            const { seen } = await drain({}, batchSize, start);
            expect(seen).toHaveLength(ids.length);
            expect(new Set(seen.map(({ position }) => position)).size).toBe(ids.length);
          },
        ),
        { numRuns: 20 },
      ));
  });
};
