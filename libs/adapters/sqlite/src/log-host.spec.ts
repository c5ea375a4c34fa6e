import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { streamName } from '@gongkai/kernel';
import { newEvent } from '@gongkai/testing';
import { SqliteEventStore } from './event-store.js';

/** A thread of the writer that does not live: what waits for it is told, and so is who comes later. */
describe('the writer of the log in a thread that has died', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-host-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (thread: string): SqliteEventStore => {
    const file = join(folder, 'writer.mjs');
    writeFileSync(file, thread);
    const path = join(folder, 'events.db');
    return new SqliteEventStore({ path, writer: 'thread', workerFile: pathToFileURL(file) });
  };
  const append = (store: SqliteEventStore, id: string) =>
    store.append(streamName('t1', 'thing', id), 0, [newEvent('t1', id, 1)]);

  it.each([
    [
      'at the first append',
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', () => process.exit(1));`,
    ],
    ['before it began', `throw new Error('no writer');`],
  ])(
    'refuses every append from then on, and can be closed: %s',
    async (_, thread) => {
      const store = open(thread);
      for (const id of ['s1', 's2', 's3'])
        await expect(append(store, id)).rejects.toMatchObject({ reason: 'failed' });
      expect(store.writerState).toBe('failed');
      await store.drained();
      await store.close();
      await expect(append(store, 's4')).rejects.toMatchObject({ reason: 'failed' });
    },
    10_000,
  );
});
