import { isUtf8 } from 'node:buffer';
import { GateError } from '@gongkai/kernel';

export const JSON_DEPTH_MAX = 32;

/** Names that reach into an object's prototype; no field of ours is called so. */
const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * JSON as strictly as evidence needs it: what two parsers could read differently (a key twice, an
 * integer beyond 2^53, broken UTF-8) is refused instead of repaired. One pass over the text finds
 * depth, keys and numbers; `JSON.parse` then judges the grammar.
 */
export const parseJson = (bytes: Uint8Array): unknown => {
  if (!isUtf8(bytes)) throw new GateError('BAD_ENCODING');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const fault = new Scan(text).fault();
  if (fault?.code === 'JSON_TOO_DEEP') throw fault;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new GateError('BAD_JSON');
  }
  if (fault) throw fault;
  return value;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const COMMA = 0x2c;
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;

/** Reads the structure of a JSON text without building values; grammar errors are not its business. */
class Scan {
  private at = 0;
  /** Keys seen in each open object, `null` for an array. */
  private readonly open: (Set<string> | null)[] = [];
  private keyNext = false;
  private first: GateError | undefined;

  constructor(private readonly text: string) {}

  fault(): GateError | undefined {
    const { text, open } = this;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === QUOTE) this.string();
      else if (code === 0x7b || code === 0x5b) {
        open.push(code === 0x7b ? new Set() : null);
        this.keyNext = code === 0x7b;
        if (open.length > JSON_DEPTH_MAX) return new GateError('JSON_TOO_DEEP');
      } else if (code === 0x7d || code === 0x5d) {
        open.pop();
        this.keyNext = false;
      } else if (code === COMMA) this.keyNext = open.at(-1) instanceof Set;
      else if (code === MINUS || isDigit(code)) this.number();
    }
    return this.first;
  }

  private string() {
    const { text } = this;
    const start = this.at;
    let escaped = false;
    let end = start + 1;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        escaped = true;
        end++;
      }
    }
    this.at = end;
    if (!this.keyNext) return;
    this.keyNext = false;
    this.key(text.slice(start + 1, end), escaped);
  }

  private key(raw: string, escaped: boolean) {
    const key = escaped ? unescaped(raw) : raw;
    const seen = this.open.at(-1);
    if (PROTOTYPE_KEYS.has(key)) this.first ??= new GateError('UNKNOWN_FIELD', { field: key });
    if (seen?.has(key)) this.first ??= new GateError('JSON_DUPLICATE_KEY', { field: key });
    seen?.add(key);
  }

  private number() {
    const { text } = this;
    let end = this.at + 1;
    let whole = true;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (isDigit(code)) continue;
      // . e E + -
      if (code !== 0x2e && code !== 0x65 && code !== 0x45 && code !== 0x2b && code !== MINUS) break;
      whole = false;
    }
    const short = end - this.at <= 15;
    const token = text.slice(this.at, end);
    this.at = end - 1;
    if (whole && short && token.charCodeAt(0) !== MINUS) return;
    if (!isExact(token)) this.first ??= new GateError('NUMBER_OUT_OF_RANGE');
  }
}

/** Whether reading the number keeps it: not infinite, not −0, not beyond 2^53, not lost to zero. */
const isExact = (token: string): boolean => {
  const value = Number(token);
  if (Number.isNaN(value)) return true;
  if (value === 0) return !token.startsWith('-') && !/[1-9]/.test(token.split(/e/i)[0]!);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
};

const unescaped = (raw: string): string => {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
};
