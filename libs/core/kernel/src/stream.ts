import { createHash } from 'node:crypto';

export const BUCKETS = 64;

const buckets = new Map<string, string>();

/** `b00`…`b63`: the share of the log a tenant belongs to, the first byte of SHA-256(tenant) mod 64. */
export const bucketOf = (tenant: string): string => {
  const known = buckets.get(tenant);
  if (known) return known;
  const byte = createHash('sha256').update(tenant).digest()[0]!;
  const bucket = `b${String(byte % BUCKETS).padStart(2, '0')}`;
  buckets.set(tenant, bucket);
  return bucket;
};

const PART = /^[A-Za-z0-9]+$/;

/** `b17/<tenant>/<aggregate>-<id>`: ASCII, opaque ids, never a division code. */
export const streamName = (tenant: string, aggregate: string, id: string): string => {
  if (!PART.test(tenant) || !PART.test(aggregate) || !PART.test(id))
    throw new Error('stream names are made of ASCII letters and digits');
  return `${bucketOf(tenant)}/${tenant}/${aggregate}-${id}`;
};

export type StreamParts = { bucket: string; tenant: string; aggregate: string; id: string };

export const parseStreamName = (name: string): StreamParts => {
  const match = /^(b\d\d)\/([A-Za-z0-9]+)\/([A-Za-z0-9]+)-([A-Za-z0-9]+)$/.exec(name);
  if (!match) throw new Error(`not a stream name: ${name}`);
  const [, bucket, tenant, aggregate, id] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
  ];
  return { bucket, tenant, aggregate, id };
};
