import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConflictError, StoreUnavailable, streamName } from '@gongkai/kernel';
import { SqliteEventStore } from '@gongkai/sqlite';
import { newEvent } from '@gongkai/testing';
import { ClusterLog } from './cluster-log.js';
import { Replica } from './replica.js';

const thing = (tenant: string, id: string) => streamName(tenant, 'thing', id);

describe('the replica of a log', () => {
  let folder: string;
  let source: SqliteEventStore;
  let copy: SqliteEventStore;
  let replica: Replica | undefined;

  const storeAt = (name: string) =>
    new SqliteEventStore({ path: join(folder, `${name}.db`), writer: 'here' });
  const follow = async (markFile = 'mark') =>
    (replica = await Replica.open({
      source,
      replica: copy,
      markFile: join(folder, markFile),
      batchSize: 3,
    }));
  const write = async (tenant: string, id: string, count: number) => {
    for (let i = 0; i < count; i++) {
      const revision = await source.revision(thing(tenant, id));
      await source.append(thing(tenant, id), revision, [newEvent(tenant, id, revision + 1)]);
    }
  };
  const everything = async (store: SqliteEventStore) => {
    const seen: string[] = [];
    const options = { signal: new AbortController().signal, follow: false };
    for await (const { records } of store.records(undefined, {}, options))
      for (const { record, facet, position } of records)
        seen.push(`${position} ${facet} ${Buffer.from(record).toString()}`);
    return seen;
  };
  const same = async () => {
    const head = (await source.head()) ?? 0n;
    while (((await copy.head()) ?? 0n) < head) await new Promise((go) => setTimeout(go, 5));
    expect(await everything(copy)).toEqual(await everything(source));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-replica-'));
    source = storeAt('source');
    copy = storeAt('copy');
  });
  afterEach(async () => {
    await replica?.close();
    replica = undefined;
    await source.close();
    await copy.close();
    rmSync(folder, { recursive: true });
  });

  it('holds the same records at the same places, and goes on as the log does', async () => {
    await write('t1', 'a', 4);
    await write('t2', 'b', 3);
    await follow();
    await same();
    await write('t1', 'a', 2);
    await write('t3', 'c', 5);
    await same();
  });

  it('begins with an empty log', async () => {
    await follow();
    await write('t1', 'a', 1);
    await same();
  });

  it('goes on after a stop where it was, or compares what it has when it does not know', async () => {
    await write('t1', 'a', 7);
    await (await follow()).close();
    await write('t2', 'b', 4);
    await (await follow()).close();
    await same();
    await write('t3', 'c', 4);
    await follow('another mark, as if the first were lost');
    await same();
  });

  it('stops at the first record that is not the one of the log', async () => {
    await write('t1', 'a', 2);
    await copy.append(thing('t1', 'a'), 0, [newEvent('t1', 'a', 1, { data: { other: true } })]);
    await expect(follow()).rejects.toMatchObject({ name: 'ReplicaDiverged', position: 1n });
    expect(await copy.head()).toBe(1n);
  });

  it('finds, when it goes on, that the end it had is not the end the log has now', async () => {
    await write('t1', 'a', 4);
    await (await follow()).close();
    await source.close();
    rmSync(join(folder, 'source.db'));
    source = storeAt('source');
    await write('t1', 'a', 3);
    await source.append(thing('t1', 'a'), 3, [newEvent('t1', 'a', 4, { data: { other: true } })]);
    await write('t1', 'a', 2);
    await expect(follow()).rejects.toMatchObject({ name: 'ReplicaDiverged', position: 4n });
  });

  it('stops when the log has lost what the replica holds', async () => {
    await write('t1', 'a', 2);
    await (await follow()).close();
    await copy.append(thing('t1', 'b'), 0, [newEvent('t1', 'b', 1)]);
    await expect(follow()).rejects.toMatchObject({ name: 'ReplicaDiverged', position: 3n });
  });

  describe('with the log in front of it', () => {
    it('answers an append with the place in its own order, once it holds the event', async () => {
      await write('t1', 'a', 5);
      await follow();
      const log = new ClusterLog(source, copy);
      const appending = Array.from({ length: 20 }, (_, i) =>
        log.append(thing('t2', `s${i}`), 0, [newEvent('t2', `s${i}`, 1)]),
      );
      expect(log.queue).toMatchObject({ waiting: 20 });
      const appended = await Promise.all(appending);
      expect(appended.map(({ position }) => Number(position)).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 6),
      );
      const [first] = appended;
      expect((await log.read(thing('t2', 's0')))[0]!.position).toBe(first!.position);
    });

    it('answers each of several appends to one stream, though nothing comes after', async () => {
      await follow();
      const log = new ClusterLog(source, copy, 2_000);
      for (let revision = 0; revision < 3; revision++) {
        const next = [newEvent('t1', 'a', revision + 1)];
        expect(await log.append(thing('t1', 'a'), revision, next)).toMatchObject({
          position: BigInt(revision + 1),
        });
      }
    });

    it('reads what another process has just written', async () => {
      await follow();
      const log = new ClusterLog(source, copy);
      await source.append(thing('t1', 'a'), 0, [newEvent('t1', 'a', 1)]);
      expect(await log.read(thing('t1', 'a'))).toHaveLength(1);
      await expect(
        log.append(thing('t1', 'a'), 0, [newEvent('t1', 'a', 1)]),
      ).rejects.toBeInstanceOf(ConflictError);
    });

    it('is unavailable while the replica does not follow, and what was stored is found by a repeat', async () => {
      const log = new ClusterLog(source, copy, 50);
      const append = log.append(thing('t1', 'a'), 0, [newEvent('t1', 'a', 1)]);
      await expect(append).rejects.toBeInstanceOf(StoreUnavailable);
      await follow();
      expect(await log.read(thing('t1', 'a'))).toHaveLength(1);
    });
  });
});
