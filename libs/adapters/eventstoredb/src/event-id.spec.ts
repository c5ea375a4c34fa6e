import { FACET_MAX } from '@gongkai/kernel';
import fc from 'fast-check';
import { facetOf, serverId } from './event-id.js';

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the id of an event at the server', () => {
  it('is for ever what it once was, or a repeat would be taken for another event', () => {
    expect(serverId('01JQ0000000000000000000000', 0)).toBe('144b93a2-4888-8db2-b91e-fdf56ba55800');
    expect(serverId('01JQ0000000000000000000000', 1023)).toBe(
      '144b93a2-4888-8db2-b91e-fdf56ba55bff',
    );
  });

  it('is a UUID of version 8 that carries the facet and depends on nothing but its parts', () =>
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: FACET_MAX }), (eventId, facet) => {
        const id = serverId(eventId, facet);
        expect(id).toMatch(UUID_V8);
        expect(facetOf(id)).toBe(facet);
        expect(serverId(eventId, facet)).toBe(id);
      }),
    ));

  it('differs between any two events', () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 20 }), (ids) => {
        expect(new Set(ids.map((id) => serverId(id, 0))).size).toBe(ids.length);
      }),
    ));

  it('is not taken for ours when another program made it', () => {
    expect(facetOf('a6a1f8f2-6a64-4c3a-9c37-0d4d5c2b5f10')).toBeUndefined();
  });

  it('has no room for a facet over ten bits', () => {
    expect(() => serverId('x', FACET_MAX + 1)).toThrow(RangeError);
    expect(() => serverId('x', -1)).toThrow(RangeError);
    expect(() => serverId('x', 0.5)).toThrow(RangeError);
  });
});
