import type { Proposed } from '../log/stored.js';

/**
 * Writes by hand the one message there are many of, `ReadResp { event }`; everything else goes
 * through the generated classes of the client.
 */

const varint = (value: number | bigint): number[] => {
  const bytes: number[] = [];
  if (typeof value === 'number') {
    while (value >= 128) {
      bytes.push((value % 128) | 128);
      value = Math.floor(value / 128);
    }
    bytes.push(value);
    return bytes;
  }
  for (; value >= 128n; value >>= 7n) bytes.push(Number(value & 127n) | 128);
  bytes.push(Number(value));
  return bytes;
};

const number = (field: number, value: number | bigint): Buffer =>
  Buffer.from([field << 3, ...varint(value)]);

/** What stands before the bytes of a field. */
const head = (field: number, length: number): Buffer =>
  Buffer.from([(field << 3) | 2, ...varint(length)]);

const bytes = (field: number, ...parts: readonly Uint8Array[]): Buffer => {
  let length = 0;
  for (const part of parts) length += part.length;
  return Buffer.concat([head(field, length), ...parts]);
};

const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value, 'utf8'));

const entry = (key: string, value: string): Buffer => bytes(6, text(1, key), text(2, value));

const JSON_CONTENT = entry('content-type', 'application/json');
const BINARY_CONTENT = entry('content-type', 'application/octet-stream');

const TICKS_PER_MILLISECOND = 10_000n;

/** The fields of a recorded event after its id. `created` is in milliseconds. */
export const recordedBody = (
  event: Proposed,
  at: { stream: string; revision: number | bigint; position: number; created: number },
): Buffer =>
  Buffer.concat([
    bytes(2, text(3, at.stream)),
    number(3, at.revision),
    number(4, at.position),
    number(5, at.position),
    entry('type', event.type),
    entry('created', `${BigInt(at.created) * TICKS_PER_MILLISECOND}`),
    event.json ? JSON_CONTENT : BINARY_CONTENT,
    head(7, event.metadata.length),
    event.metadata,
    head(8, event.data.length),
    event.data,
  ]);

/** An event as `recordedBody` wrote it. */
export type Recorded = { id: string; body: Uint8Array; position: number };

const idField = (id: string, structured: boolean): Buffer => {
  if (!structured) return bytes(1, text(2, id));
  const hex = Buffer.from(id.replaceAll('-', ''), 'hex');
  return bytes(1, bytes(1, signed(1, hex.readBigInt64BE(0)), signed(2, hex.readBigInt64BE(8))));
};

const signed = (field: number, value: bigint): Buffer => number(field, BigInt.asUintN(64, value));

const recorded = (field: number, { id, body }: Recorded, structured: boolean): Buffer =>
  bytes(field, idField(id, structured), body);

/** A read answer that holds one event; in one piece, there are many of them. */
export const eventAnswer = ({ id, body, position }: Recorded, structured: boolean): Buffer => {
  const identity = idField(id, structured);
  const length = identity.length + body.length;
  const inner = head(1, length);
  const at = number(3, position);
  return Buffer.concat([head(1, inner.length + length + at.length), inner, identity, body, at]);
};

/** A read answer that holds a link and, where it leads somewhere, the event behind it. */
export const linkAnswer = (
  link: Recorded,
  target: Recorded | undefined,
  structured: boolean,
): Buffer =>
  bytes(
    1,
    ...(target ? [recorded(1, target, structured)] : []),
    recorded(2, link, structured),
    number(3, link.position),
  );

/** The data of a recorded event, whose body ends with it. */
export const dataOf = (body: Buffer): Buffer => {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = body[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < body.length) {
    const tag = next();
    const length = next();
    if ((tag & 7) !== 2) continue;
    if (tag >> 3 === 8) return body.subarray(at, at + length);
    at += length;
  }
  return Buffer.alloc(0);
};
