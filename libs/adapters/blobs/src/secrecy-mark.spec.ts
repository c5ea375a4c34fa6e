import fc from 'fast-check';
import { secrecyMarkIn, starredMarkInUtf16 } from './secrecy-mark.js';

const mark = (...lines: string[]) => secrecyMarkIn(lines)?.mark;

describe('a mark of secrecy', () => {
  it.each([
    ['秘密', '秘密'],
    ['秘密', '秘密★5年'],
    ['秘密', '秘 密 ★ 5 年'],
    ['秘密', '　　秘密★１０年'],
    ['机密', '机密★一年'],
    ['机密', '000012　机密★1年　特急'],
    ['机密', '机密 特急'],
    ['绝密', '绝密★启用前'],
    ['绝密', '绝密★长期'],
    ['绝密', '【绝密】'],
    ['秘密', '密级:秘密'],
    ['秘密', '密级和保密期限：秘密★3年'],
    ['机密', '机密☆半年'],
    ['机密', '某某市人民政府文件\t机密★1年'],
  ])('%s is found in %j', (level, line) => expect(mark('000012', line)).toBe(level));

  it.each([
    '保密工作责任制',
    '关于做好保密审查工作的通知',
    '涉及国家秘密的政府信息不予公开',
    '国家秘密',
    '商业秘密',
    '秘密、机密、绝密三级',
    '机密性',
    '应当标注“秘密★5年”字样',
    '秘密的确定和解除',
    '秘密花园',
    '绝密级事项由主要负责人审批',
    '密级:无',
    '密级:公开',
  ])('is not %j', (line) => expect(mark(line)).toBeUndefined());

  it('stands at the head, not far down in the text', () => {
    const text = Array.from({ length: 60 }, (_, i) => `第${String(i)}段`);
    expect(mark(...text, '秘密')).toBeUndefined();
    expect(mark('', '', '秘密', ...text)).toBe('秘密');
  });

  it('is found at the beginning of a paragraph of an old binary document', () => {
    const at = (text: string) => starredMarkInUtf16(Buffer.from(text, 'utf16le'))?.mark;
    expect(at('头\r机密★1年\r正文')).toBe('机密');
    expect(at('头\r应标注“机密★1年”\r')).toBeUndefined();
    expect(at('保密工作')).toBeUndefined();
  });

  it('is looked for in little time whatever the line', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc
        .constantFrom('秘', '密', '★', ' ', '0', '【')
        .chain((sign) => fc.nat(20_000).map((n) => sign.repeat(n))),
    );
    const begun = performance.now();
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        secrecyMarkIn(lines);
      }),
      { numRuns: 200 },
    );
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
