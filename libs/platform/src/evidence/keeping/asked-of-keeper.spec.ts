import { MemoryEvidenceStore } from '@gongkai/evidence-store';
import { growthOf } from '@gongkai/testing';
import { AskedOfKeeper, askForRotation, keeperReached } from './asked-of-keeper.js';

const away = { code: 'evidence.keeperAway', zh: expect.stringContaining('watcher') as string };

describe('what is asked of the process that keeps the evidence logs', () => {
  it('is given up, and taken back, when nobody does it', async () => {
    const store = new MemoryEvidenceStore();
    await expect(askForRotation(store, 't1', 20)).rejects.toMatchObject(away);
    expect(await store.settings('')).toEqual(new Map());
    await expect(keeperReached(store, 5n, 20)).rejects.toMatchObject(away);
  });

  it('is done once, for each tenant that was asked for', async () => {
    const store = new MemoryEvidenceStore();
    const rotated: string[] = [];
    const keeping = {
      ensure: async () => undefined,
      rotate: async (tenant: string) => void rotated.push(tenant),
    };
    const asked = new AskedOfKeeper(store, keeping, (error) => {
      throw error;
    });
    await Promise.all([askForRotation(store, 't1'), askForRotation(store, 't2')]);
    await asked.close();
    expect(rotated.sort()).toEqual(['t1', 't2']);
  });

  it('is waited for as long as the logs grow', async () => {
    const store = new MemoryEvidenceStore();
    const reached = keeperReached(store, 30n, 2_000);
    for (const size of [0, 1, 2])
      await store.append(BigInt(size * 10 + 10), [growthOf('t1', size, 1)]);
    await reached;
    expect(await store.cursor()).toBe(30n);
  });
});
