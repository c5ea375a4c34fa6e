import fc from 'fast-check';
import { InOrder } from './in-order.js';

describe('work in order', () => {
  it('under one name is begun when the work before it is over, and keeps no name afterwards', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            name: fc.constantFrom('A-1', 'A-2', null),
            turns: fc.integer({ min: 0, max: 5 }),
            fails: fc.boolean(),
          }),
          { maxLength: 20 },
        ),
        async (given) => {
          const order = new InOrder();
          const begun: [string | null, number][] = [];
          const busy = new Map<string, number>();
          const done = given.map(({ name, turns, fails }, i) =>
            order.run(name, async () => {
              begun.push([name, i]);
              if (name !== null) {
                expect(busy.get(name) ?? 0).toBe(0);
                busy.set(name, 1);
              }
              for (let turn = 0; turn < turns; turn++) await Promise.resolve();
              if (name !== null) busy.set(name, 0);
              if (fails) throw new Error(`work ${i}`);
              return i;
            }),
          );
          const outcomes = await Promise.allSettled(done);
          outcomes.forEach((outcome, i) =>
            expect(outcome).toMatchObject(
              given[i]!.fails ? { reason: { message: `work ${i}` } } : { value: i },
            ),
          );
          for (const name of ['A-1', 'A-2']) {
            const of = begun.filter(([known]) => known === name).map(([, i]) => i);
            expect(of).toEqual([...of].sort((a, b) => a - b));
          }
          expect(order.size).toBe(0);
        },
      ),
    ));

  it('without a name waits for nobody', async () => {
    const order = new InOrder();
    let go = () => {};
    const held = order.run('A-1', () => new Promise<void>((resolve) => (go = resolve)));
    await expect(order.run(null, () => Promise.resolve('done'))).resolves.toBe('done');
    await expect(order.run('A-2', () => Promise.resolve('done'))).resolves.toBe('done');
    go();
    await held;
  });
});
