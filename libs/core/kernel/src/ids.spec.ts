import fc from 'fast-check';
import { jsonValue } from '@gongkai/testing';
import { canonicalJson, deriveId, digestOf, shanghaiDay } from './index.js';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, shuffled(part)]),
  );
};

/** Keys in the order of their text, whatever the engine makes of them; read from the text itself. */
const keysOf = (text: string): string[] =>
  [...text.matchAll(/"((?:[^"\\\\]|\\\\.)*)":/g)].map(([, key]) => key!);

describe('the canonical text of a body', () => {
  it('says the value, without undefined', () =>
    fc.assert(
      fc.property(jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    ));
  it('does not depend on the order in which keys came', () =>
    fc.assert(
      fc.property(jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        expect(canonicalJson(shuffled(plain))).toBe(canonicalJson(plain));
        expect(digestOf(shuffled(plain))).toBe(digestOf(plain));
      }),
    ));
  it('puts keys in the order of their text, numbers among them', () => {
    expect(keysOf(canonicalJson({ b: 1, a: { d: 1, c: undefined } }))).toEqual(['a', 'd', 'b']);
    expect(canonicalJson({ 2: 'x', 10: 'y', a: [{ 9: 1, 10: 1 }] })).toBe(
      '{"10":"y","2":"x","a":[{"10":1,"9":1}]}',
    );
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":2}'))).toBe('{"__proto__":2,"b":1}');
    expect(canonicalJson([undefined, null])).toBe('[null,null]');
    expect(canonicalJson(undefined)).toBe('null');
  });
});

describe('a derived id', () => {
  it('follows from its parts and keeps their borders', () => {
    expect(deriveId('a', 'b')).toBe(deriveId('a', 'b'));
    expect(deriveId('a', 'b')).not.toBe(deriveId('ab', ''));
    expect(deriveId('a')).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });
});

describe('the legal day', () => {
  const inShanghai = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });

  it('is the one in Shanghai, whatever was asked before', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.date({
            min: new Date('1992-01-01'),
            max: new Date('2099-12-31'),
            noInvalidDate: true,
          }),
          { minLength: 1, maxLength: 5 },
        ),
        (instants) => {
          for (const at of instants)
            for (const ms of [0, 1, 86_399_999]) {
              const instant = new Date(at.getTime() + ms);
              expect(shanghaiDay(instant)).toBe(inShanghai.format(instant));
            }
        },
      ),
    ));

  it('begins at four in the afternoon of Greenwich', () => {
    expect(shanghaiDay(new Date('2017-03-01T15:59:59.999Z'))).toBe('2017-03-01');
    expect(shanghaiDay(new Date('2017-03-01T16:00:00.000Z'))).toBe('2017-03-02');
    expect(() => shanghaiDay(new Date(Number.NaN))).toThrow(RangeError);
  });
});
