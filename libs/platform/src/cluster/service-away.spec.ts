import { servedUpTo } from './service-away.js';

describe('what another service has to do', () => {
  it('is waited for as long as it moves', async () => {
    let position = 0n;
    await servedUpTo(async () => (position += 1n), 4n, 'rows.behind', 1);
    expect(position).toBe(4n);
  });

  it('is given up when it stands still, and an operator is told whom to start', async () => {
    const still = (code: Parameters<typeof servedUpTo>[2]) =>
      servedUpTo(async () => undefined, 5n, code, 1);
    await expect(still('rows.behind')).rejects.toMatchObject({
      code: 'rows.behind',
      en: expect.stringContaining('start a projector') as string,
    });
    await expect(still('evidence.keeperAway')).rejects.toMatchObject({
      code: 'evidence.keeperAway',
      zh: expect.stringContaining('watcher') as string,
    });
  });
});
