import { isUint8Array } from 'node:util/types';

/** A count of leaves or a place among them. Above 2^53 only a bigint is exact. */
export type Size = bigint | number;

const MAX_SIZE = 2n ** 63n - 1n;

export const isBytes = (value: unknown): value is Uint8Array => isUint8Array(value);

/** The size as a bigint; undefined when it is not a whole number from 0 to 2^63 − 1. */
export const sizeFrom = (value: unknown): bigint | undefined => {
  if (typeof value === 'bigint') return value >= 0n && value <= MAX_SIZE ? value : undefined;
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? BigInt(value as number)
    : undefined;
};

/** The size a decimal without leading zeros stands for. */
export const sizeFromDecimal = (text: string): bigint | undefined =>
  /^(?:0|[1-9][0-9]{0,18})$/.test(text) ? sizeFrom(BigInt(text)) : undefined;

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
};

export const concatBytes = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** A plain Uint8Array of the same bytes: a Buffer is not equal to one in a strict comparison. */
export const plainBytes = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength
    ? new Uint8Array(bytes.buffer)
    : new Uint8Array(bytes);

export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/**
 * RFC 4648 §4, and only the form an encoder writes: padded, no space, no bits behind the last byte.
 * Otherwise the same bytes could be written in several ways and a text changed without notice.
 */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  if (typeof text !== 'string') return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? plainBytes(bytes) : undefined;
};

export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

export const utf8 = (text: string): Uint8Array => plainBytes(Buffer.from(text, 'utf8'));

/** True of text that has a form in UTF-8: no half of a surrogate pair stands alone. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/** The text these bytes are in UTF-8, a byte order mark included; undefined when they are none. */
export const fromUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Order by bytes, a prefix before what it begins. */
export const compareBytes = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b);
