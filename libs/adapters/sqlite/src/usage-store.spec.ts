import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { UsageStore, type DayUse } from './usage-store.js';

const use = (change: Partial<DayUse> = {}): DayUse => ({
  ...{ tenant: 'T1', agency: 'a1', day: '2026-03-01', item: 'i1', views: 1, downloads: 0 },
  ...change,
});

describe('counts of uses', () => {
  let folder: string;
  let store: UsageStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-usage-'));
    store = new UsageStore(join(folder, 'usage.db'));
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  it('add up by item, whatever the day, of one government', () => {
    store.add([use(), use({ item: 'i2', downloads: 3 })]);
    store.add([use({ views: 2 }), use({ day: '2026-03-02' }), use({ tenant: 'T2', views: 9 })]);
    expect(store.of('T1', ['i1', 'i2', 'i3'])).toEqual(
      new Map([
        ['i1', { views: 4, downloads: 0 }],
        ['i2', { views: 1, downloads: 3 }],
      ]),
    );
  });

  it('leave a batch as it was first taken, under the same command id, until it is dropped', () => {
    store.add([use(), use({ agency: null, item: 'own' }), use({ day: '2026-03-02' })]);
    const first = store.batchesBefore('2026-03-02', 10);
    expect(first).toEqual([
      {
        ...{ id: 1, commandId: expect.any(String), tenant: 'T1', agency: null, day: '2026-03-01' },
        items: [{ documentId: 'own', views: 1, downloads: 0 }],
      },
      {
        ...{ id: 2, commandId: expect.any(String), tenant: 'T1', agency: 'a1', day: '2026-03-01' },
        items: [{ documentId: 'i1', views: 1, downloads: 0 }],
      },
    ]);
    store.add([use({ views: 5 })]);
    store.close();
    store = new UsageStore(join(folder, 'usage.db'));
    const [own, known, later] = store.batchesBefore('2026-03-02', 10);
    expect([own, known]).toEqual(first);
    expect(later).toMatchObject({ id: 3, items: [{ views: 5 }] });
    expect(new Set([own, known, later].map((batch) => batch!.commandId)).size).toBe(3);
    store.drop(own!);
    store.drop(known!);
    store.drop(later!);
    expect(store.batchesBefore('2026-03-02', 10)).toEqual([]);
    // A number given up is never given again, nor is what was dropped counted.
    expect(store.batchesBefore('2026-03-03', 10)).toMatchObject([{ id: 4 }]);
    expect(store.of('T1', ['i1', 'own'])).toEqual(new Map([['i1', { views: 1, downloads: 0 }]]));
  });

  it('are sent under the same command id by a copy made before, and another by another count', () => {
    store.add([use(), use({ item: 'i2', agency: null })]);
    store.close();
    const path = (name: string) => join(folder, name);
    copyFileSync(path('usage.db'), path('copy.db'));
    store = new UsageStore(path('usage.db'));
    const [copy, other] = [new UsageStore(path('copy.db')), new UsageStore(path('other.db'))];
    other.add([use(), use({ item: 'i2', agency: null })]);
    const sent = [store, copy, other].map((each) =>
      each.batchesBefore('2026-03-02', 10).map(({ commandId }) => commandId),
    );
    expect(sent[1]).toEqual(sent[0]);
    expect(new Set(sent.flat()).size).toBe(4);
    copy.close();
    other.close();
  });

  it('begin anew beside a file that cannot be read', () => {
    store.add([use()]);
    store.close();
    const path = join(folder, 'usage.db');
    writeFileSync(path, 'no database'.repeat(1000));
    store = new UsageStore(path);
    expect(store.of('T1', ['i1'])).toEqual(new Map());
    store.add([use()]);
    expect(store.of('T1', ['i1'])).toEqual(new Map([['i1', { views: 1, downloads: 0 }]]));
    expect(readFileSync(`${path}.damaged`, 'utf8')).toContain('no database');
  });

  it('come out in batches of no more items than asked for, each once', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            tenant: fc.constantFrom('T1', 'T2'),
            agency: fc.constantFrom('a1', 'a2', null),
            day: fc.constantFrom('2026-02-27', '2026-02-28', '2026-03-01'),
            item: fc.nat(9).map(String),
            views: fc.nat(5),
            downloads: fc.nat(5),
          }),
        ),
        fc.integer({ min: 1, max: 4 }),
        (uses, itemsMax) => {
          const counts = new UsageStore(':memory:');
          for (const each of uses) counts.add([each]);
          const batches = counts.batchesBefore('2026-03-01', itemsMax);
          for (const { items } of batches) expect(items.length).toBeLessThanOrEqual(itemsMax);
          const sums = new Map<string, number>();
          const add = (key: string, number: number) => sums.set(key, (sums.get(key) ?? 0) + number);
          for (const { tenant, agency, day, items } of batches)
            for (const { documentId, views, downloads } of items)
              add(`${tenant} ${agency} ${day} ${documentId}`, views * 1000 + downloads);
          for (const { tenant, agency, day, item, views, downloads } of uses)
            if (day < '2026-03-01')
              add(`${tenant} ${agency} ${day} ${item}`, -(views * 1000 + downloads));
          expect([...sums.values()].filter((rest) => rest !== 0)).toEqual([]);
          counts.close();
        },
      ),
    );
  });
});
