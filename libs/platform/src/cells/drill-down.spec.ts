import fc from 'fast-check';
import { togetherBehind, type AskBehind, type Behind } from './drill-down.js';

const part =
  (all: readonly Behind[]): AskBehind =>
  async (after = 0n, limit) =>
    all.filter(({ position }) => position > after).slice(0, limit);

const events = fc
  .uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 25 })
  .chain((positions) =>
    fc.tuple(
      ...positions
        .sort((a, b) => a - b)
        .map((position) =>
          fc.constantFrom(1, -1).map((adds) => ({ position: BigInt(position), adds })),
        ),
    ),
  );

describe('the events behind a cell that adds flows and stocks', () => {
  it('are those of both parts once, in order, page by page, less what adds nothing', async () => {
    await fc.assert(
      fc.asyncProperty(events, events, fc.integer({ min: 1, max: 7 }), async (a, b, limit) => {
        const sums = new Map<bigint, number>();
        for (const { position, adds } of [...a, ...b])
          sums.set(position, (sums.get(position) ?? 0) + adds);
        const expected = [...sums]
          .filter(([, adds]) => adds !== 0)
          .sort(([x], [y]) => (x < y ? -1 : 1))
          .map(([position, adds]) => ({ position, adds }));
        const behind = togetherBehind([part(a), part(b)]);
        const found: Behind[] = [];
        for (;;) {
          const page = await behind(found.at(-1)?.position, limit);
          found.push(...page);
          if (page.length < limit) break;
        }
        expect(found).toEqual(expected);
      }),
    );
  });

  it('are asked for as they are where there is one part', async () => {
    const all = [{ position: 3n, adds: 1 }];
    expect(await togetherBehind([part(all)])(undefined, 5)).toEqual(all);
  });
});
