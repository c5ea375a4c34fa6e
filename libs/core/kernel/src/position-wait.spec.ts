import { PositionWait } from './position-wait.js';

describe('waiting for a position', () => {
  it('lets go exactly those whose position is reached, and does not keep who need not wait', async () => {
    let at = 3n;
    const wait = new PositionWait((position) => at >= position);
    const passed: bigint[] = [];
    const all = [2n, 3n, 4n, 6n].map((position) =>
      wait.until(position).then(() => passed.push(position)),
    );
    await Promise.all(all.slice(0, 2));
    expect([passed, wait.size]).toEqual([[2n, 3n], 2]);
    at = 5n;
    wait.settle();
    await all[2];
    expect([passed, wait.size]).toEqual([[2n, 3n, 4n], 1]);
    at = 6n;
    wait.settle();
    await all[3];
    expect([passed, wait.size]).toEqual([[2n, 3n, 4n, 6n], 0]);
  });
});
