import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tree, type DivisionChange } from '@gongkai/directory';
import { Rejection } from '@gongkai/kernel';
import { countingIds, FakeClock, MemoryEventStore } from '@gongkai/testing';
import { HENGNAN } from './demo/spec-divisions.js';
import { initialise, type Founded, type Founding } from './initialise.js';

describe('the first hour of a folder', () => {
  const newFounding = (): Founding => ({
    events: new MemoryEventStore(),
    ids: countingIds(),
    clock: new FakeClock(),
    tree: new Tree(),
    demo: false,
    send: () => Promise.reject(new Error('nothing is sent')),
    caughtUp: () => Promise.resolve(),
  });
  const merged = { kind: 'merged', code: '430422', into: '430400' } as const;
  const wrong: DivisionChange = { ...merged, on: '2020-01-01', ground: null };

  it('is repeated with a longer table of changes, and tells those the log does not allow', async () => {
    const founding = newFounding();
    const init = (changes: readonly DivisionChange[]) =>
      initialise(founding, {
        folder: '',
        demo: false,
        divisions: { rows: HENGNAN, changes },
      }) as Promise<Founded>;
    const change: DivisionChange = {
      kind: 'recoded',
      code: '430498',
      name: '旧县',
      toCode: '430422',
      toName: '衡南县',
      on: '1988-01-01',
      ground: null,
    };
    expect(await init([])).toMatchObject({ events: 4, refused: [] });
    expect(await init([change])).toMatchObject({ events: 7, refused: [] });
    expect(await init([change, wrong])).toMatchObject({
      events: 7,
      refused: [{ change: wrong, reason: { code: 'directory.successorOfOtherKind' } }],
    });
  });

  it('ends with the change that is not allowed before demo data is put on the tree', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-initialise-'));
    const divisions = { rows: HENGNAN, changes: [wrong] };
    const founded = await initialise(newFounding(), { folder, demo: true, divisions });
    rmSync(folder, { recursive: true });
    expect(founded).toBeInstanceOf(Rejection);
    expect(founded).toMatchObject({
      code: 'directory.successorOfOtherKind',
      details: { change: 'merged 430422 2020-01-01' },
    });
  });
});
