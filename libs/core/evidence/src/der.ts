import { concatBytes } from './bytes.js';

/** Thrown inside this library only: bytes that are no DER, or not what was expected there. */
export class NotDer extends Error {}

/** One value of ASN.1 in DER: its tag byte, what is in it, and both with the length between. */
export type Der = { tag: number; body: Uint8Array; whole: Uint8Array };

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;
/** Tag of a context-specific value that holds others. */
export const tagged = (number: number): number => 0xa0 | number;

const LONGEST_LENGTH = 4;

const lengthAt = (bytes: Uint8Array, at: number): { length: number; start: number } => {
  const first = bytes[at];
  if (first === undefined || first === 0x80) throw new NotDer();
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count > LONGEST_LENGTH || at + count >= bytes.length) throw new NotDer();
  let length = 0;
  for (let i = 1; i <= count; i++) length = length * 256 + bytes[at + i]!;
  // In DER a length has no shorter form.
  if (length < 0x80 || length < 256 ** (count - 1)) throw new NotDer();
  return { length, start: at + 1 + count };
};

const valueAt = (bytes: Uint8Array, at: number): Der => {
  const tag = bytes[at];
  if (tag === undefined || (tag & 0x1f) === 0x1f) throw new NotDer();
  const { length, start } = lengthAt(bytes, at + 1);
  if (start + length > bytes.length) throw new NotDer();
  return {
    tag,
    body: bytes.subarray(start, start + length),
    whole: bytes.subarray(at, start + length),
  };
};

/** The one value these bytes are, with nothing behind it. */
export const readDer = (bytes: Uint8Array): Der => {
  const value = valueAt(bytes, 0);
  if (value.whole.length !== bytes.length) throw new NotDer();
  return value;
};

/** The values one behind the other inside a value. */
export const valuesIn = ({ body }: Der): Der[] => {
  const values: Der[] = [];
  for (let at = 0; at < body.length; at += values.at(-1)!.whole.length)
    values.push(valueAt(body, at));
  return values;
};

/** The value, when its tag is the one expected there. */
export const as = (tag: number, value: Der | undefined): Der => {
  if (value?.tag !== tag) throw new NotDer();
  return value;
};

export const sequenceIn = (value: Der | undefined): Der[] => valuesIn(as(TAG.sequence, value));

/** Takes values from the front as their tags come, an optional one only when it is there. */
export class Values {
  constructor(private readonly values: Der[]) {}
  next(tag: number): Der {
    return as(tag, this.values.shift());
  }
  any(): Der {
    const value = this.values.shift();
    if (!value) throw new NotDer();
    return value;
  }
  optional(tag: number): Der | undefined {
    return this.values[0]?.tag === tag ? this.values.shift() : undefined;
  }
  end(): void {
    if (this.values.length > 0) throw new NotDer();
  }
}

export const oidIn = (value: Der | undefined): string => {
  const { body } = as(TAG.oid, value);
  const arcs: bigint[] = [];
  let arc = 0n;
  body.forEach((byte, at) => {
    if (arc === 0n && byte === 0x80) throw new NotDer();
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte & 0x80 && at === body.length - 1) throw new NotDer();
    if (byte & 0x80) return;
    arcs.push(arc);
    arc = 0n;
  });
  const [first] = arcs;
  if (first === undefined) throw new NotDer();
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...arcs.slice(1)].join('.');
};

/** A whole number that is not negative. */
export const integerIn = (value: Der | undefined): bigint => {
  const { body } = as(TAG.integer, value);
  const [first, second] = body;
  if (first === undefined || first & 0x80) throw new NotDer();
  if (first === 0 && second !== undefined && !(second & 0x80)) throw new NotDer();
  return BigInt(`0x${Buffer.from(body).toString('hex')}`);
};

export const booleanIn = (value: Der): boolean => {
  const [byte, more] = as(TAG.boolean, value).body;
  if (more !== undefined || (byte !== 0 && byte !== 0xff)) throw new NotDer();
  return byte === 0xff;
};

/** The bytes of a bit string that fills them. */
export const bitsIn = (value: Der): Uint8Array => {
  const { body } = as(TAG.bits, value);
  if (body.length < 1 || body[0]! > 7) throw new NotDer();
  return body.subarray(1);
};

/** Milliseconds since 1970 of a UTCTime or a GeneralizedTime in UTC. */
export const timeIn = ({ tag, body }: Der): number => {
  const text = Buffer.from(body).toString('latin1');
  const pattern =
    tag === TAG.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()Z$/
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d*[1-9])?Z$/;
  const found = pattern.exec(text);
  if (!found || (tag !== TAG.utcTime && tag !== TAG.generalizedTime)) throw new NotDer();
  const [, year, month, day, hour, minute, second, fraction] = found;
  // A UTCTime of 50 and later is of the last century (RFC 5280 §4.1.2.5.1).
  const century = year!.length === 4 ? '' : Number(year) >= 50 ? '19' : '20';
  const at = Date.parse(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const date = new Date(at);
  if (Number.isNaN(at) || date.getUTCDate() !== Number(day)) throw new NotDer();
  return at + Math.floor(Number(`0${fraction || '.0'}`) * 1000);
};

const der = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const body = concatBytes(...parts);
  if (body.length < 0x80) return concatBytes(Uint8Array.of(tag, body.length), body);
  const length: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
  return concatBytes(Uint8Array.of(tag, 0x80 | length.length, ...length), body);
};

/** DER of a few kinds of values, as much as a request needs. */
export const write = {
  sequence: (...parts: readonly Uint8Array[]) => der(TAG.sequence, ...parts),
  octets: (bytes: Uint8Array) => der(TAG.octets, bytes),
  null: () => der(TAG.null),
  boolean: (yes: boolean) => der(TAG.boolean, Uint8Array.of(yes ? 0xff : 0)),
  /** Of the bytes of a whole number that is not negative. */
  integer: (bytes: Uint8Array) => {
    let start = 0;
    while (start < bytes.length - 1 && bytes[start] === 0) start++;
    const digits = bytes.subarray(start);
    return der(TAG.integer, digits[0]! & 0x80 ? Uint8Array.of(0) : new Uint8Array(0), digits);
  },
  oid: (text: string) => {
    const [root, second, ...arcs] = text.split('.').map(BigInt) as [bigint, bigint, ...bigint[]];
    const bytes = [root * 40n + second, ...arcs].flatMap((arc) => {
      const groups = [Number(arc & 0x7fn)];
      for (let rest = arc >> 7n; rest > 0n; rest >>= 7n)
        groups.unshift(Number(rest & 0x7fn) | 0x80);
      return groups;
    });
    return der(TAG.oid, Uint8Array.from(bytes));
  },
};
