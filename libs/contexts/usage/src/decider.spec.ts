import { figuresOf } from '@gongkai/testing';
import { decode, EVENT_BYTES_MAX } from '@gongkai/kernel';
import fc from 'fast-check';
import { ITEMS_PER_RECORD } from './commands.js';
import { usageAggregate } from './decider.js';
import { usageEvents, type UsageEvent } from './events.js';
import { usageIndicators } from './usage.indicators.js';

const facts = { today: '2026-03-02', actor: { kind: 'process', id: 'usage' } as const };
const { initial, decide, evolve } = usageAggregate.decider;
const record = (items: { documentId: string; views: number; downloads: number }[]) =>
  decide(initial, { agency: 'a1', on: '2026-02-28', items }, facts) as UsageEvent[];

describe('what was counted of an agency on a day', () => {
  it('becomes one list of items and the round portions of the sums', () => {
    const events = record([
      { documentId: 'd1', views: 20, downloads: 0 },
      { documentId: 'd2', views: 1, downloads: 3 },
    ]);
    const of = { agency: 'a1', on: '2026-02-28' };
    expect(events).toMatchObject([
      { type: 'ItemsUsed', data: { ...of, items: [{ documentId: 'd1' }, { documentId: 'd2' }] } },
      { type: 'UsesCounted', data: { ...of, use: 'views', number: 16 } },
      { type: 'UsesCounted', data: { ...of, use: 'views', number: 5 } },
      { type: 'UsesCounted', data: { ...of, use: 'downloads', number: 3 } },
    ]);
    expect(usageAggregate.agencyOf(evolve(initial, events[0]!))).toBe('a1');
  });

  it('adds up in the figures of its month to what the items add up to', () => {
    const figures = figuresOf(usageIndicators, usageEvents);
    const count = fc.nat(1_000_000);
    fc.assert(
      fc.property(fc.array(fc.tuple(count, count), { minLength: 1, maxLength: 20 }), (counts) => {
        const items = counts.map(([views, downloads], i) => ({
          documentId: `d${i}`,
          views,
          downloads,
        }));
        const values = figures(record(items), '2026-02');
        const sum = (of: 'views' | 'downloads') => items.reduce((all, item) => all + item[of], 0);
        expect(values.get('usage.views') ?? 0).toBe(sum('views'));
        expect(values.get('usage.downloads') ?? 0).toBe(sum('downloads'));
      }),
    );
  });

  it('fits into events of the log however many items there are', () => {
    const items = Array.from({ length: ITEMS_PER_RECORD }, (_, i) => ({
      documentId: String(i).padStart(26, '0'),
      views: 1_000_000,
      downloads: 1_000_000,
    }));
    const events = record(items);
    for (const { data } of events)
      expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThan(EVENT_BYTES_MAX / 2);
    const listed = events.flatMap(({ type, data }) => (type === 'ItemsUsed' ? data.items : []));
    expect(listed).toEqual(items);
    for (const { type, data } of events)
      expect(decode(usageEvents, type, 1, data)).toEqual({ type, data });
  });
});
