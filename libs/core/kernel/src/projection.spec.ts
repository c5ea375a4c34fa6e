import { countingIds, MemoryEventStore } from '@gongkai/testing';
import fc from 'fast-check';
import { z } from 'zod';
import { event, UndecodableEvent, decode, type Recorded } from './event.js';
import type { NewEvent, StoredEvent } from './ports.js';
import { Fold, foldBatch, recordedOf, type Projection } from './projection.js';
import { parseRecord } from './record.js';
import { bucketOf, parseStreamName, streamName } from './stream.js';

const events = {
  NoteAdded: event(z.strictObject({ text: z.string() }), {
    upcasts: [({ body }: { body: string }) => ({ text: body })],
  }),
  NoteRemoved: event(z.strictObject({})),
};
type Row = { texts: string[] };
const notes: Projection<Row, Recorded> = {
  name: 'notes',
  version: 1,
  events,
  collection: { name: 'notes', version: 1, keys: {} },
  key: ({ meta }) => meta.aggregateId,
  apply(row, { type, data }) {
    if (type === 'NoteRemoved') return undefined;
    const { text } = data as { text: string };
    if (text === 'boom') throw new Error('boom');
    return { texts: [...(row?.texts ?? []), text] };
  },
};

const ids = countingIds();
const note = (
  tenant: string,
  id: string,
  revision: number,
  data: unknown,
  { type = 'NoteAdded', schema = 2 } = {},
): NewEvent => ({
  meta: {
    id: ids.id(),
    type,
    schema,
    tenant,
    agency: null,
    aggregate: 'note',
    aggregateId: id,
    revision,
    actor: { kind: 'process', id: 'spec' },
    command: { id: `c${revision}`, digest: 'd' },
    causation: null,
    correlation: 'c',
    occurredOn: '2026-03-02',
    origin: 'live',
  },
  data: JSON.stringify(data),
  facet: 0,
});

const logOf = async (...news: NewEvent[]): Promise<StoredEvent[]> => {
  const store = new MemoryEventStore();
  for (const one of news) {
    const stream = streamName(one.meta.tenant, 'note', one.meta.aggregateId);
    await store.append(stream, await store.revision(stream), [one]);
  }
  const stored: StoredEvent[] = [];
  for await (const batch of store.feed(
    undefined,
    {},
    { signal: new AbortController().signal, follow: false },
  ))
    stored.push(...batch.events);
  return stored;
};
const nothing = async () => new Map();

describe('folding a batch', () => {
  it('loads each row once and writes its last state once, with the position of its last event', async () => {
    const log = await logOf(
      note('T1', 'a', 1, { text: '一' }),
      note('T1', 'b', 1, { text: '二' }),
      note('T1', 'a', 2, { text: '三' }),
    );
    const loads: unknown[] = [];
    const { writes, parked } = await foldBatch(
      notes as Projection,
      log,
      async (tenant, wanted) => {
        loads.push([tenant, wanted]);
        return new Map([['b', { row: { texts: ['before'] }, position: 0n }]]);
      },
      new Set(),
    );
    expect(loads).toEqual([['T1', ['a', 'b']]]);
    expect(writes).toEqual([
      { tenant: 'T1', id: 'a', row: { texts: ['一', '三'] }, position: 3n, before: null },
      { tenant: 'T1', id: 'b', row: { texts: ['before', '二'] }, position: 2n, before: 0n },
    ]);
    expect(parked).toEqual([]);
  });

  it('deletes a row that an event ends', async () => {
    const log = await logOf(
      note('T1', 'a', 1, { text: '一' }),
      note('T1', 'a', 2, {}, { type: 'NoteRemoved', schema: 1 }),
    );
    const { writes } = await foldBatch(notes as Projection, log, nothing, new Set());
    expect(writes).toEqual([{ tenant: 'T1', id: 'a', row: undefined, position: 2n, before: null }]);
  });

  it('does not fold into a row again what it holds already, also when it was deleted', async () => {
    const log = await logOf(
      note('T1', 'a', 1, { text: '一' }),
      note('T1', 'b', 1, { text: '二' }),
      note('T1', 'a', 2, { text: '三' }),
      note('T1', 'b', 2, { text: '四' }),
    );
    const held = new Map([
      ['a', { row: { texts: ['一'] }, position: 1n }],
      ['b', { row: undefined, position: 4n }],
    ]);
    const { writes } = await foldBatch(notes as Projection, log, async () => held, new Set());
    expect(writes).toEqual([
      { tenant: 'T1', id: 'a', row: { texts: ['一', '三'] }, position: 3n, before: 1n },
    ]);
  });

  it('parks one tenant from an event it cannot decode on, and goes on with the others', async () => {
    const log = await logOf(
      note('T1', 'a', 1, { text: 'kept' }),
      note('T1', 'b', 1, { wrong: true }),
      note('T1', 'c', 1, { text: 'after' }),
      note('T2', 'd', 1, { text: 'other' }),
    );
    const { writes, parked } = await foldBatch(notes as Projection, log, nothing, new Set());
    expect(writes.map(({ id }) => id)).toEqual(['a', 'd']);
    expect(parked).toMatchObject([{ projection: 'notes@1', tenant: 'T1', position: 2n }]);
  });

  it('parks a tenant one of whose records is damaged', async () => {
    const log = await logOf(note('T1', 'a', 1, { text: 'x' }), note('T2', 'b', 1, { text: 'y' }));
    const damaged = { ...log[0]!, damaged: { tenant: 'T1', type: 'NoteAdded' } };
    const folded = await foldBatch(notes as Projection, [damaged, log[1]!], nothing, new Set());
    expect(folded.writes.map(({ tenant }) => tenant)).toEqual(['T2']);
    expect(folded.parked).toMatchObject([{ tenant: 'T1', position: 1n }]);
  });

  it('parks a tenant whose fold throws, and skips one already parked', async () => {
    const log = await logOf(
      note('T1', 'a', 1, { text: 'boom' }),
      note('T2', 'b', 1, { text: 'x' }),
    );
    expect(await foldBatch(notes as Projection, log, nothing, new Set(['T2']))).toMatchObject({
      writes: [],
      parked: [{ tenant: 'T1', reason: 'the fold failed' }],
    });
  });

  it('comes to the same in one piece and in several, whatever happens on the way', async () => {
    const texts = fc.constantFrom('一', '二', 'boom', 'wrong', 'removed');
    const tenants = fc.constantFrom('T1', 'T2');
    const step = fc.record({ tenant: tenants, id: fc.constantFrom('a', 'b', 'c'), text: texts });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.array(fc.nat(30), { maxLength: 4 }),
        fc.nat(5),
        async (steps, cuts, heldAt) => {
          const log = await logOf(
            ...steps.map(({ tenant, id, text }, i) =>
              text === 'removed'
                ? note(tenant, id, i + 1, {}, { type: 'NoteRemoved', schema: 1 })
                : note(tenant, id, i + 1, text === 'wrong' ? { wrong: true } : { text }),
            ),
          );
          const held = { row: { texts: ['held'] }, position: BigInt(heldAt) };
          const load = async (tenant: string) => new Map(tenant === 'T1' ? [['a', held]] : []);
          const whole = await foldBatch(notes as Projection, log, load, new Set());
          const fold = new Fold(notes as Projection, load, new Set());
          const ends = [...cuts.sort((a, b) => a - b), log.length];
          for (const [i, end] of ends.entries()) await fold.add(log.slice(ends[i - 1] ?? 0, end));
          const { writes, parked } = fold.result();
          expect(writes).toEqual(whole.writes);
          // In which order governments stand still says nothing.
          expect(new Set(parked)).toEqual(new Set(whole.parked));
          expect(fold.recordedAt).toBe(log.at(-1) && recordedOfLast(log));
        },
      ),
    );
  });
});

const recordedOfLast = (log: readonly StoredEvent[]) =>
  parseRecord(log.at(-1)!.record).meta.recordedAt;

describe('decoding', () => {
  it('lifts an old version by its upcasts', async () => {
    const [stored] = await logOf(note('T1', 'a', 1, { body: '旧' }, { schema: 1 }));
    expect(recordedOf(events, stored!)).toMatchObject({ type: 'NoteAdded', data: { text: '旧' } });
  });

  it.each([
    ['an unknown type', 'Unheard', 1, {}],
    ['a version above its own', 'NoteAdded', 3, { text: 'x' }],
    ['a field too many', 'NoteAdded', 2, { text: 'x', more: 1 }],
    ['an old shape its upcast cannot lift', 'NoteAdded', 1, null],
    ['a name every object has', 'constructor', 1, {}],
  ])('refuses %s', (_, type, version, data) =>
    expect(() => decode(events, type, version, data)).toThrow(UndecodableEvent),
  );
});

describe('stream names', () => {
  it('are made of bucket, tenant, aggregate and id, and read back', () => {
    const name = streamName('T1', 'note', 'abc');
    expect(name).toBe(`${bucketOf('T1')}/T1/note-abc`);
    expect(parseStreamName(name)).toEqual({
      bucket: bucketOf('T1'),
      tenant: 'T1',
      aggregate: 'note',
      id: 'abc',
    });
  });
  it('refuse what is not ASCII letters and digits, so that a tenant cannot reach into another', () => {
    for (const bad of ['', 'a/b', '中', 'a-b', '..'])
      expect(() => streamName(bad, 'note', 'x')).toThrow('ASCII');
    expect(() => parseStreamName('b01/x')).toThrow('not a stream name');
  });
});
