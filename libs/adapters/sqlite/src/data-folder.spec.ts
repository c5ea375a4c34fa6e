import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamName } from '@gongkai/kernel';
import { newEvent } from '@gongkai/testing';
import { backupFolder, restoreFolder } from './backup.js';
import { dataPaths, holdDataFolder, holderOf, readDataFolder } from './data-folder.js';
import { SqliteEventStore } from './event-store.js';

describe('a data folder', () => {
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-data-'));
    folder = join(root, 'data');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const fill = async (events: number) => {
    const held = holdDataFolder(folder);
    const store = new SqliteEventStore({ path: held.paths.events, writer: 'here' });
    for (let i = 0; i < events; i++)
      await store.append(streamName('t1', 'thing', `s${i}`), 0, [newEvent('t1', `s${i}`, 1)]);
    mkdirSync(join(held.paths.blobs, 'ab'), { recursive: true });
    writeFileSync(join(held.paths.blobs, 'ab', 'cd'), 'a file');
    return { store, held };
  };

  it('has one writer; the second is told who holds it', () => {
    const held = holdDataFolder(folder, { url: 'http://127.0.0.1:3000' });
    expect(() => holdDataFolder(folder)).toThrow(
      expect.objectContaining({
        problem: 'locked',
        details: { pid: process.pid, url: 'http://127.0.0.1:3000' },
      }) as Error,
    );
    held.release();
    holdDataFolder(folder).release();
    expect(holderOf(folder)).toEqual({});
  });

  it('of a newer program is refused, for writing and for reading, and left as it was', async () => {
    const { store, held } = await fill(1);
    await store.close();
    held.release();
    writeFileSync(dataPaths(folder).format, '99\n');
    for (const use of [holdDataFolder, readDataFolder])
      expect(() => use(folder)).toThrow(
        expect.objectContaining({ problem: 'newer', details: { found: 99, known: 1 } }) as Error,
      );
    expect(readFileSync(dataPaths(folder).format, 'utf8')).toBe('99\n');
  });

  it('of an older program is copied, then upgraded step by step', async () => {
    const { store, held } = await fill(1);
    await store.close();
    held.release();
    const steps: number[] = [];
    const upgrades = { 1: () => void steps.push(1), 2: () => void steps.push(2) };
    holdDataFolder(folder, {}, { format: 3, upgrades }).release();
    expect(steps).toEqual([1, 2]);
    expect(readFileSync(dataPaths(folder).format, 'utf8')).toBe('3\n');
    expect(existsSync(join(folder, 'before-format-2', 'events.db'))).toBe(true);
  });

  it('that was never made cannot be read', () => {
    expect(() => readDataFolder(folder)).toThrow(
      expect.objectContaining({ problem: 'missing' }) as Error,
    );
  });

  it('is backed up while its writer goes on, and restored only when every part checks out', async () => {
    const { store, held } = await fill(20);
    const backup = join(root, 'backup');
    const [manifest] = await Promise.all([
      backupFolder(folder, backup, new Date('2026-03-02T00:00:00Z')),
      store.append(streamName('t1', 'thing', 'later'), 0, [newEvent('t1', 'later', 1)]),
    ]);
    await store.close();
    held.release();
    const restored = join(root, 'restored');
    expect(await restoreFolder(backup, restored)).toEqual(manifest);
    expect(readFileSync(join(restored, 'blobs', 'ab', 'cd'), 'utf8')).toBe('a file');
    const again = new SqliteEventStore({ path: dataPaths(restored).events, writer: 'here' });
    expect(await again.head()).toBe(BigInt(manifest.head));
    await again.close();
    await expect(restoreFolder(backup, restored)).rejects.toMatchObject({ problem: 'notEmpty' });
  });

  it('is not restored from a backup with a changed byte, and nothing is left behind', async () => {
    const { store, held } = await fill(5);
    const backup = join(root, 'backup');
    await backupFolder(folder, backup, new Date());
    await store.close();
    held.release();
    const file = join(backup, 'events.db');
    const bytes = readFileSync(file);
    bytes[bytes.length - 10]! ^= 1;
    writeFileSync(file, bytes);
    const restored = join(root, 'restored');
    await expect(restoreFolder(backup, restored)).rejects.toMatchObject({
      problem: 'damaged',
      details: { file: 'events.db' },
    });
    expect(existsSync(restored)).toBe(false);
  });
});
