import fc from 'fast-check';
import { hotMonthOf, LAST_LEGAL_DAY, monthOf, packHotKey, unpackHotKey } from './hot-key.js';

const bits = (n: number) => fc.integer({ min: 0, max: 2 ** n - 1 });

describe('hot keys', () => {
  it('give back what was packed, within what a number holds exactly', () =>
    fc.assert(
      fc.property(bits(21), bits(12), bits(10), bits(10), (agency, month, type, facet) => {
        const key = packHotKey({ agency, month, type, facet });
        expect(Number.isSafeInteger(key)).toBe(true);
        expect(unpackHotKey(key)).toEqual({ agency, month, type, facet });
      }),
    ));

  it('refuse a part that does not fit', () => {
    expect(() => packHotKey({ agency: 2 ** 21, month: 0, type: 0, facet: 0 })).toThrow(RangeError);
    expect(() => packHotKey({ agency: 1, month: 0, type: 0, facet: 1024 })).toThrow(RangeError);
  });

  it('count months from January 1900', () => {
    expect(monthOf('1900-01-31')).toBe(0);
    expect(monthOf('2017-12-31')).toBe(117 * 12 + 11);
  });

  it('hold every legal day: the oldest in the first month, the farthest in the last', () => {
    expect(hotMonthOf('2017-12-31')).toBe(monthOf('2017-12-31'));
    expect(['0001-01-01', '1897-05-01', '1899-12-31', '1900-01-01'].map(hotMonthOf)).toEqual([
      0, 0, 0, 0,
    ]);
    expect([LAST_LEGAL_DAY, '2241-05-01', '9999-12-31'].map(hotMonthOf)).toEqual([
      4095, 4095, 4095,
    ]);
    expect(() => hotMonthOf('x')).toThrow(RangeError);
  });
});
