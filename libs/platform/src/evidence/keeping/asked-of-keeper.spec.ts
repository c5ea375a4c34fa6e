import { MemoryEvidenceStore } from '@gongkai/evidence-store';
import { INSTALLATION } from '@gongkai/kernel';
import { EvidenceBelongings } from '../../moving/evidence-belongings.js';
import { AskedOfKeeper, askForRotation } from './asked-of-keeper.js';

const away = { code: 'evidence.keeperAway', zh: expect.stringContaining('watcher') as string };

describe('what is asked of the process that keeps the evidence logs', () => {
  it('is given up, and taken back, when nobody does it', async () => {
    const store = new MemoryEvidenceStore();
    await expect(askForRotation(store, 't1', 20)).rejects.toMatchObject(away);
    expect(await store.settings('')).toEqual(new Map());
  });

  it('is not moved to another place, where nobody asked for it', async () => {
    const store = new MemoryEvidenceStore();
    for (const name of ['asked/t1', 'rotate/t1', 'installation'])
      await store.set(INSTALLATION, name, 'x');
    const moved: string[] = [];
    const belongings = new EvidenceBelongings(store, null);
    for await (const { id } of belongings.each('setting', INSTALLATION)) moved.push(id);
    expect(moved).toEqual(['installation']);
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
});
