import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDivisions, nodeProjection } from '@gongkai/directory';
import { dataPaths, SqliteReadStore } from '@gongkai/sqlite';
import { HENGNAN } from './demo/spec-divisions.js';
import { Platform } from './platform.js';

describe('a rebuild of the read models', () => {
  let root: string;
  let data: string;
  let platform: Platform;
  let isOpen = false;
  const open = async () => {
    platform = await Platform.open({ data, access: 'write' });
    isOpen = true;
  };
  const close = async () => {
    if (isOpen) await platform.close();
    isOpen = false;
  };
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-rebuild-'));
    data = join(root, 'data');
    await open();
    const { events: store, ids } = platform;
    await loadDivisions({ store, ids }, { today: '2026-03-02', rows: HENGNAN, changes: [] });
    await platform.waitFor((await store.head())!);
  });
  afterEach(async () => {
    await close();
    rmSync(root, { recursive: true });
  });

  /** Files beside reads.db that a rebuild works on. */
  const beside = () => readdirSync(data).filter((name) => name.startsWith('reads.db.'));
  /** Rows of the tree in a file, as they are while nobody brings them up to date. */
  const nodesIn = async (path: string): Promise<number> => {
    const reads = new SqliteReadStore({ path, access: 'read' });
    let rows = 0;
    for await (const _ of reads.scan(nodeProjection.collection)) rows++;
    await reads.close();
    return rows;
  };
  const kept = () => nodesIn(dataPaths(data).reads);
  const cutShort = (atFirst: () => void = () => undefined) =>
    platform.rebuild({
      verify: false,
      onProgress: () => {
        atFirst();
        throw new Error('cut short');
      },
    });

  it('takes the place of the old ones when the folder is closed', async () => {
    const before = await kept();
    const report = await platform.rebuild({ verify: false });
    expect(report.differing).toEqual([]);
    await close();
    expect(beside()).toEqual([]);
    expect([before, await kept()]).toEqual([HENGNAN.length, HENGNAN.length]);
  });

  it('leaves the ones in use alone when it fails', async () => {
    await expect(cutShort()).rejects.toThrow('cut short');
    expect(beside()).toEqual([]);
    await close();
    expect(await kept()).toBe(HENGNAN.length);
  });

  it('that was killed is forgotten by whoever opens the folder next', async () => {
    const copy = (from: string, to: string, names: string[]) =>
      names.forEach((name) => copyFileSync(join(from, name), join(to, name)));
    const killed = cutShort(() => {
      copy(data, root, beside());
    });
    await expect(killed).rejects.toThrow('cut short');
    await close();
    const left = readdirSync(root).filter((name) => name.startsWith('reads.db.'));
    expect(left.some((name) => name.endsWith('-wal'))).toBe(true);
    copy(root, data, left);

    await (await Platform.open({ data, access: 'read' })).close();
    expect(beside()).toEqual([]);
    expect(await kept()).toBe(HENGNAN.length);
  });

  it('that was finished takes its place even if the process ended before it could', async () => {
    await platform.rebuild({ verify: false });
    const finished = beside();
    for (const name of finished) copyFileSync(join(data, name), join(root, name));
    await close();
    for (const end of ['', '-wal', '-shm'])
      rmSync(`${dataPaths(data).reads}${end}`, { force: true });
    for (const name of finished) copyFileSync(join(root, name), join(data, name));

    const reader = await Platform.open({ data, access: 'read' });
    expect(beside()).toEqual([]);
    expect(await kept()).toBe(HENGNAN.length);
    await reader.close();
  });
});
