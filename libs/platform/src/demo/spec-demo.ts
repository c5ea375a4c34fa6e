import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { divisionsByCode, loadDivisions } from '@gongkai/directory';
import { parseRecord, type EventMetadata, type StoredEvent } from '@gongkai/kernel';
import { seedDemo } from './seed.js';
import { Platform } from '../platform.js';

const ROWS = divisionsByCode([
  ['000000', '全国'],
  ['150000', '内蒙古自治区'],
  ['150400', '赤峰市'],
  ['230000', '黑龙江省'],
  ['230100', '哈尔滨市'],
  ['230124', '方正县'],
  ['330000', '浙江省'],
  ['330300', '温州市'],
  ['330326', '平阳县'],
  ['430000', '湖南省'],
  ['430400', '衡阳市'],
  ['430422', '衡南县'],
  ['431300', '娄底市'],
  ['520000', '贵州省'],
  ['522600', '黔东南苗族侗族自治州'],
  ['522627', '天柱县'],
]);

export type DemoFolder = { platform: Platform; data: string; close(): Promise<void> };

/** The demo data on a small tree, in a folder of its own that is gone when it is closed: for specs. */
export const openDemo = async (): Promise<DemoFolder> => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-demo-'));
  const data = join(folder, 'data');
  const platform = await Platform.open({ data, access: 'write' });
  const { events: store, ids, clock } = platform;
  await loadDivisions({ store, ids }, { today: clock.today(), rows: ROWS, changes: [] });
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
