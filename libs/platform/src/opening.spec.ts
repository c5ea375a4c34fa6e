import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDivisions } from '@gongkai/directory';
import { OperatorError } from '@gongkai/kernel';
import { dataPaths, SqliteReadStore } from '@gongkai/sqlite';
import Database from 'better-sqlite3';
import { HENGNAN } from './demo/spec-divisions.js';
import { initialise } from './initialise.js';
import { Platform } from './platform.js';

describe('a data folder that cannot be opened', () => {
  let made: string;
  let root: string;
  let data: string;
  beforeAll(async () => {
    made = mkdtempSync(join(tmpdir(), 'gongkai-made-'));
    const platform = await Platform.open({ data: join(made, 'data'), access: 'write' });
    const { events: store, ids } = platform;
    await loadDivisions({ store, ids }, { today: '2026-03-02', rows: HENGNAN, changes: [] });
    await platform.close();
  });
  afterAll(() => rmSync(made, { recursive: true }));
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-opening-'));
    data = join(root, 'data');
    cpSync(made, root, { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Databases somebody still has open: only who is alone may end the write-ahead log. */
  const heldOpen = () => ['events.db', 'keys.db'].filter((name) => !isAlone(join(data, name)));
  const isAlone = (path: string): boolean => {
    const db = new Database(path, { timeout: 0 });
    try {
      return db.pragma('journal_mode = DELETE', { simple: true }) === 'delete';
    } catch {
      return false;
    } finally {
      db.close();
    }
  };
  const open = (access: 'write' | 'read' | 'dryRun') => Platform.open({ data, access });
  const opensAgain = async () => (await open('write')).close();

  it.each(['write', 'read', 'dryRun'] as const)(
    'is let go whole when its read models are of a newer version, opened to %s',
    async (access) => {
      const { reads } = dataPaths(data);
      renameSync(reads, join(root, 'reads.db'));
      const newer = new Database(reads);
      newer.pragma('user_version = 99');
      newer.close();

      const error = await open(access).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OperatorError);
      expect(error).toMatchObject({
        code: 'reads.newer',
        details: { file: 'reads.db', found: 99, known: 1 },
      });
      expect(JSON.stringify(error)).not.toContain(root);
      expect(heldOpen()).toEqual([]);
      renameSync(join(root, 'reads.db'), reads);
      await opensAgain();
    },
  );

  it('is not read when its read models cannot be brought to the end of the log, and says which', async () => {
    const { reads } = dataPaths(data);
    const db = new Database(reads);
    db.prepare(`UPDATE collections SET shape = '{}' WHERE name LIKE '%accounts%'`).run();
    const { changes } = db
      .prepare(`DELETE FROM checkpoints WHERE projection LIKE 'accounts@%'`)
      .run();
    db.close();
    expect(changes).toBe(1);

    await expect(open('read')).rejects.toMatchObject({
      code: 'reads.standing',
      details: { readModels: expect.arrayContaining(['accounts@1']) as string[] },
    });
    expect(heldOpen()).toEqual([]);
    rmSync(reads);
    await opensAgain();
  }, 30_000);

  it('is not made the first of its kind while its read models stand still', async () => {
    const { reads } = dataPaths(data);
    const db = new Database(reads);
    db.prepare(`UPDATE collections SET shape = '{}' WHERE name LIKE '%accounts%'`).run();
    db.prepare(`DELETE FROM checkpoints WHERE projection LIKE 'accounts@%'`).run();
    db.close();

    const platform = await open('write');
    const divisions = { rows: HENGNAN, changes: [] };
    const begun = initialise(platform, { folder: data, demo: false, divisions });
    await expect(begun).rejects.toMatchObject({ code: 'reads.standing' });
    await platform.close();
    rmSync(reads);
    await opensAgain();
  }, 30_000);

  it('is let go whole when its evidence cannot be read, with all that was at work by then', async () => {
    const { evidence } = dataPaths(data);
    rmSync(evidence);
    writeFileSync(evidence, 'this is no database of any kind, and longer than a header of one is');

    await expect(open('write')).rejects.toMatchObject({ code: 'SQLITE_NOTADB' });
    expect(heldOpen()).toEqual([]);
    rmSync(evidence);
    await opensAgain();
  });
});

describe('a data folder that is closed', () => {
  let root: string;
  let platform: Platform;
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-closing-'));
    platform = await Platform.open({ data: join(root, 'data'), access: 'write' });
  });
  afterEach(async () => {
    await platform.close();
    rmSync(root, { recursive: true });
  });

  it('has read models that show everything that was answered, and may be closed again', async () => {
    const { events: store, ids } = platform;
    await loadDivisions({ store, ids }, { today: '2026-03-02', rows: HENGNAN, changes: [] });
    const head = await store.head();
    await Promise.all([platform.close(), platform.close()]);
    await platform.close();

    const reads = new SqliteReadStore({
      path: dataPaths(join(root, 'data')).reads,
      access: 'read',
    });
    const shown = await reads.checkpoints();
    await reads.close();
    expect(head).toBeGreaterThan(1n);
    expect(new Set(shown.values())).toEqual(new Set([head]));
  });
});
