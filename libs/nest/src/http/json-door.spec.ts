import fc from 'fast-check';
import type { GateError } from '@gongkai/kernel';
import { parseJson } from './json-door.js';

const read = (text: string | Uint8Array): unknown => {
  try {
    return parseJson(typeof text === 'string' ? Buffer.from(text) : text);
  } catch (error) {
    return (error as GateError).code;
  }
};

describe('the JSON door', () => {
  it.each([
    '',
    ' ',
    '{',
    '[1,]',
    '{"a":}',
    "{'a':1}",
    '[NaN]',
    '[Infinity]',
    '[01]',
    '[1.]',
    'nul',
  ])('refuses %j as malformed', (text) => expect(read(text)).toBe('BAD_JSON'));
  it('refuses a byte order mark and anything after the value', () => {
    expect(read('\uFEFF{}')).toBe('BAD_JSON');
    expect(read('{} {}')).toBe('BAD_JSON');
  });
  it('counts depth before it builds anything', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(read(nested(32))).toEqual(JSON.parse(nested(32)));
    expect(read(nested(33))).toBe('JSON_TOO_DEEP');
    expect(read('['.repeat(100_000))).toBe('JSON_TOO_DEEP');
    expect(read('{"a":'.repeat(100_000))).toBe('JSON_TOO_DEEP');
  });
  it('refuses a key that stands twice, however it is spelled', () => {
    expect(read('{"tenant":"a","tenant":"b"}')).toBe('JSON_DUPLICATE_KEY');
    expect(read('{"tenant":"a","\\u0074enant":"b"}')).toBe('JSON_DUPLICATE_KEY');
    expect(read('{"a":{"x":1},"b":{"x":2},"c":[{"x":1},{"x":2}]}')).toEqual({
      a: { x: 1 },
      b: { x: 2 },
      c: [{ x: 1 }, { x: 2 }],
    });
    expect(read('{"a":"a","b":"a","c":"\\"a\\":"}')).toEqual({ a: 'a', b: 'a', c: '"a":' });
  });
  it.each(['9007199254740993', '-9007199254740993', '1e999', '-0', '-0.0', '1e-999', '1e16'])(
    'refuses the number %s, which cannot be kept',
    (number) => expect(read(`[${number}]`)).toBe('NUMBER_OUT_OF_RANGE'),
  );
  it.each(['9007199254740991', '-1', '0', '0.5', '-12.25', '1e3', '123456789012345'])(
    'takes the number %s',
    (number) => expect(read(`[${number}]`)).toEqual([Number(number)]),
  );
  it('refuses what is not UTF-8', () => {
    expect(read(Buffer.from([0xff, 0xfe, 0x7b, 0, 0x7d, 0]))).toBe('BAD_ENCODING');
    expect(read(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toBe('BAD_ENCODING');
    expect(read(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toBe('BAD_ENCODING');
  });
  it('refuses keys that reach into a prototype', () => {
    expect(read('{"__proto__":{"x":1}}')).toBe('UNKNOWN_FIELD');
    expect(read('{"a":{"constructor":{"prototype":{"x":1}}}}')).toBe('UNKNOWN_FIELD');
    expect(({} as { x?: number }).x).toBeUndefined();
  });
  it('gives what JSON.parse gives for every value it takes', () => {
    const key = fc.string().filter((k) => !/^(__proto__|constructor|prototype)$/.test(k));
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.string({ unit: 'binary' }),
        fc.maxSafeInteger().filter((n) => !Object.is(n, -0)),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(value, fc.boolean(), (given, indent) => {
        const text = JSON.stringify(given, null, indent ? 2 : 0);
        expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});
