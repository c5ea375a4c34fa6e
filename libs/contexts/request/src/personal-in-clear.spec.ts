import fc from 'fast-check';
import { cardCheckDigit } from './identity-numbers.js';
import { clearTextsOf, personalInClear } from './personal-in-clear.js';
import { sealed } from './testing.js';

const found = (
  text: string,
  key = 'reason',
  known = { names: ['钟离试'], data: ['13900000000'] },
) => personalInClear({ [key]: text }, known)?.details['personal'] ?? null;

/** Numbers of people who do not exist: the serial 002 of a day. */
const cards = fc
  .tuple(
    fc.constantFrom('110105', '430422', '650102', '820000'),
    fc.date({
      min: new Date('1930-01-01'),
      max: new Date('2020-12-31'),
      noInvalidDate: true,
    }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([region, born, serial]) => {
    const day = born.toISOString().slice(0, 10).replaceAll('-', '');
    const first = `${region}${day}${String(serial).padStart(3, '0')}`;
    return first + cardCheckDigit(first);
  });
const mobiles = fc
  .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`);
const wide = (text: string) =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
const chinese = (text: string) =>
  text.replace(/\d/g, (digit) => '〇一二三四五六七八九'[Number(digit)]!);
const written = fc.constantFrom<(text: string) => string>(
  (text) => text,
  wide,
  chinese,
  (text) => [...text].join(' '),
  (text) => text.replace(/.{3}(?=.)/g, '$& '),
  (text) => text.toLowerCase(),
);
/** Words around it that end and begin with no digit. */
const around = fc.constantFrom('', '申请人', '关于某工程的说明,', 'see ', '(一事一申请)');

describe('personal data in clear', () => {
  it('is found in whatever way a number of an identity card is written', () => {
    fc.assert(
      fc.property(cards, written, around, around, (card, as, before, after) => {
        expect(found(`${before}${as(card)}${after}`)).toBe('identityCard');
      }),
    );
  });

  it('is found in whatever way a mobile number is written', () => {
    fc.assert(
      fc.property(mobiles, written, around, around, (mobile, as, before, after) => {
        expect(found(`${before}${as(mobile)}${after}`)).not.toBeNull();
      }),
    );
  });

  it.each([
    ['identityCard', '身份证 430422-19900101-0022 的人'],
    ['identityCard', '老证 430422900101002'],
    ['phone', '139-0000-0001'],
    ['phone', '+86 139 0000 0001'],
    ['phone', '0734-8866123'],
    ['phone', '(010)66660000'],
    ['phone', '联系电话:8866123'],
    ['email', '发到 someone@example.org'],
    ['email', 'someone@example.org'],
    ['travelDocument', '护照 E12345678'],
    ['travelDocument', '通行证 H 1234567890'],
    ['ownName', '请转告钟离试本人'],
    ['ownName', '钟 离 试'],
    ['ownData', '末尾另附 9139000000009'],
  ])('is a matter of %s: %s', (kind, text) => expect(found(text)).toBe(kind));

  it.each([
    '衡政发〔2026〕3号文件第二部分',
    '关于2019-03-01、2020-04-01、2021-05-01三次会议的纪要',
    '(2026)湘04行初12号',
    'GB 11643-1999 与 GB/T 2260-2007',
    '预算资金12345678.90元,共3期',
    '2026-00001',
    '91430400MA4L00000X 的环评批复',
    '第一、二、三、四、五、六、七、八、九、十次会议',
    '第二十条第(三)项;详见第2026-03-02次',
  ])('is not %s', (text) => expect(found(text)).toBeNull());

  it('leaves numbers of registers and archives as offices make them', () => {
    expect(found('13900000001', 'number')).toBeNull();
    expect(found('0734-8866123', 'fileNumber')).toBeNull();
    expect(found('11010519491231002X', 'number')).toBe('identityCard');
    expect(found('13900000000', 'fileNumber')).toBe('ownData');
  });

  it('is looked for in every field that is not sealed, and in no digest', () => {
    const command = {
      type: 'split',
      person: 'p',
      letter: '1'.repeat(64),
      on: '2026-03-02',
      text: sealed(1),
      parts: [{ subject: '甲' }, { subject: '乙' }],
    };
    expect(clearTextsOf(command).map(({ path }) => path)).toEqual([
      'type',
      'parts.0.subject',
      'parts.1.subject',
    ]);
  });

  it('is refused without being repeated, with the field named', () => {
    const refused = personalInClear({ parts: [{ subject: '甲' }, { subject: '13900000001' }] });
    expect(refused).toMatchObject({ code: 'request.personalInClear', field: 'parts.1.subject' });
    expect(JSON.stringify(refused)).not.toContain('13900000001');
    expect(refused).toMatchObject({
      zh: expect.stringContaining('电话号码'),
      en: expect.stringContaining('a telephone number'),
    });
  });
});
