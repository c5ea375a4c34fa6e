import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GovernmentCommand, loadDivisions, nodeProjection } from '@gongkai/directory';
import { checkpointName, PLATFORM, Rejection } from '@gongkai/kernel';
import {
  buildingPath,
  dataPaths,
  SqliteCellStore,
  SqliteReadStore,
  verifyingPath,
} from '@gongkai/sqlite';
import Database from 'better-sqlite3';
import { CELLS } from './cells/cell-keeper.js';
import { HENGNAN } from './demo/spec-divisions.js';
import { Platform } from './platform.js';
import { verifyReads } from './rebuild.js';

const NODES = checkpointName(nodeProjection);

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
  const cutShort = (atFirst: () => void = () => undefined, verify = false) =>
    platform.rebuild({
      verify,
      onProgress: () => {
        atFirst();
        throw new Error('cut short');
      },
    });

  it('takes the place of the old ones when the folder is closed', async () => {
    const before = await kept();
    const report = await platform.rebuild({ verify: false });
    expect(report).toMatchObject({ differing: [], notCompared: [] });
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

  it('ends where the disk is full, with nothing half built and the ones in use as they were', async () => {
    const ended = platform.rebuild({ verify: false });
    // There, and full, before the rebuild comes to it: it asks the log first.
    const path = buildingPath(dataPaths(data).reads);
    const reads = new SqliteReadStore({ path });
    const db = new Database(path);
    // To SQLite a table that has used its last number is as full as the disk.
    db.exec(`CREATE TABLE used (n INTEGER PRIMARY KEY AUTOINCREMENT);
      INSERT INTO used VALUES (9223372036854775807);
      CREATE TRIGGER no_room BEFORE INSERT ON checkpoints
      BEGIN INSERT INTO used VALUES (NULL); END;`);
    db.close();
    await reads.close();
    await expect(ended).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    expect(beside()).toEqual([]);
    await close();
    expect(await kept()).toBe(HENGNAN.length);
  });

  it.each([false, true])(
    'that was killed is forgotten by whoever opens the folder next; only to verify: %s',
    async (verify) => {
      const copy = (from: string, to: string, names: string[]) =>
        names.forEach((name) => copyFileSync(join(from, name), join(to, name)));
      const killed = cutShort(() => {
        copy(data, root, beside());
      }, verify);
      await expect(killed).rejects.toThrow('cut short');
      await close();
      const left = readdirSync(root).filter((name) => name.startsWith('reads.db.'));
      expect(left.some((name) => name.endsWith('-wal'))).toBe(true);
      copy(root, data, left);

      await (await Platform.open({ data, access: 'read' })).close();
      expect(beside()).toEqual([]);
      expect(await kept()).toBe(HENGNAN.length);
    },
  );

  it('that only verifies keeps its file while others open the folder, and is the only one', async () => {
    const verifying = new SqliteReadStore({ path: verifyingPath(dataPaths(data).reads) });
    await close();
    await open();
    expect(beside()).toContain('reads.db.verify');
    await expect(platform.rebuild({ verify: true })).rejects.toMatchObject({
      code: 'reads.verifying',
    });
    expect(beside()).toContain('reads.db.verify');
    await verifying.close();
    expect(await platform.rebuild({ verify: true })).toMatchObject({ differing: [] });
    expect(beside()).toEqual([]);
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

  const compared = async (path: string) => {
    const reads = new SqliteReadStore({ path });
    const cells = new SqliteCellStore(path);
    const { log, clock } = platform.parts;
    const deps = { log, clock, tree: platform.tree, path: dataPaths(data).reads };
    const report = await verifyReads({ ...deps, reads, cells });
    await cells.close();
    await reads.close();
    return report;
  };

  it('is not compared with read models that were never made, and says so', async () => {
    const { projections, differing, notCompared } = await compared(join(root, 'none.db'));
    expect(differing).toEqual([]);
    expect(notCompared).toHaveLength(projections);
    expect(notCompared).toEqual(expect.arrayContaining([NODES, CELLS]));
  });

  it('is not compared with what is behind the log, and finds what is not as the log has it', async () => {
    const path = join(root, 'copy.db');
    await close();
    copyFileSync(dataPaths(data).reads, path);
    await open();
    expect(await compared(path)).toMatchObject({ differing: [], notCompared: [] });

    await dropOneNode(path);
    expect(await compared(path)).toMatchObject({ differing: [NODES], notCompared: [] });

    await countyJoins();
    const behind = await compared(path);
    expect(behind.differing).toEqual([]);
    expect(behind.notCompared).toEqual(expect.arrayContaining([NODES, CELLS]));
    expect(behind.notCompared.length).toBeLessThan(behind.projections);
  });

  const countyJoins = async () => {
    const { id: division } = platform.tree.find('430422')[0]!;
    const body = { type: 'join', division, name: '衡南县人民政府', on: '2008-05-01' };
    const caller = { kind: 'operator' as const, name: 'spec' };
    const call = { tenant: PLATFORM, caller, commandId: platform.ids.id(), body };
    const outcome = await platform.send(new GovernmentCommand(call, body));
    if (outcome instanceof Rejection) throw new Error(outcome.en);
  };

  const dropOneNode = async (path: string) => {
    const reads = new SqliteReadStore({ path });
    const { collection } = nodeProjection;
    const { value: first } = await reads.scan(collection)[Symbol.asyncIterator]().next();
    const { tenant, id } = first as { tenant: string; id: string };
    const { position: before } = (await reads.rowsAt(collection, tenant, [id])).get(id)!;
    const upTo = (await platform.events.head())!;
    const write = { tenant, id, row: undefined, position: upTo + 1n, before };
    await reads.save({
      projection: NODES,
      collection: collection as never,
      writes: [write],
      parked: [],
      upTo,
    });
    await reads.close();
  };
});
