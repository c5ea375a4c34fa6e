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

  it('forgets who gives up, and says why to them alone', async () => {
    let at = 3n;
    const wait = new PositionWait((position) => at >= position);
    const end = new AbortController();
    const given = wait.until(5n, end.signal);
    const kept = wait.until(5n, new AbortController().signal);
    expect(wait.size).toBe(2);
    end.abort(new Error('too long'));
    await expect(given).rejects.toThrow('too long');
    expect(wait.size).toBe(1);
    at = 5n;
    wait.settle();
    await kept;
    expect(wait.size).toBe(0);
    await wait.until(5n, end.signal);
    await expect(wait.until(6n, end.signal)).rejects.toThrow('too long');
    expect(wait.size).toBe(0);
  });
});
