import { cn2014, cn2019, cn2021, freeFormat, sampleReport, type ReportFormat } from '../index.js';
import { checkReport } from './check-report.js';
import { articleNumber } from './check-wording.js';
import { feeByPages, onFeeGrid } from './fee-grid.js';
import type { FiguresFile, ReportSection } from './figures-file.js';
import { plain } from './plain-text.js';

const OVERVIEW =
  '2024年,我县主动公开政府信息,办理依申请公开,加强政府信息管理和平台建设,做好监督保障。';
const SIX: ReportSection[] = [
  { title: '一、总体情况', text: OVERVIEW },
  { title: '二、主动公开政府信息情况', text: '' },
  { title: '三、收到和处理政府信息公开申请情况', text: '' },
  { title: '四、政府信息公开行政复议、行政诉讼情况', text: '' },
  { title: '五、存在的主要问题及改进情况', text: '存在人员不足的问题,已改进。' },
  { title: '六、其他需要报告的事项', text: '本年度没有收取信息处理费。' },
];
const report = (more: Partial<FiguresFile> = {}, format: ReportFormat = cn2021): FiguresFile => ({
  ...sampleReport(format, () => 2, { agency: '衡南县人民政府', year: 2024, scope: 'all' }),
  sections: SIX,
  ...more,
});
const found = (more: Partial<FiguresFile>, format?: ReportFormat, previous?: FiguresFile) =>
  checkReport({ report: report(more, format), previous }).findings.filter(
    ({ check }) => check === 'form' || check === 'plausibility',
  );
const section = (at: number, text: string): ReportSection[] =>
  SIX.map((each, i) => (i === at ? { ...each, text: each.text + text } : each));

describe('the form of a report', () => {
  it('has nothing to say about one that is in order', () => {
    expect(found({})).toEqual([]);
  });

  it('is that of its year', () => {
    expect(found({ year: 2020, sections: [] })).toMatchObject([
      { check: 'form', severity: 'soft', printed: 'cn-2021', expected: 'cn-2019' },
    ]);
    expect(found({ year: 2022, sections: [] }, cn2019)).toMatchObject([{ expected: 'cn-2021' }]);
    expect(found({ year: 2014, sections: [], cells: {} }, freeFormat)).toMatchObject([
      { printed: 'free', expected: 'cn-2014' },
    ]);
    expect(found({ year: 2010, sections: [], cells: {} }, freeFormat)).toEqual([]);
  });

  it('has every cell, filled in, and nothing in headings', () => {
    const { cells } = report();
    const { 't4.review.sum': _, ...less } = cells;
    expect(found({ cells: less }).map((finding) => finding.cells)).toEqual([
      ['t4.review.sum'],
      ['t4.review.sum'],
    ]);
    expect(found({ cells: { ...cells, 't2.fees.amount': null } })).toMatchObject([
      { cells: ['t2.fees.amount'], printed: null, expected: 0 },
    ]);
    expect(found({ cells: { ...cells, 't3.denied.sum': 16 } })).toMatchObject([
      { cells: ['t3.denied.sum'], printed: 16, expected: null },
    ]);
    const without = Object.entries(cells).filter(([id]) => !id.startsWith('t2.'));
    expect(found({ cells: Object.fromEntries(without) })).toMatchObject([{ cells: [] }]);
  });

  it('has its sections and what belongs into them', () => {
    expect(found({ sections: SIX.slice(0, 5) })).toMatchObject([
      { expected: '六、其他需要报告的事项' },
    ]);
    const thin = SIX.map((each, i) =>
      i === 0 ? { ...each, text: '2024年,我县主动公开。' } : each,
    );
    const [finding] = found({ sections: thin });
    expect(finding!.expected).toEqual(['依申请公开', '政府信息管理', '公开平台建设', '监督保障']);
    const { checked } = checkReport({ report: { ...report(), sections: [] } });
    expect(checked.skipped.some(({ check }) => check === 'form')).toBe(true);
  });

  it('reads sections in the traditional script', () => {
    const sections = [
      '主動公開政府信息情況',
      '依申請公開政府信息情況',
      '政府信息公開收費和減免情況',
      '行政複議、訴訟情況',
      '主要存在的問題及改進措施',
    ].map((title) => ({ title, text: '' }));
    const cells = sampleReport(cn2014, () => 2, { agency: '镇', year: 2017, scope: null }).cells;
    const old = { year: 2017, sections, cells };
    expect(found(old, cn2014)).toEqual([]);
    const inText = { title: '依申请公开情况', text: '没有收费。复议、诉讼均无。' };
    const without = [...sections.slice(0, 2), sections[4]!, inText];
    expect(found({ ...old, sections: without }, cn2014)).toEqual([]);
    expect(found({ ...old, sections: without.slice(0, 3) }, cn2014)).toHaveLength(2);
  });
});

describe('the text of a report', () => {
  it('has no words of a template', () => {
    for (const left of ['XX县', '×××', '请填写', '关键词2', '(待补充)', '此处填写数字', '____'])
      expect(found({ sections: section(1, `本年${left}。`) })).toMatchObject([
        { check: 'form', severity: 'soft', expected: null },
      ]);
    expect(found({ sections: section(1, '编制说明模板已下发,见附表1×2。') })).toEqual([]);
  });

  it('is about its own year', () => {
    expect(found({ title: '衡南县2023年政府信息公开工作年度报告' })).toMatchObject([
      { printed: 2023, expected: 2024 },
    ]);
    expect(found({ title: '衡南县2024年度政府信息公开工作年度报告' })).toEqual([]);
    expect(found({ sections: section(4, '\n2023年,我县继续改进。') })).toMatchObject([
      { printed: 2023, statement: '五、存在的主要问题及改进情况' },
    ]);
    expect(found({ sections: section(4, '\n2025年,我县将继续改进。') })).toEqual([]);
    const period = (text: string) => found({ sections: section(1, `统计期限自${text}止。`) });
    expect(period('2024年1月1日起至2024年12月31日')).toEqual([]);
    expect(period('2024年1月1日至12月31日')).toEqual([]);
    expect(period('2023年1月1日至2023年12月31日')).toMatchObject([{ check: 'form' }]);
    expect(period('2024年1月1日至2024年12月30日')).toMatchObject([
      { check: 'plausibility', expected: '2024年1月1日至2024年12月31日' },
    ]);
    expect(found({ sections: section(1, '活动自3月1日至4月1日举行。') })).toEqual([]);
  });

  it('is not last year’s', () => {
    const long = (year: number) =>
      ['公开', '管理', '平台']
        .map((word) => `${year}年${word}${'稳步推进各项工作'.repeat(9)}`)
        .join('\n');
    const previous = report({
      year: 2023,
      sections: section(1, long(2023)),
      cells: { ...report().cells, 't2.licences.decisions': 77 },
    });
    expect(found({ sections: section(1, long(2024)) }, cn2021, previous)).toEqual(
      expect.arrayContaining([expect.objectContaining({ check: 'form', printed: 3 })]),
    );
  });

  it('cites the law that is in force', () => {
    const cited = (text: string, year = 2024) =>
      found({ year, sections: section(1, `${text}。`) }).filter(
        ({ expected }) => expected !== 'cn-2014',
      );
    expect(cited('根据《中华人民共和国政府信息公开条例》第五十条规定编制本报告')).toEqual([]);
    expect(cited('根据《政府信息公开条例》第三十二条规定编制本年度报告')).toMatchObject([
      { printed: 32, expected: [49, 50] },
    ]);
    expect(cited('依照《政府信息公开条例》第六十条')).toMatchObject([{ printed: 60 }]);
    expect(cited('根据国务院令第492号')).toMatchObject([{ printed: '492', expected: '711' }]);
    expect(cited('按照国办公开办函〔2019〕60号的格式')).toMatchObject([
      { expected: '国办公开办函〔2021〕30号' },
    ]);
    expect(cited('按照国办公开办函〔2019〕60号和国办公开办函〔2021〕30号')).toEqual([]);
  });

  it('reads numbers of articles', () => {
    const articles = ['五', '十', '十九', '三十一', '五十', '一百零二', '36'].map(articleNumber);
    expect(articles).toEqual([5, 10, 19, 31, 50, 102, 36]);
    expect(plain('編製說明:統計期限(自2017年)')).toContain('统计期限(自2017年)');
  });
});

describe('the tariff of processing fees', () => {
  it('gives the fees seen in reports', () => {
    expect([109, 119, 57, 72, 68, 2219].map(feeByPages)).toEqual([880, 1080, 270, 420, 380, 83460]);
    expect([300, 880, 890, 15, 2740, 2720].map(onFeeGrid)).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });
});
