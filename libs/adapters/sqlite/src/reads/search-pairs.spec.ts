import fc from 'fast-check';
import { pairsOf, termsOf } from './search-pairs.js';

/** As the text above the code says it: neighbours, the last one with an end, signs moved away. */
const asSaid = (tenant: number, text: string): string => {
  const signs = Array.from(text, (one) =>
    one < '\u0080' && !/[a-z0-9]/.test(one) ? String.fromCharCode(0xe000 + one.charCodeAt(0)) : one,
  );
  const pairs = signs.map((one, i) => one + (signs[i + 1] ?? '\ue100'));
  return [...new Set(pairs)]
    .map((pair) => `${tenant.toString(36).padStart(3, '0')}${pair}`)
    .join(' ');
};

const some = fc.constantFrom(
  ...'政府信息公开条例，。〔〕abz019 -/_"\0\u{20000}é\ue000Z~'.split(''),
);
const text = fc.oneof(
  fc.string({ unit: some, maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  // Longer than whatever was prepared for.
  fc.string({ unit: some, minLength: 1500, maxLength: 6000, size: 'max' }),
);

describe('pairs of characters', () => {
  it('are those of the text, whatever was taken apart before', () => {
    fc.assert(
      fc.property(fc.nat(16_383), fc.array(text, { maxLength: 4 }), (tenant, texts) => {
        for (const one of texts) expect(pairsOf(tenant, one)).toBe(asSaid(tenant, one));
      }),
    );
  });

  it('of a query are among those of every text that holds it', () => {
    fc.assert(
      fc.property(fc.nat(40), text, fc.nat(50), fc.nat(8), (tenant, whole, from, length) => {
        const query = Array.from(whole)
          .slice(from, from + length)
          .join('');
        const held = pairsOf(tenant, whole).split(' ');
        for (const pair of termsOf(tenant, [query]).pairs)
          expect(held).toContain(pair.slice(1, -1));
      }),
    );
  });

  it('are told apart as fast as by plain means where half of them end alike', () => {
    const others = Array.from({ length: 30_000 }, (_, i) => String.fromCharCode(0x4e00 + i));
    const alike = others.join('〇');
    expect(pairsOf(1, alike)).toBe(asSaid(1, alike));
    // A table that put them all in one place would take ten times as long.
    const least = (take: () => string) => Math.min(...[1, 2, 3].map(() => elapsed(take)));
    expect(least(() => pairsOf(1, alike))).toBeLessThan(3 * least(() => asSaid(1, alike)));
  });
});

const elapsed = (work: () => unknown): number => {
  const began = performance.now();
  work();
  return performance.now() - began;
};
