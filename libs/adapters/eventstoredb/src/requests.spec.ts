import { BUCKETS, bucketOf, streamName } from '@gongkai/kernel';
import fc from 'fast-check';
import { streamPrefixes, subscribeRequest } from './requests.js';

const tenants = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9]{1,12}$/), { maxLength: 400 });
const range = fc
  .tuple(fc.integer({ min: 0, max: BUCKETS }), fc.integer({ min: 0, max: BUCKETS }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

describe('what the server is asked for', () => {
  it('has a prefix for every stream that is wanted, whatever the filter', () =>
    fc.assert(
      fc.property(tenants, fc.option(range), fc.boolean(), (names, buckets, byTenant) => {
        const prefixes = streamPrefixes({
          ...(byTenant && { tenants: names }),
          ...(buckets && { buckets }),
        });
        for (const name of names) {
          const bucket = Number(bucketOf(name).slice(1));
          if (buckets && (bucket < buckets[0] || bucket >= buckets[1])) continue;
          const stream = streamName(name, 'thing', 'a');
          expect(prefixes.some((prefix) => stream.startsWith(prefix))).toBe(true);
        }
      }),
    ));

  it('is a share of the log by its buckets and nothing besides', () => {
    expect(streamPrefixes({ buckets: [8, 10] })).toEqual(['b08/', 'b09/']);
    expect(streamPrefixes({})).toHaveLength(BUCKETS);
    expect(streamPrefixes({ buckets: [3, 3] })).toEqual(['b99/']);
  });

  it('filters by type at the server when only types are wanted, else by stream', () => {
    const filterOf = (filter: Parameters<typeof subscribeRequest>[1]) =>
      subscribeRequest(7n, filter).getOptions()!.getFilter()!;
    expect(
      filterOf({ types: ['Opened'] })
        .getEventType()
        ?.getPrefixList(),
    ).toEqual(['Opened']);
    const both = filterOf({ types: ['Opened'], tenants: ['t1'] });
    expect(both.getEventType()).toBeUndefined();
    expect(both.getStreamIdentifier()?.getPrefixList()).toEqual([`${bucketOf('t1')}/t1/`]);
  });

  it('begins behind the position given', () => {
    const { commitPosition, preparePosition } = subscribeRequest(7n, {})
      .getOptions()!
      .getAll()!
      .getPosition()!
      .toObject();
    expect([commitPosition, preparePosition]).toEqual(['7', '7']);
  });
});
