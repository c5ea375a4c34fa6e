import { hash, randomFillSync } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Clock, Ids } from './ports.js';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The reserved tenant of the tree, the calendar and the platform's own records. */
export const PLATFORM = 'platform';

/** Ids that sort by the time they were made (ULID). */
export const systemIds = (): Ids => {
  const next = monotonicFactory(pooledRandom());
  return { id: () => next() };
};

/** Random numbers drawn a thousand at a time: an id takes sixteen, and each draw is a system call. */
const pooledRandom = (): (() => number) => {
  const pool = new Uint32Array(1024);
  let at = pool.length;
  return () => {
    if (at === pool.length) {
      randomFillSync(pool);
      at = 0;
    }
    return pool[at++]! / 4_294_967_296;
  };
};

const DAY_MS = 86_400_000;
const EIGHT_HOURS_MS = 28_800_000;
/** The day asked for last: it is asked for with every command, and hardly ever another. */
let lately = { day: Number.NaN, text: '' };

/** Legal days are days in Asia/Shanghai, which has kept UTC+8 without summer time since 1991. */
export const shanghaiDay = (at: Date): string => {
  const day = Math.floor((at.getTime() + EIGHT_HOURS_MS) / DAY_MS);
  if (day !== lately.day) lately = { day, text: new Date(day * DAY_MS).toISOString().slice(0, 10) };
  return lately.text;
};

export const systemClock = (): Clock => ({
  now: () => new Date(),
  today: () => shanghaiDay(new Date()),
});

export const sha256 = (bytes: string | Uint8Array): string => hash('sha256', bytes, 'hex');

/** An opaque id of 26 characters that follows from its parts: a create takes its id from its command id. */
export const deriveId = (...parts: string[]): string => {
  // A letter for a byte: Node gives out a buffer three times as slowly.
  const digest = hash('sha256', parts.join('\u0000'), 'binary');
  let id = '';
  for (let i = 0; i < 26; i++) id += CROCKFORD[digest.charCodeAt(i) & 31]!;
  return id;
};

/** JSON with sorted keys and no undefined: the same value always gives the same text. */
export const canonicalJson = (value: unknown): string => {
  const sorted = inOrder(value);
  return sorted === REORDERED ? spelt(value) : (JSON.stringify(sorted) ?? 'null');
};

/** An object would not keep such a key where it was put: numbers go first, this one is no key. */
const KEPT_ELSEWHERE = /^(\d|__proto__$)/;
const REORDERED = Symbol('reordered');

/** The value with its keys in order, to be written by the engine in one go: a third of the time. */
const inOrder = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map(inOrder);
    return items.includes(REORDERED) ? REORDERED : items;
  }
  const sorted: Record<string, unknown> = {};
  for (const key of keysInOrder(value)) {
    const part = inOrder((value as Record<string, unknown>)[key]);
    if (part === REORDERED || KEPT_ELSEWHERE.test(key)) return REORDERED;
    sorted[key] = part;
  }
  return sorted;
};

/** By insertion: the keys of a command are few. */
const keysInOrder = (value: object): string[] => {
  const keys = Object.keys(value);
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let at = i - 1;
    for (; at >= 0 && keys[at]! > key; at--) keys[at + 1] = keys[at]!;
    keys[at + 1] = key;
  }
  return keys;
};

const spelt = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(spelt).join(',')}]`;
  const record = value as Record<string, unknown>;
  const parts = Object.keys(record)
    .sort()
    .filter((key) => record[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${spelt(record[key])}`);
  return `{${parts.join(',')}}`;
};

/** Identifies the body of a command: SHA-256 of its canonical JSON, in hex. */
export const digestOf = (body: unknown): string => sha256(canonicalJson(body));
