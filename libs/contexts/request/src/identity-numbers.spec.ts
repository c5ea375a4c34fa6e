import fc from 'fast-check';
import {
  cardCheckDigit,
  normalNumber,
  numberFault,
  organisationCheckDigit,
  unifiedCheckDigit,
} from './identity-numbers.js';

const TODAY = '2026-11-02';

describe('numbers of identity documents', () => {
  it('takes the worked examples of the standards', () => {
    expect(numberFault('identityCard', '11010519491231002X', TODAY)).toBeNull();
    expect(numberFault('organisationCode', '91350100M000100Y43', TODAY)).toBeNull();
    expect(numberFault('organisationCode', 'D2143569-X', TODAY)).toBeNull();
  });

  it.each([
    ['identityCard', '110105194912310021', 'checkDigit'],
    ['identityCard', '110105194902310026', 'birthday'],
    ['identityCard', '990105194912310021', 'region'],
    ['identityCard', '11010519491231', 'characters'],
    ['identityCard', '110105194912310O2X', 'characters'],
    ['identityCard', '', 'missing'],
    ['organisationCode', '91350100M000100Y44', 'checkDigit'],
    ['organisationCode', '91350100I000100Y43', 'characters'],
    ['organisationCode', 'D2143569-1', 'checkDigit'],
    ['passport', '护照', 'characters'],
    ['passport', 'ABCDE', 'characters'],
    ['hkMacauPermit', 'X12345678', 'characters'],
    ['taiwanPermit', '1234567', 'characters'],
    ['residencePermit', '11010519491231002X', 'region'],
  ])('finds in %s %s: %s', (kind, number, fault) =>
    expect(numberFault(kind, number, TODAY)).toBe(fault),
  );

  it.each([
    ['passport', 'E12345678'],
    ['passport', 'EA1234567'],
    ['hkMacauPermit', 'H12345678'],
    ['hkMacauPermit', 'M1234567801'],
    ['taiwanPermit', '12345678'],
    ['taiwanPermit', '1234567890(B)'],
    ['residencePermit', 'CHN110000000001'],
    ['other', '士兵证第 1 号'],
    ['none', ''],
  ])('takes %s %s', (kind, number) => expect(numberFault(kind, number, TODAY)).toBeNull());

  it('reads what people write: full width, blanks, hyphens, a small x', () => {
    expect(normalNumber(' １１０１０５ 19491231-002x ')).toBe('11010519491231002X');
    expect(numberFault('identityCard', '110105 19491231 002x', TODAY)).toBeNull();
  });

  it('takes a card of the first generation as long as it was one', () => {
    expect(numberFault('identityCard', '110105491231002', '2010-03-01')).toBeNull();
    expect(numberFault('identityCard', '110105491231002', TODAY)).toBe('characters');
  });

  it('finds every slip in one place of a citizen number', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 0, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        (serial, place, by) => {
          const first = `11010519800101${String(serial).padStart(3, '0')}`;
          const right = first + cardCheckDigit(first);
          const slipped = [...first];
          slipped[place] = String((Number(slipped[place]) + by) % 10);
          const wrong = slipped.join('') + right[17];
          return (
            numberFault('identityCard', right, TODAY) === null &&
            numberFault('identityCard', wrong, TODAY) !== null
          );
        },
      ),
    ));

  it('finds every slip in one place of the codes of organisations', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.nat(7), fc.nat(8), (n, place, by) => {
        const first = String(n).padStart(8, '0');
        const code = first + organisationCheckDigit(first);
        const slipped = [...code];
        slipped[place] = String((Number(slipped[place]) + 1 + by) % 10);
        const unified = `11350100${code.replace('X', 'A')}`;
        const whole = unified + unifiedCheckDigit(unified);
        const wrong = [...whole];
        wrong[8 + place] = String((Number(wrong[8 + place]) + 1 + by) % 10);
        const same = slipped.join('') === code;
        return (
          numberFault('organisationCode', code, TODAY) === null &&
          numberFault('organisationCode', whole, TODAY) === null &&
          (same || numberFault('organisationCode', slipped.join(''), TODAY) !== null) &&
          (wrong.join('') === whole ||
            numberFault('organisationCode', wrong.join(''), TODAY) !== null)
        );
      }),
    ));
});
