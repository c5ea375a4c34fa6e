import { searchText } from '@gongkai/kernel';
import fc from 'fast-check';
import { gramsAsked, gramsOf, gramsSuffice, literally } from './grams.js';

const text = fc
  .array(fc.constantFrom(...'公开信息ab%_.*\\[](){}^$|+?/-# \n\u0000𠮷'), { maxLength: 9 })
  .map((list) => searchText(list.join('')));

describe('search by grams', () => {
  it('finds what a comparison of texts finds', () => {
    fc.assert(
      fc.property(text, text, fc.nat(9), fc.nat(4), (whole, other, from, length) => {
        for (const query of [other, [...whole].slice(from, from + length).join('')]) {
          if (query === '') continue;
          const grams = new Set(gramsOf(whole));
          const byGrams = gramsAsked(query).every((gram) => grams.has(gram));
          const compared = new RegExp(literally(query), 'u').test(whole);
          expect(compared).toBe(whole.includes(query));
          expect(gramsSuffice(query) ? byGrams : byGrams && compared).toBe(whole.includes(query));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('has each gram once', () => expect(gramsOf('哈哈哈').sort()).toEqual(['哈', '哈哈']));
});
