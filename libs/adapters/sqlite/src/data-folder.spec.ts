import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamName } from '@gongkai/kernel';
import { newEvent } from '@gongkai/testing';
import { masterKeyPath, shredListPath } from '@gongkai/vault';
import Database from 'better-sqlite3';
import { backupFolder, restoreFolder } from './backup.js';
import {
  dataPaths,
  holdDataFolder,
  holderOf,
  markMoved,
  readDataFolder,
  unmarkMoved,
} from './data-folder.js';
import { SqliteEventStore } from './event-store.js';
import { PersonKeyStore } from './vault/person-key-store.js';
import { SEGMENT } from './hot-keys.js';
import { verifyLog } from './verify-log.js';

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

  it('whose log went on elsewhere takes no writer but one that moves it again, and is read', async () => {
    const { store, held } = await fill(1);
    await store.close();
    held.release();
    markMoved(folder, { to: 'cluster', at: '2026-03-02T00:00:00.000Z' });
    const refused = {
      code: 'folder.moved',
      en: expect.stringMatching(/to cluster at 2026-03-02T/),
    };
    expect(() => holdDataFolder(folder)).toThrow(expect.objectContaining(refused));
    writeFileSync(dataPaths(folder).moved, 'touched');
    expect(() => holdDataFolder(folder)).toThrow(expect.objectContaining({ problem: 'moved' }));
    expect(readDataFolder(folder).events).toBe(dataPaths(folder).events);
    holdDataFolder(folder, {}, { evenMoved: true }).release();
    unmarkMoved(folder);
    holdDataFolder(folder).release();
  });

  it('of a newer program is refused, for writing and for reading, and left as it was', async () => {
    const { store, held } = await fill(1);
    await store.close();
    held.release();
    writeFileSync(dataPaths(folder).format, '99\n');
    for (const use of [holdDataFolder, readDataFolder])
      expect(() => use(folder)).toThrow(
        expect.objectContaining({ problem: 'newer', details: { found: 99, known: 2 } }) as Error,
      );
    expect(readFileSync(dataPaths(folder).format, 'utf8')).toBe('99\n');
  });

  it('of an older program is copied, then upgraded step by step', async () => {
    const { store, held } = await fill(1);
    await store.close();
    held.release();
    const steps: number[] = [];
    const upgrades = { 2: () => void steps.push(2), 3: () => void steps.push(3) };
    holdDataFolder(folder, {}, { format: 4, upgrades }).release();
    expect(steps).toEqual([2, 3]);
    expect(readFileSync(dataPaths(folder).format, 'utf8')).toBe('4\n');
    expect(existsSync(join(folder, 'before-format-3', 'events.db'))).toBe(true);
  });

  /** As format 1 had it: the keys in a tree of their own. */
  const asFormat1 = (path: string) => {
    const db = new Database(path);
    db.exec(`
      ALTER TABLE events RENAME TO now;
      CREATE TABLE events (position INTEGER PRIMARY KEY, crc INTEGER NOT NULL, record BLOB NOT NULL);
      CREATE TABLE hot (position INTEGER PRIMARY KEY, key INTEGER NOT NULL);
      INSERT INTO events SELECT position, crc, record FROM now;
      INSERT INTO hot SELECT position, key FROM now;
      DROP TABLE now;
      DROP TABLE segments;
    `);
    db.close();
  };

  it('of format 1 keeps every record and every key, and cannot be read before', async () => {
    const { store, held } = await fill(3);
    await Promise.all(
      Array.from({ length: SEGMENT }, (_, i) =>
        store.append(streamName('t1', 'thing', `m${i}`), 0, [newEvent('t1', `m${i}`, 1)]),
      ),
    );
    const keysOf = (log: SqliteEventStore) => {
      const found: number[] = [];
      log.scan(undefined, BigInt(SEGMENT + 3), (keys) => found.push(...keys));
      return found;
    };
    const keys = keysOf(store);
    const records = await store.read(streamName('t1', 'thing', 's1'));
    await store.close();
    held.release();
    asFormat1(held.paths.events);
    writeFileSync(held.paths.format, '1\n');
    expect(() => readDataFolder(folder)).toThrow(
      expect.objectContaining({ problem: 'older', details: { found: 1, known: 2 } }) as Error,
    );
    const upgraded = holdDataFolder(folder);
    expect(verifyLog(upgraded.paths.events)).toEqual({ events: SEGMENT + 3, problems: [] });
    const log = new SqliteEventStore({ path: upgraded.paths.events, writer: 'here' });
    expect(keysOf(log)).toEqual(keys);
    expect(await log.read(streamName('t1', 'thing', 's1'))).toEqual(records);
    await log.close();
    upgraded.release();
  });

  const tablesIn = (path: string) => {
    const db = new Database(path, { readonly: true });
    const names = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all();
    db.close();
    return names as string[];
  };

  it('whose upgrade was cut short before its number was written goes on, and keeps the copy made first', async () => {
    const { store, held } = await fill(3);
    await store.close();
    held.release();
    asFormat1(held.paths.events);
    writeFileSync(held.paths.format, '1\n');
    holdDataFolder(folder).release();
    writeFileSync(held.paths.format, '1\n');

    holdDataFolder(folder).release();
    expect(readFileSync(held.paths.format, 'utf8')).toBe('2\n');
    expect(verifyLog(held.paths.events)).toEqual({ events: 3, problems: [] });
    const copy = join(folder, 'before-format-2');
    expect(tablesIn(join(copy, 'events.db'))).toContain('hot');
    expect(readFileSync(join(copy, 'blobs', 'ab', 'cd'), 'utf8')).toBe('a file');
  });

  it('whose copy was cut short is copied again before anything is changed', async () => {
    const { store, held } = await fill(1);
    await store.close();
    held.release();
    asFormat1(held.paths.events);
    writeFileSync(held.paths.format, '1\n');
    const half = join(folder, 'before-format-2.copying');
    mkdirSync(half);
    writeFileSync(join(half, 'events.db'), 'half of it');

    holdDataFolder(folder).release();
    expect(existsSync(half)).toBe(false);
    expect(tablesIn(join(folder, 'before-format-2', 'events.db'))).toContain('hot');
  });

  it('that was never made cannot be read', () => {
    expect(() => readDataFolder(folder)).toThrow(
      expect.objectContaining({ problem: 'missing' }) as Error,
    );
  });

  it('is refused at once, with the option, where a file system takes no folder', async () => {
    if (!existsSync('/proc/self')) return;
    const nowhere = '/proc/gongkai/data';
    const refused = (option: string) =>
      expect.objectContaining({ code: 'folder.notMade', details: { option, folder: nowhere } });
    expect(() => holdDataFolder(nowhere)).toThrow(refused('--data'));
    const { store, held } = await fill(1);
    await store.close();
    held.release();
    await expect(backupFolder(folder, nowhere, new Date())).rejects.toEqual(refused('<folder>'));
    const backup = join(root, 'backup');
    await backupFolder(folder, backup, new Date());
    await expect(restoreFolder(backup, nowhere)).rejects.toEqual(refused('--data'));
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
    expect(await restoreFolder(backup, restored)).toEqual({ ...manifest, shreddedAgain: 0 });
    expect(readFileSync(join(restored, 'blobs', 'ab', 'cd'), 'utf8')).toBe('a file');
    const again = new SqliteEventStore({ path: dataPaths(restored).events, writer: 'here' });
    expect(await again.head()).toBe(BigInt(manifest.head));
    await again.close();
    await expect(restoreFolder(backup, restored)).rejects.toMatchObject({ problem: 'notEmpty' });
  });

  it('is not backed up into itself, under whatever name', async () => {
    const { store, held } = await fill(1);
    await store.close();
    held.release();
    symlinkSync(folder, join(root, 'link'));
    mkdirSync(join(folder, 'empty'));
    const before = readdirSync(folder);
    for (const target of [
      join(folder, 'backup'),
      join(folder, 'empty'),
      join(root, 'link', 'b', 'c'),
    ])
      await expect(backupFolder(folder, target, new Date())).rejects.toMatchObject({
        code: 'folder.backupInside',
        details: { folder: target },
      });
    expect(readdirSync(folder)).toEqual(before);
    await backupFolder(folder, `${folder}-backup`, new Date());
  });

  it('is backed up without files under way or kept for an hour, which may go meanwhile', async () => {
    for (const name of ['.incoming', '.passing']) {
      mkdirSync(join(dataPaths(folder).blobs, name), { recursive: true });
      writeFileSync(join(dataPaths(folder).blobs, name, 'ef'), 'half a file');
    }
    expect(readdirSync(join(await backedUp(), 'blobs'))).toEqual(['ab']);
  });

  const backedUp = async (): Promise<string> => {
    const { store, held } = await fill(3);
    const backup = join(root, 'backup');
    await backupFolder(folder, backup, new Date('2026-03-02T00:00:00Z'));
    await store.close();
    held.release();
    return backup;
  };

  it('is restored into the empty folder that is there, which may be a volume, and nothing beside it', async () => {
    const backup = await backedUp();
    const volume = join(root, 'volume');
    mkdirSync(join(volume, 'lost+found'), { recursive: true });
    const { ino } = statSync(volume);
    const around = readdirSync(root);
    await restoreFolder(backup, volume);
    expect(statSync(volume).ino).toBe(ino);
    expect(readdirSync(root)).toEqual(around);
    expect(readdirSync(volume)).not.toContain('.restoring');
    holdDataFolder(volume).release();
    expect(verifyLog(dataPaths(volume).events)).toEqual({ events: 3, problems: [] });
  });

  it('half restored is opened by nobody, and restored again', async () => {
    const backup = await backedUp();
    const volume = join(root, 'volume');
    await restoreFolder(backup, volume);
    const staging = join(volume, '.restoring');
    mkdirSync(staging);
    for (const name of ['format', 'keys.db', 'blobs'])
      if (existsSync(join(volume, name))) renameSync(join(volume, name), join(staging, name));

    for (const use of [holdDataFolder, readDataFolder])
      expect(() => use(volume)).toThrow(expect.objectContaining({ code: 'folder.restoring' }));
    await expect(backupFolder(volume, join(root, 'other'), new Date())).rejects.toMatchObject({
      code: 'folder.restoring',
    });
    writeFileSync(join(volume, 'notes.txt'), 'mine');
    await expect(restoreFolder(backup, volume)).rejects.toMatchObject({ problem: 'notEmpty' });
    rmSync(join(volume, 'notes.txt'));
    await restoreFolder(backup, volume);
    holdDataFolder(volume).release();
    expect(readFileSync(join(volume, 'blobs', 'ab', 'cd'), 'utf8')).toBe('a file');
    await expect(restoreFolder(backup, volume)).rejects.toMatchObject({ problem: 'notEmpty' });
  });

  it('is backed up without its master key; what was destroyed since stays destroyed', async () => {
    const { store, held } = await fill(1);
    const at = (data: string) =>
      new PersonKeyStore({
        path: dataPaths(data).keys,
        folder: data,
        masterKey: masterKeyPath(folder),
        access: 'write',
      });
    const keys = at(folder);
    const { key } = await keys.ofPerson('t1', 'mac');
    const { mark } = keys.unlock();
    const backup = join(root, 'backup');
    expect(await backupFolder(folder, backup, new Date())).toMatchObject({ masterKey: mark });
    expect(readdirSync(backup)).toEqual(['backup.json', 'blobs', 'events.db', 'keys.db']);
    await keys.shred('t1', key, '2026-03-02T01:00:00.000Z');
    await keys.close();
    await store.close();
    held.release();
    const restored = join(root, 'restored');
    const progress = () => undefined;
    await expect(
      restoreFolder(backup, restored, progress, { since: join(root, 'nowhere') }),
    ).rejects.toMatchObject({
      problem: 'missing',
    });
    expect(await restoreFolder(backup, restored, progress, { since: folder })).toMatchObject({
      masterKey: mark,
      shreddedAgain: 1,
    });
    const again = at(restored);
    expect((await again.byId('t1', [key])).get(key)).toBe('shredded');
    await again.close();
  });

  it('is restored with everything destroyed since, from the list nearest at hand, and not without', async () => {
    const { store, held } = await fill(1);
    const at = (data: string) =>
      new PersonKeyStore({
        path: dataPaths(data).keys,
        folder: data,
        masterKey: masterKeyPath(data),
        access: 'write',
      });
    const keys = at(folder);
    const { key } = await keys.ofPerson('t1', 'mac');
    const backup = join(root, 'backup');
    await backupFolder(folder, backup, new Date());
    await keys.shred('t1', key, '2026-03-02T01:00:00.000Z');
    await keys.close();
    await store.close();
    held.release();
    const restored = join(root, 'restored');
    const again = (shreddings?: Parameters<typeof restoreFolder>[3]) =>
      restoreFolder(backup, restored, () => undefined, shreddings);
    const stays = async () => {
      copyFileSync(masterKeyPath(folder), masterKeyPath(restored));
      const opened = at(restored);
      expect((await opened.byId('t1', [key])).get(key)).toBe('shredded');
      await opened.close();
      for (const path of [
        restored,
        masterKeyPath(restored),
        shredListPath(masterKeyPath(restored)),
      ])
        rmSync(path, { recursive: true });
    };
    expect(await again()).toMatchObject({ shreddedAgain: 1 });
    await stays();
    const away = join(root, 'away');
    renameSync(folder, away);
    const list = shredListPath(masterKeyPath(folder));
    expect(await again({ since: list })).toMatchObject({ shreddedAgain: 1 });
    await stays();
    renameSync(list, join(root, 'list'));
    await expect(again()).rejects.toMatchObject({ code: 'vault.masterKeyShreddingsMissing' });
    expect(existsSync(restored)).toBe(false);
    expect(await again({ since: away })).toMatchObject({ shreddedAgain: 1 });
    await stays();
    expect(await again({ without: true })).toMatchObject({ shreddedAgain: 0 });
  });

  it('is not restored from what is no backup, or says of itself what no backup says', async () => {
    const backup = await backedUp();
    const path = join(backup, 'backup.json');
    const whole = JSON.parse(readFileSync(path, 'utf8')) as { files: object };
    const restored = join(root, 'restored');
    const restoring = () => restoreFolder(backup, restored);
    const outside = { '../outside': { bytes: 1, sha256: '' } };
    for (const text of [
      '',
      '{"format":',
      'null',
      JSON.stringify({ ...whole, files: undefined }),
      JSON.stringify({ ...whole, files: {} }),
      JSON.stringify({ ...whole, files: { ...whole.files, ...outside } }),
    ]) {
      writeFileSync(path, text);
      await expect(restoring()).rejects.toMatchObject({
        code: 'folder.damaged',
        details: { file: 'backup.json' },
      });
    }
    writeFileSync(path, '{"format":99}');
    await expect(restoring()).rejects.toMatchObject({ code: 'folder.newer' });
    rmSync(path);
    await expect(restoring()).rejects.toMatchObject({ code: 'folder.noBackup' });
    expect(existsSync(restored)).toBe(false);
  });

  it('leaves nothing of a backup that could not be finished, so that the next one can be', async () => {
    const { store, held } = await fill(1);
    await store.close();
    held.release();
    // Comes after others are copied.
    const { keys } = dataPaths(folder);
    writeFileSync(keys, 'no database');
    const backup = join(root, 'backup');
    await expect(backupFolder(folder, backup, new Date())).rejects.toThrow();
    expect(existsSync(backup)).toBe(false);
    mkdirSync(backup);
    await expect(backupFolder(folder, backup, new Date())).rejects.toThrow();
    rmSync(keys);
    await backupFolder(folder, backup, new Date());
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
    const damaged = { problem: 'damaged', details: { file: 'events.db' } };
    await expect(restoreFolder(backup, restored)).rejects.toMatchObject(damaged);
    expect(existsSync(restored)).toBe(false);
    mkdirSync(restored);
    await expect(restoreFolder(backup, restored)).rejects.toMatchObject(damaged);
    expect(readdirSync(restored)).toEqual([]);
  });
});
