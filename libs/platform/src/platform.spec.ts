import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rejection } from '@gongkai/kernel';
import { initialise } from './initialise.js';
import { Platform } from './platform.js';

/** The real documents' figures, from an empty folder: the whole platform in one process. */
describe('the platform on the demo data', () => {
  let root: string;
  let data: string;
  let platform: Platform;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-platform-'));
    data = join(root, 'data');
    platform = await Platform.open({ data, access: 'write' });
    const founded = await initialise(platform, { folder: data, demo: true });
    expect(founded).toMatchObject({ governments: 7 });
  }, 180_000);
  afterAll(async () => {
    await platform.close();
    rmSync(root, { recursive: true });
  });

  const figures = async (name: string, period: string, format?: string) => {
    const [node] = platform.tree.find(name);
    const table = await platform.figures.figures({
      node: node!.id,
      period,
      ...(format === undefined ? {} : { format }),
    });
    if (table instanceof Rejection) throw new Error(table.code);
    return table;
  };

  it('rolls the 63 items of the township up to 衡南县, 28 by website and 35 by other means', async () => {
    const { cells, incomplete } = await figures('衡南县', '2017', 'cn-2014');
    expect(cells).toMatchObject({ '1.1': 63, '1.2.2': 28, '1.2.5': 35, '1.2.1': 0, '6': 0 });
    expect(incomplete).toEqual([]);
  });

  it('shows the same figures to the prefecture and the province above', async () => {
    for (const above of ['衡阳市', '湖南省'])
      expect((await figures(above, '2017', 'cn-2014')).cells['1.1']).toBe(63);
  });

  it('has the 2,103 items of 赤峰市 by class, none late because no day of formation is known', async () => {
    const { cells } = await figures('赤峰市', '2008');
    expect(cells).toMatchObject({
      'publication.items': 2103,
      'publication.class.policy': 1040,
      'publication.class.plans': 198,
      'publication.class.functions': 262,
      'publication.class.work': 538,
      'publication.class.other': 65,
      'publication.late': 0,
    });
  });

  it('opens a figure to the events behind it', async () => {
    const [node] = platform.tree.find('衡南县');
    const query = { node: node!.id, indicator: '1.2.2', format: 'cn-2014', period: '2017' };
    const found = await platform.figures.events({ ...query, limit: 100 });
    if (found instanceof Rejection) throw new Error(found.code);
    expect(found.events).toHaveLength(28);
    expect(new Set(found.events.map(({ origin }) => origin))).toEqual(new Set(['demo']));
  });

  it('changes nothing when it is founded again', async () => {
    const before = await platform.events.head();
    await initialise(platform, { folder: data, demo: true });
    expect(await platform.events.head()).toBe(before);
  }, 60_000);

  it('rebuilds read models and cells equal to the incremental ones', async () => {
    const report = await platform.rebuild({ verify: true });
    expect(report.differing).toEqual([]);
    expect(report.projections).toBeGreaterThan(10);
  }, 120_000);

  it('refuses a second writer and reads beside the first', async () => {
    await expect(Platform.open({ data, access: 'write' })).rejects.toMatchObject({
      problem: 'locked',
    });
    const beside = await Platform.open({ data, access: 'read' });
    expect(beside.writable).toBe(false);
    expect(beside.tree.find('邹平县', '2018-01-01').map(({ code }) => code)).toEqual(['371626']);
    expect(beside.tree.find('邹平市').map(({ code }) => code)).toEqual(['371681']);
    await beside.close();
  });

  it('comes to rest: a look answers what the one before recorded, and none repeats itself', async () => {
    let given = Infinity;
    for (let look = 0; given > 0 && look < 5; look++) {
      given = await platform.watchOnce();
      await platform.waitFor((await platform.events.head())!);
    }
    const before = await platform.events.head();
    expect([given, await platform.watchOnce()]).toEqual([0, 0]);
    expect(await platform.events.head()).toBe(before);
  });
});
