import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GovernmentCommand, loadDivisions } from '@gongkai/directory';
import { PLATFORM, Rejection } from '@gongkai/kernel';
import { backupFolder, dataPaths, restoreFolder } from '@gongkai/sqlite';
import { FakeClock } from '@gongkai/testing';
import { HENGNAN } from '../demo/spec-divisions.js';
import { Platform } from '../platform.js';

/** A real folder with a county and the prefecture above it. */
describe('uses on a platform', () => {
  let root: string;
  let platform: Platform;
  let county: string;
  const clock = new FakeClock(new Date('2026-03-02T01:00:00Z'));
  const data = () => join(root, 'data');
  const open = (folder = data()) => Platform.open({ data: folder, access: 'write', clock });
  const joined = async (code: string): Promise<string> => {
    const { id: division, name } = platform.tree.find(code)[0]!;
    const body = { type: 'join', division, name: `${name}人民政府`, on: '2008-05-01' };
    const caller = { kind: 'operator' as const, name: 'spec' };
    const call = { tenant: PLATFORM, caller, commandId: platform.ids.id(), body };
    const outcome = await platform.send(new GovernmentCommand(call, body));
    if (outcome instanceof Rejection) throw new Error(outcome.en);
    return outcome.id;
  };
  const count = (id: string, times: number) => {
    const item = { tenant: county, agency: null, id };
    for (let i = 0; i < times; i++)
      platform.parts.usage.count('views', item, {
        ...{ requestId: 'r', officer: null, source: `192.0.2.${i}` },
      });
  };
  const record = async () => {
    const recorded = await platform.parts.usage.record(platform.send);
    await platform.waitFor((await platform.events.head())!);
    return recorded;
  };
  const viewsOf = async (code: string) => {
    const node = platform.tree.find(code)[0]!.id;
    const table = await platform.figures.figures({ node, period: '2026-03', scope: 'all' });
    if (table instanceof Rejection) throw new Error(table.en);
    return table.cells['usage.views'];
  };

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-usage-'));
    platform = await open();
    const { events: store, ids } = platform;
    await loadDivisions({ store, ids }, { today: '2026-03-02', rows: HENGNAN, changes: [] });
    await platform.waitFor((await store.head())!);
    county = await joined('430422');
    await joined('430400');
  }, 60_000);
  afterAll(async () => {
    await platform.close();
    rmSync(root, { recursive: true });
  });

  it('outlive a stop, and are figures of the agency and of all above it the day after', async () => {
    count('d1', 20);
    count('d2', 3);
    await platform.close();
    clock.set('2026-03-03T01:00:00Z');
    platform = await open();
    expect(await record()).toBe(1);
    expect(await viewsOf('430422')).toBe(23);
    expect(await viewsOf('430400')).toBe(23);
    expect(await record()).toBe(0);
  });

  it('are in a backup, and recorded once where log and counts of it both have them', async () => {
    count('d1', 5);
    clock.set('2026-03-04T01:00:00Z');
    platform.parts.usage.keep();
    const backup = join(root, 'backup');
    await backupFolder(data(), backup, clock.now());
    expect(await record()).toBe(1);
    await platform.close();
    // As if the backup had come to the log only after the record: its counts are of before.
    copyFileSync(join(backup, 'usage.db'), dataPaths(data()).usage);
    platform = await open();
    expect(await record()).toBe(1);
    expect(await viewsOf('430422')).toBe(28);
    const restored = join(root, 'restored');
    await restoreFolder(backup, restored);
    copyFileSync(`${data()}.key`, `${restored}.key`);
    await platform.close();
    platform = await open(restored);
    expect(await record()).toBe(1);
    expect(await viewsOf('430422')).toBe(28);
  });
});
