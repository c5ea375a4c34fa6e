import fc from 'fast-check';
import type { z } from 'zod';
import { BlankText, Code, gateOfText, halfWidth, lengthOf, Line, nameKey, Text } from './text.js';

const faultIn = (schema: z.ZodType, value: unknown): unknown => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return undefined;
  const issue = parsed.error.issues[0]!;
  return issue.code === 'custom' ? issue.params?.['fault'] : issue.code;
};

describe('text of commands', () => {
  it('keeps what was sent, byte for byte', () => {
    for (const text of ['关于 2017 年度工作的通知', 'e\u0301', 'é', '㛃𠮷镇', "' OR 1=1 --", '<b>'])
      expect(Line(200).parse(text)).toBe(text);
  });

  it('counts a rare character outside the basic plane as one', () => {
    expect(lengthOf('𠮷镇')).toBe(2);
    expect(faultIn(Line(2), '𠮷𠮷')).toBeUndefined();
    expect(faultIn(Line(2), '𠮷𠮷𠮷')).toBe('tooLong');
  });

  it('refuses ten megabytes in a field of 200 at once', () => {
    const huge = '长'.repeat(10_000_000);
    const begun = performance.now();
    expect(faultIn(Line(200), huge)).toBe('tooLong');
    expect(performance.now() - begun).toBeLessThan(50);
  });

  it.each([
    ['controlCharacter', 'a\u0000b'],
    ['controlCharacter', 'a\u0085b'],
    ['controlCharacter', 'a\uFFFFb'],
    ['notWellFormed', 'a\uD800b'],
    ['notWellFormed', '\uDC00'],
    ['hiddenCharacter', 'txt\u202Efdp.exe'],
    ['hiddenCharacter', '衡\u200B南'],
    ['hiddenCharacter', '\uFEFF标题'],
    ['lineBreak', '一\n二'],
    ['lineBreak', '一\u2028二'],
    ['blank', '  \u3000'],
    ['blank', ''],
  ])('names %s', (fault, text) => expect(faultIn(Line(200), text)).toBe(fault));

  it('says in both languages where the character is', () => {
    const { error } = Line(20).safeParse('𠮷衡\u200B南');
    expect(error!.issues[0]).toMatchObject({ params: { character: 'U+200B', at: 3 } });
    expect(error!.issues[0]!.message).toContain('第 3 个字');
    expect(error!.issues[0]!.message).toContain('at 3');
  });

  it('takes lines and tabs in a text, and nothing in one that may be blank', () => {
    expect(faultIn(Text(20), '一\r\n\t二')).toBeUndefined();
    expect(faultIn(Text(20), '一\u0007')).toBe('controlCharacter');
    expect(faultIn(Text(20), '\n')).toBe('blank');
    expect(faultIn(BlankText(20), '')).toBeUndefined();
  });

  it('keeps the Mongolian vowel separator and ideographic variants, which are spelling', () => {
    expect(faultIn(Line(20), 'ᠬᠠᠮᠢᠭ\u180Eᠠ')).toBeUndefined();
    expect(faultIn(Line(20), '葛\u{E0100}')).toBeUndefined();
  });

  it('hints at the half-width form of a code and does not apply it', () => {
    const { error } = Code(18).safeParse('１１３４１７０２ＩＤ');
    expect(error!.issues[0]).toMatchObject({ params: { fault: 'fullWidth', hint: '11341702ID' } });
    expect(halfWidth('（２０１７）')).toBe('(2017)');
  });

  it('compares names in one form of composition', () => {
    expect(nameKey('e\u0301')).toBe(nameKey('é'));
  });

  it('tells the gate what no text may hold', () => {
    expect(gateOfText('a\u0000')).toBe('TEXT_CONTROL_CHAR');
    expect(gateOfText('\uD800')).toBe('TEXT_NOT_WELLFORMED');
    expect(gateOfText('正文\n第二行')).toBeUndefined();
  });

  it('never passes a text the gate would refuse', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        const passes = Text(40).safeParse(text).success;
        if (passes) expect(gateOfText(text)).toBeUndefined();
      }),
    );
  });
});
