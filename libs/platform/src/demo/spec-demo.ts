import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDivisions } from '@gongkai/directory';
import { parseRecord, type EventMetadata, type StoredEvent } from '@gongkai/kernel';
import { demoDivisions } from './divisions.js';
import { seedDemo } from './seed.js';
import { Platform } from '../platform.js';

export type DemoFolder = { platform: Platform; data: string; close(): Promise<void> };

/** The demo data on a small tree, in a folder of its own that is gone when it is closed: for specs. */
export const openDemo = async (): Promise<DemoFolder> => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-demo-'));
  const data = join(folder, 'data');
  const platform = await Platform.open({ data, access: 'write' });
  const { events: store, ids, clock } = platform;
  await loadDivisions({ store, ids }, { today: clock.today(), rows: demoDivisions, changes: [] });
  await platform.waitFor((await store.head())!);
  await seedDemo(platform, platform.tree);
  await platform.waitFor((await store.head())!);
  const close = async () => {
    await platform.close();
    rmSync(folder, { recursive: true });
  };
  return { platform, data, close };
};

export type Logged = StoredEvent & { meta: EventMetadata };

/** Every event of the log, in order. */
export const wholeLog = async ({ events }: Platform): Promise<Logged[]> => {
  const all: Logged[] = [];
  const options = { signal: new AbortController().signal, follow: false };
  for await (const batch of events.feed(undefined, {}, options))
    for (const stored of batch.events)
      all.push({ ...stored, meta: parseRecord(stored.record).meta });
  return all;
};
