import fc from 'fast-check';
import { secrecyMarkIn, secrecyMarkInText, secrecyMarkInTitle } from './secrecy-mark.js';

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
    '机密文件、资料的销毁',
    '机密★1年的文件不得上网,各单位应当逐件登记、专人保管并按规定定期清退',
  ])('is not %j', (line) => expect(mark(line)).toBeUndefined());

  it('stands at the head, not far down in the text', () => {
    const text = Array.from({ length: 60 }, (_, i) => `第${String(i)}段`);
    expect(mark(...text, '秘密')).toBeUndefined();
    expect(mark('', '', '秘密', ...text)).toBe('秘密');
  });

  it('is found in a text that was pasted as one string', () => {
    expect(secrecyMarkInText('000001\r\n机密★1年\r\n特急\r\n某县人民政府文件')?.mark).toBe('机密');
    expect(secrecyMarkInText('秘密★长期\n')?.mark).toBe('秘密');
    expect(
      secrecyMarkInText('各单位:\n涉及国家秘密、机密★1年等标志的文件不得上网。'),
    ).toBeUndefined();
  });

  it.each([
    ['机密', '机密★10年 关于某项重大而且名称特别长的工程征地补偿安置方案的通知'],
    ['机密', '关于某事的通知(机密)'],
    ['秘密', '【秘密】某办发〔2017〕3号'],
    ['绝密', '关于某事的通知 绝密 ★ 启用前'],
    ['秘密', '秘密'],
  ])('%s is found in the title %j', (level, title) =>
    expect(secrecyMarkInTitle(title)?.mark).toBe(level),
  );

  it.each([
    '机密文件销毁办法',
    '关于确定国家秘密、机密、绝密事项范围的通知',
    '保守国家秘密法实施条例',
    '关于商业秘密保护的意见(试行)',
    '关于某事的通知',
  ])('is not in the title %j', (title) => expect(secrecyMarkInTitle(title)).toBeUndefined());

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
        secrecyMarkInText(lines.join('\n'));
        secrecyMarkInTitle(lines.join(' '));
      }),
      { numRuns: 200 },
    );
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
