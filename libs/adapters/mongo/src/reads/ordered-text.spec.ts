import fc from 'fast-check';
import { afterPrefix, orderedText, plainText, wellFormed } from './ordered-text.js';

const character = fc.oneof(
  fc.constantFrom(...'ab公(ﬀ￿', '\u0000', '\uD7FB', '\uD7FC', '\uD7FD', '\uD7FE', '\uD7FF'),
  fc.constantFrom('\uE000', '𠮷', '\u{10000}', '\u{10FFFF}'),
);
const text = fc.array(character, { maxLength: 5 }).map((list) => list.join(''));

const byUtf8 = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byUtf16 = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

describe('ordered text', () => {
  it('has the order of code points however a server compares it, and reads back', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const expected = byUtf8(a, b);
        const [x, y] = [orderedText(a), orderedText(b)];
        expect([byUtf8(x, y), byUtf16(x, y)]).toEqual([expected, expected]);
        expect(plainText(x)).toBe(a);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves what an id or a Chinese name is made of as it is', () => {
    for (const plain of ['01HZY3', '2026-03-02', '衡阳市人民政府办公室', ''])
      expect(orderedText(plain)).toBe(plain);
  });

  it('begins with a prefix just when it lies from that up to what follows the prefix', () => {
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        for (const each of [other, prefix + other]) {
          const end = afterPrefix(prefix);
          for (const compare of [byUtf8, byUtf16]) {
            const from = compare(orderedText(each), orderedText(prefix)) >= 0;
            const to = end === undefined || compare(orderedText(each), orderedText(end)) < 0;
            expect(from && to).toBe(each.startsWith(prefix));
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps no half of a character', () => {
    expect(wellFormed('a\uD800b\uDC00')).toBe('a\uFFFDb\uFFFD');
    expect(wellFormed('𠮷')).toBe('𠮷');
  });
});
