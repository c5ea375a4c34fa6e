import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDivisions } from '@gongkai/directory';
import { parseRecord, type EventMetadata, type StoredEvent } from '@gongkai/kernel';
import { seedDemo } from './seed.js';
import { Platform } from '../platform.js';

const row = (
  kind: 'nation' | 'province' | 'prefecture' | 'county',
  code: string,
  name: string,
  parent: string | null,
) => ({ kind, code, name, parent, grouping: false });

const ROWS = [
  row('nation', '000000', '全国', null),
  row('province', '150000', '内蒙古自治区', '000000'),
  row('prefecture', '150400', '赤峰市', '150000'),
  row('province', '230000', '黑龙江省', '000000'),
  row('prefecture', '230100', '哈尔滨市', '230000'),
  row('county', '230124', '方正县', '230100'),
  row('province', '330000', '浙江省', '000000'),
  row('prefecture', '330300', '温州市', '330000'),
  row('county', '330326', '平阳县', '330300'),
  row('province', '430000', '湖南省', '000000'),
  row('prefecture', '430400', '衡阳市', '430000'),
  row('county', '430422', '衡南县', '430400'),
  row('prefecture', '431300', '娄底市', '430000'),
  row('province', '520000', '贵州省', '000000'),
  row('prefecture', '522600', '黔东南苗族侗族自治州', '520000'),
  row('county', '522627', '天柱县', '522600'),
];

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
