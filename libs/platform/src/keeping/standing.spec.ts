import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { loadDivisions } from '@gongkai/directory';
import { dataPaths, holdDataFolder } from '@gongkai/sqlite';
import { HENGNAN } from '../demo/spec-divisions.js';
import { Platform } from '../platform.js';
import { watchFailures } from './failures.js';
import { Making } from './making.js';

describe('read models that are not what the log has', () => {
  it('are being made until they have come to where the log ended when they were begun', () => {
    const making = new Making();
    const at = (position: bigint | undefined, head: bigint | undefined) =>
      making.isMaking('rows', position, head);
    expect([at(undefined, 7n), at(6n, 9n), at(7n, 9n), at(undefined, 9n)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('are not, over an empty log or a little late, and are, far behind', () => {
    const first = (position: bigint | undefined, head: bigint | undefined) =>
      new Making().isMaking('rows', position, head);
    expect(first(undefined, undefined)).toBe(false);
    expect([first(1n, 100_001n), first(1n, 100_002n)]).toEqual([false, true]);
  });

  it('are told of once for each reason', async () => {
    const said: [string, readonly string[]][] = [];
    const rows = { name: 'rows', failure: null as string | null };
    const figures = { name: 'figures', failure: null as string | null };
    const end = watchFailures(
      async () => [rows, figures],
      (failure, names) => said.push([failure, names]),
      5,
    );
    rows.failure = figures.failure = 'disk full';
    await setTimeout(60);
    figures.failure = null;
    await setTimeout(60);
    rows.failure = null;
    await setTimeout(60);
    rows.failure = 'disk full';
    await setTimeout(60);
    end();
    expect(said).toEqual([
      ['disk full', ['rows', 'figures']],
      ['disk full', ['rows']],
    ]);
  });

  it('show in the status of a folder whose reads.db is not there, and no longer once they are made', async () => {
    const root = mkdtempSync(join(tmpdir(), 'gongkai-standing-'));
    const data = join(root, 'data');
    const building = async (platform: Platform) =>
      (await platform.status()).projections.filter((each) => each.building).length;
    const first = await Platform.open({ data, access: 'write' });
    const { events: store, ids } = first;
    expect(await building(first)).toBe(0);
    await loadDivisions({ store, ids }, { today: '2026-03-02', rows: HENGNAN, changes: [] });
    await first.waitFor((await store.head())!);
    // The tree and the calendars are followed in memory: they are there with the process.
    const all = (await first.status()).projections.length - 2;
    await first.close();
    rmSync(dataPaths(data).reads);

    // Whoever holds the folder keeps no read models: nobody makes them meanwhile.
    const held = holdDataFolder(data);
    const beside = await Platform.open({ data, access: 'read' });
    expect(await building(beside)).toBe(all);
    await beside.close();
    held.release();

    const again = await Platform.open({ data, access: 'write' });
    await again.waitFor((await again.events.head())!);
    expect(await building(again)).toBe(0);
    await again.close();
    rmSync(root, { recursive: true });
  });
});
