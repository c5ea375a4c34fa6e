import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GovernmentCommand, loadDivisions } from '@gongkai/directory';
import { PLATFORM } from '@gongkai/kernel';
import { HENGNAN } from './demo/spec-divisions.js';
import { Platform } from './platform.js';

/** Far beyond what any log holds. */
const NOWHERE = 99_999_999_999_999_999n;

describe('waiting until the read models show a position', () => {
  let root: string;
  let platform: Platform;
  const head = async () => (await platform.events.head())!;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-waiting-'));
    platform = await Platform.open({ data: join(root, 'data'), access: 'write' });
    const { events: store, ids } = platform;
    await loadDivisions({ store, ids }, { today: '2026-03-02', rows: HENGNAN, changes: [] });
    await platform.waitFor(await head());
  }, 60_000);
  afterAll(async () => {
    await platform.close();
    rmSync(root, { recursive: true });
  });

  it('says at once that the log holds no such position', async () => {
    await expect(platform.waitFor(NOWHERE)).rejects.toMatchObject({
      code: 'POSITION_UNKNOWN',
      status: 409,
    });
  });

  it('ends everywhere with who waited, and the figures go on all the same', async () => {
    const { projectors, keeper, calendars } = platform.parts;
    for (const each of [projectors, keeper, calendars])
      await expect(each.waitFor(NOWHERE, AbortSignal.timeout(20))).rejects.toThrow(/timeout/);
    const before = await head();
    const division = platform.tree.find('430422')[0]!.id;
    const body = { type: 'join', division, name: '衡南县人民政府', on: '2008-05-01' };
    const caller = { kind: 'operator' as const, name: 'spec' };
    const call = { tenant: PLATFORM, caller, commandId: platform.ids.id(), body };
    await platform.send(new GovernmentCommand(call, body));
    expect(await head()).toBeGreaterThan(before);
    await platform.waitFor(await head());
    const { projections, queue } = await platform.status();
    expect(queue).toEqual({ waiting: 0, max: 20_000 });
    expect(projections.map(({ lag }) => lag).filter(Boolean)).toEqual([]);
  });
});
