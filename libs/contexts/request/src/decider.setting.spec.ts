import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { requestSettingDecider } from './decider.setting.js';
import { isEarlierNumber, requestNumber, templateFault } from './request-number.js';
import { officer } from './testing.js';

const facts = { today: '2026-03-02', actor: officer('head') };
const { given } = specFor(requestSettingDecider, facts);
const set = (template: string) => ({ type: 'setRequestNumberTemplate' as const, template });

describe('how requests are numbered', () => {
  it('is replaced for what comes from now on, and only when it differs', () => {
    const data = {
      template: '依申请{year}第{serial:4}号',
      replacedOn: '2026-03-02',
      decidedBy: 'head',
    };
    const replaced = { type: 'RequestNumberTemplateReplaced' as const, data };
    given().when(set(data.template)).then(replaced);
    given(replaced).when(set(data.template)).then();
    given().when(set('{year}-{serial:5}')).then();
  });

  it.each([
    '2026',
    '{serial}{serial}',
    '{year:2}{serial}',
    '{serial:0}',
    '{x}{serial}',
    '}{serial}',
  ])('refuses %s', (template) =>
    given().when(set(template)).thenRejected('request.numberTemplateWrong', 'template'),
  );

  it('refuses one that is longer than any number may be', () => {
    given()
      .when(set(`${'长'.repeat(40)}{serial}`))
      .thenRejected('request.numberTemplateWrong', 'template');
  });

  it('writes the day and the serial as it says', () => {
    const of = (template: string) => requestNumber(template, '2026-03-02', 7);
    expect(of('{year}-{serial:5}')).toBe('2026-00007');
    expect(of('依{yearMonth}第{serial}号')).toBe('依202603第7号');
    expect(of('{date}{serial:3}')).toBe('20260302007');
  });

  it('never gives two serials of a day one number, and keeps their order', () => {
    const templates = fc.constantFrom(
      '{year}-{serial:5}',
      '{date}-{serial}',
      '甲{serial:2}-{year}',
    );
    const serials = fc.integer({ min: 1, max: 9_999_999 });
    fc.assert(
      fc.property(templates, serials, serials, (template, a, b) => {
        expect(templateFault(template)).toBeNull();
        const [one, other] = [a, b].map((serial) => requestNumber(template, '2026-03-02', serial));
        expect(one === other).toBe(a === b);
        expect(isEarlierNumber(one!, other!)).toBe(a < b);
      }),
    );
  });
});
