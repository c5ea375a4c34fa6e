import { ConflictError, parseRecord, streamName } from '@gongkai/kernel';
import { heldBytes, MemoryEventStore, newEvent } from '@gongkai/testing';
import { DryRunStore } from './dry-run-store.js';

const thing = (id: string) => streamName('T', 'thing', id);
const open = () => {
  const log = new MemoryEventStore();
  const store = new DryRunStore(log, () => new Date('2026-03-02T00:00:00Z'));
  return { log, store };
};
const idsOf = async (store: Pick<DryRunStore, 'read'>, id: string, from?: number) =>
  (await store.read(thing(id), from)).map(({ record }) => parseRecord(record).meta.id);

describe('a log on trial', () => {
  it('goes on from the log and leaves it as it is', async () => {
    const { log, store } = open();
    await log.append(thing('a'), 0, [newEvent('T', 'a', 1)]);
    const head = (await log.head())!;
    const appended = await store.append(thing('a'), 1, [
      newEvent('T', 'a', 2, { data: { text: '公开 𠮷' } }),
      newEvent('T', 'a', 3),
    ]);
    expect(appended).toEqual({
      revision: 3,
      position: head + 2n,
      recordedAt: '2026-03-02T00:00:00.000Z',
    });
    expect((await store.append(thing('a'), 3, [newEvent('T', 'a', 4)])).position).toBe(head + 3n);
    expect(await store.revision(thing('a'))).toBe(4);
    expect(await idsOf(store, 'a')).toEqual(['ETa1', 'ETa2', 'ETa3', 'ETa4']);
    expect(await idsOf(store, 'a', 3)).toEqual(['ETa3', 'ETa4']);
    const [, second] = await store.read(thing('a'));
    expect(second!.position).toBe(head + 1n);
    expect(parseRecord(second!.record).data).toEqual({ text: '公开 𠮷' });
    await expect(store.append(thing('a'), 1, [newEvent('T', 'a', 2)])).rejects.toThrow(
      ConflictError,
    );
    expect(await log.revision(thing('a'))).toBe(1);
    expect(await store.head()).toBe(head);
    expect(await store.revision(thing('b'))).toBe(0);
    await store.close();
  });

  it('takes no more memory for a long trial than for a short one', async () => {
    const { store } = open();
    const data = { text: '公'.repeat(4_000) };
    const before = heldBytes();
    for (let i = 0; i < 20_000; i++)
      await store.append(thing(`s${i}`), 0, [newEvent('T', `s${i}`, 1, { data })]);
    // 240 MB of records.
    expect(heldBytes() - before).toBeLessThan(60e6);
    expect(await idsOf(store, 's0')).toEqual(['ETs01']);
    expect(await idsOf(store, 's19999')).toEqual(['ETs199991']);
    await store.close();
  }, 60_000);
});
