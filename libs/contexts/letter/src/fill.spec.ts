import { Rejection } from '@gongkai/kernel';
import fc from 'fast-check';
import { builtInTemplate, sampleFields } from './built-in.js';
import { LetterKind, LetterLanguage } from './events.js';
import { fillLetter, type LetterInput } from './fill.js';
import { articleOf, citationOf, letterKindOf, letterKinds } from './letter-kinds.js';
import { remedies, remedyOf } from './remedies.js';

const ON = '2026-03-02';
const inputOf = (kind: LetterKind, more: Partial<LetterInput> = {}): LetterInput => {
  const language = more.language ?? 'zh';
  const edition = articleOf(kind, '2019', ON) || letterKinds[kind].articles.length === 0;
  const on = edition ? ON : '2015-06-01';
  const fields = sampleFields(kind, language);
  return { kind, language, edition: edition ? '2019' : '2007', on, fields, ...more };
};
const write = (kind: LetterKind, more: Partial<LetterInput> = {}) => {
  const input = inputOf(kind, more);
  return fillLetter(input, builtInTemplate(kind, input.language));
};
const textOf = (kind: LetterKind, more: Partial<LetterInput> = {}): string => {
  const blocks = write(kind, more);
  if (blocks instanceof Rejection) throw new Error(blocks.en);
  return blocks.map(({ text }) => text).join('\n');
};
const codeOf = (kind: LetterKind, more: Partial<LetterInput>) => {
  const blocks = write(kind, more);
  return blocks instanceof Rejection ? [blocks.code, blocks.field] : 'written';
};

describe('a letter', () => {
  it.each(LetterKind.options)(
    '%s can be written in both languages, with nothing left open',
    (kind) => {
      for (const language of LetterLanguage.options)
        expect(textOf(kind, { language })).not.toMatch(/[{}]|undefined|null/);
    },
  );

  it('names the article of the kind and of the ground, the law once', () => {
    expect(textOf('refusedPrivacy')).toContain(
      '根据《中华人民共和国政府信息公开条例》第三十六条第（三）项、第十五条的规定，决定不予公开',
    );
    expect(textOf('refusedPrivacy', { language: 'en' })).toContain(
      'article 36, item 3 and article 15 of the Regulations',
    );
  });

  it('names the article the case was decided on, when that is given', () => {
    expect(textOf('granted', { article: '条例第三十六条第二项' })).toContain(
      '第三十六条第（二）项',
    );
  });

  it('cites the edition of 2007 by its year', () => {
    const old = { edition: '2007', on: '2015-06-01' } as const;
    expect(textOf('extension', old)).toContain('条例》（2007年）第二十四条第二款');
  });

  it('writes days, money and lists as people read them', () => {
    expect(textOf('feeNotice')).toContain('应缴金额：1080.00元。');
    expect(textOf('feeNotice')).toContain('请于2026年3月31日前缴费。');
    expect(textOf('feeNotice', { language: 'en' })).toContain('Please pay by 31 March 2026.');
    const blocks = write('clarification') as { kind: string }[];
    expect(blocks.filter(({ kind }) => kind === 'item')).toHaveLength(2);
  });

  it('drops the sections whose field has no value', () => {
    const fields = { ...sampleFields('receipt', 'zh'), dueOn: null, trackingNumber: null };
    const text = textOf('receipt', { fields });
    expect(text).toContain('自双方确认之日起算');
    expect(text).not.toContain('查询码');
  });

  it('says of abandonment what the edition of the case says', () => {
    expect(textOf('clarification')).toContain('视为放弃申请');
    const old = { edition: '2007', on: '2015-06-01' } as const;
    expect(textOf('clarification', old)).not.toContain('视为放弃申请');
  });

  it('is refused when a value is missing, of the wrong type or of another kind', () => {
    const fields = sampleFields('extension', 'zh');
    expect(codeOf('extension', { fields: { ...fields, extendedTo: null } })).toEqual([
      'letter.valueMissing',
      'fields.extendedTo',
    ]);
    expect(codeOf('extension', { fields: { ...fields, extendedTo: '2026-02-30' } })).toEqual([
      'letter.valueInvalid',
      'fields.extendedTo',
    ]);
    expect(codeOf('extension', { fields: { ...fields, amount: 5 } })).toEqual([
      'letter.valueOfOtherKind',
      'fields.amount',
    ]);
    expect(
      codeOf('granted', { fields: { ...sampleFields('granted', 'zh'), court: null } }),
    ).toEqual(['letter.valueMissing', 'fields.court']);
  });

  it('is refused where the edition or the day has no article for it', () => {
    for (const kind of ['refusedProcess', 'excessive', 'abandonedNotClarified'] as const)
      expect(codeOf(kind, { edition: '2007', on: '2015-06-01' })).toEqual([
        'letter.articleMissing',
        null,
      ]);
    // 条例第四十二条 had no tariff before 2021.
    expect(codeOf('feeNotice', { on: '2020-06-01' })).toEqual(['letter.articleMissing', null]);
    expect(codeOf('transfer', { on: '2008-04-30' })).toEqual(['letter.dayTooEarly', null]);
  });

  it('puts values in as they are, whatever signs they hold', () => {
    const fields = { ...sampleFields('granted', 'zh'), given: '{court} [if x] # 一\n二' };
    expect(textOf('granted', { fields })).toContain('{court} [if x] # 一\n二');
  });
});

describe('the remedy', () => {
  it('is reconsideration first for refusals under articles 14 to 16 since 2024', () => {
    for (const kind of LetterKind.options.filter(
      (name) => letterKinds[name].remedy === 'withheld',
    )) {
      expect(remedyOf(kind, null, '2023-12-31')?.order).toBe('reconsiderationOrCourt');
      expect(remedyOf(kind, null, '2024-01-01')?.order).toBe('reconsiderationFirst');
    }
    const text = textOf('refusedPrivacy');
    expect(text).toContain('应当先申请行政复议：可以自收到本文书之日起60日内向某某县人民政府提出');
    expect(text).toContain('自收到行政复议决定书之日起15日内向某某县人民法院提起行政诉讼');
  });

  it('is either way for what is unable, not processed, or follows other rules', () => {
    for (const kind of ['notHeld', 'petition', 'repeated', 'otherAccessRules', 'granted'] as const)
      expect(remedyOf(kind, null, ON)).toMatchObject({
        order: 'reconsiderationOrCourt',
        reconsideration: { days: 60 },
        litigation: { length: 6, unit: 'months' },
      });
    expect(textOf('notHeld')).toContain(
      '60日内向某某县人民政府申请行政复议，或者自收到本文书之日起6个月内',
    );
  });

  it('of a reply in part follows the ground on which the rest is withheld', () => {
    expect(remedyOf('partlyGranted', 'personalPrivacy', ON)?.order).toBe('reconsiderationFirst');
    expect(remedyOf('partlyGranted', 'noSpecialNeed', ON)?.order).toBe('reconsiderationOrCourt');
    expect(remedyOf('partlyGranted', null, ON)?.order).toBe('reconsiderationFirst');
  });

  it('gave three months for a suit before May 2015', () => {
    expect(remedyOf('notHeld', null, '2015-04-30')?.litigation?.length).toBe(3);
    expect(remedyOf('notHeld', null, '2015-05-01')?.litigation?.length).toBe(6);
  });

  it('of a fee notice is none of its own', () => {
    expect(remedyOf('feeNotice', null, ON)?.order).toBe('none');
    expect(textOf('feeNotice')).toContain('不单独申请行政复议或者提起行政诉讼');
  });

  it('is none for steps on the way', () => {
    for (const kind of ['receipt', 'clarification', 'extension', 'transfer'] as const)
      expect(remedyOf(kind, null, ON)?.order).toBe('none');
  });

  it('is one and only one on every day since May 2008', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LetterKind.options),
        fc.date({ min: new Date('2008-05-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        (kind, at) => {
          const on = at.toISOString().slice(0, 10);
          const remedy = remedyOf(kind, null, on);
          const fitting = remedies.filter(
            ({ group, from, to }) =>
              group === letterKinds[kind].remedy && from <= on && (to === null || on <= to),
          );
          expect(fitting).toEqual([remedy]);
        },
      ),
    );
  });
});

describe('letters as data', () => {
  it('say of every rule not seen what it rests on', () => {
    const rules = [...remedies, ...Object.values(letterKinds).flatMap(({ articles }) => articles)];
    for (const { verified, source } of rules)
      if (!verified) expect(source.length).toBeGreaterThan(10);
  });

  it('find the letter of every reply, a refusal by its ground', () => {
    expect(letterKindOf('refused', 'enforcementFile')).toBe('refusedEnforcementFile');
    expect(letterKindOf('refused', null)).toBeUndefined();
    expect(letterKindOf('notHeld', null)).toBe('notHeld');
    expect(letterKindOf('nonsense', null)).toBeUndefined();
  });

  it('cite articles in full in both languages', () => {
    expect(citationOf('条例第四十条', 'zh')).toBe('《中华人民共和国政府信息公开条例》第四十条');
    expect(citationOf('行政复议法第二十三条', 'en')).toBe(
      'article 23 of the Administrative Reconsideration Law',
    );
    expect(citationOf('国办函〔2020〕109号', 'en')).toBe('“国办函〔2020〕109号”');
  });
});
