import { hash } from 'node:crypto';
import { FACET_MAX } from '@gongkai/kernel';

/**
 * The id under which the server knows an event: a UUID of version 8 (RFC 9562) made of 112 bits of
 * SHA-256(event id) and the 10 bits of the facet. An append repeated after a cut line has the same
 * ids, by which the server knows it; and the facet, which is not in the record, travels along.
 */
export const serverId = (eventId: string, facet: number): string => {
  if (!(Number.isInteger(facet) && facet >= 0 && facet <= FACET_MAX))
    throw new RangeError(`facet ${facet}`);
  const digest = hash('sha256', eventId, 'hex');
  const low = (2n << 62n) | (BigInt(`0x${digest.slice(15, 28)}`) << 10n) | BigInt(facet);
  const tail = low.toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(12, 15)}-${tail.slice(0, 4)}-${tail.slice(4)}`;
};

/** The facet that an id carries; undefined when it was not made by `serverId`. */
export const facetOf = (id: string): number | undefined =>
  id[14] === '8' ? parseInt(id.slice(-3), 16) & FACET_MAX : undefined;
