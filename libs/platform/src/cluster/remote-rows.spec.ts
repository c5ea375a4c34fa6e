import { MemoryReadStore } from '@gongkai/testing';
import { RemoteRows } from './remote-rows.js';

describe('rows that other processes keep', () => {
  it('are not waited for when they stand still, and an operator is told whom to start', async () => {
    const rows = new RemoteRows(new MemoryReadStore());
    await expect(rows.willReach(5n, 60)).rejects.toMatchObject({
      code: 'rows.behind',
      en: expect.stringContaining('start a projector') as string,
    });
    await rows.close();
  });
});
