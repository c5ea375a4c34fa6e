import { cn2014, cn2021 } from '../index.js';
import { checkReport } from './check-report.js';
import type { FiguresFile, Statement } from './figures-file.js';

const report = (statements: Statement[], more: Partial<FiguresFile> = {}): FiguresFile => ({
  format: 'cn-2014',
  agency: '衡南县某镇人民政府',
  year: 2017,
  scope: null,
  cells: { '1.1': 63, '1.2.2': 28, '1.2.5': 35, '8.4': 2 },
  notes: [],
  statements,
  ...more,
});
const found = (statements: Statement[], more: Partial<FiguresFile> = {}, previous?: FiguresFile) =>
  checkReport({ report: report(statements, more), previous }).findings.filter(({ check }) =>
    check.startsWith('text-'),
  );
const sum = (value: number, ...parts: number[]): Statement => ({
  text: `共${value}件`,
  kind: 'sum',
  value,
  parts,
});

describe('sums in sentences', () => {
  it('hold for 赤峰 and 方正, not for 娄底 and 天柱', () => {
    expect(found([sum(2103, 1040, 198, 262, 538, 65), sum(4395, 972, 349, 1072, 2002)])).toEqual(
      [],
    );
    const parts = [766, 390, 452, 204, 105, 20, 112, 95, 89, 109, 28, 35, 4, 1, 273, 227];
    expect(found([sum(261, 61, 188, 5), sum(3105, ...parts)])).toMatchObject([
      { check: 'text-sum', severity: 'hard', printed: 261, expected: 254, statement: '共261件' },
      { check: 'text-sum', severity: 'hard', printed: 3105, expected: 2910 },
    ]);
  });

  it('are not held to the last digit where the sentence says about', () => {
    const about = { ...sum(100, 60, 35), text: '共约100件,其中60余件' };
    expect(found([about])).toMatchObject([{ severity: 'soft' }]);
  });

  it('need their parts', () => {
    const { checked } = checkReport({ report: report([sum(9)]) });
    expect(checked.skipped.map(({ check }) => check)).toContain('text-sum');
  });
});

describe('percentages', () => {
  const share = (value: number, part: number, base: number): Statement => ({
    text: `占${value}%`,
    kind: 'percent',
    value,
    parts: [part],
    base,
  });

  it('follow from part and whole to the digits printed', () => {
    expect(found([share(44.4, 28, 63), share(44, 28, 63), share(44.44, 28, 63)])).toEqual([]);
    expect(found([share(45, 28, 63)])).toMatchObject([
      { check: 'text-percent', severity: 'hard', printed: 45, expected: 44.44 },
    ]);
  });

  it('cut off where they should be rounded are a soft finding', () => {
    expect(found([share(95.1, 673, 707)])).toMatchObject([{ severity: 'soft', expected: 95.19 }]);
  });

  it('of nothing are none', () => {
    expect(found([share(10, 1, 0)])).toMatchObject([{ severity: 'hard', expected: null }]);
  });
});

describe('rates of growth', () => {
  const growth = (value: number, more: Partial<Statement>): Statement => ({
    text: `比去年增加17条,同比增长${value}%`,
    kind: 'growth',
    value,
    ...more,
  });

  it('are recomputed from their base', () => {
    expect(
      found([growth(36.96, { parts: [63, 17] }), growth(36.96, { parts: [63], base: 46 })]),
    ).toEqual([]);
    expect(
      found([growth(36.96, { parts: [17], base: 46 }), growth(37, { parts: [63, 17] })]),
    ).toEqual([]);
    expect(found([growth(36.96, { parts: [17], cell: '1.1' })])).toEqual([]);
  });

  it('name the wrong base when that gives what is printed', () => {
    for (const more of [{ parts: [63, 17] }, { parts: [17], cell: '1.1' }, { parts: [17] }])
      expect(found([growth(26.98, more)])).toMatchObject([
        { check: 'text-growth', severity: 'hard', printed: 26.98, expected: 36.96 },
      ]);
    const [finding] = found([growth(26.98, { parts: [28, 17] })]);
    expect(finding).toMatchObject({ expected: 36.96 });
    expect(finding!.zh).toMatch(/除以的是本年的 63.*46.*36\.96%.*若指 28.*154\.55%/);
  });

  it('with this year’s number alone have no base', () => {
    const alone = { text: '公开政府信息63条,同比增长26.98%', parts: [63] };
    expect(found([growth(26.98, { ...alone, cell: '1.1' }), growth(26.98, alone)])).toEqual([]);
  });

  it('that come from nowhere say what they should be', () => {
    expect(found([growth(50, { parts: [63, 17] })])).toMatchObject([
      { printed: 50, expected: 36.96 },
    ]);
    expect(found([growth(10, { parts: [5], base: 0 })])).toMatchObject([{ expected: null }]);
  });

  it('below nothing are read with their sign or without', () => {
    const fewer = { text: '比上年减少17条,下降21.25%', parts: [63, 17] };
    expect(found([growth(-21.25, fewer), growth(21.25, fewer)])).toEqual([]);
    expect(found([growth(-26.98, fewer)])).toMatchObject([{ expected: -21.25 }]);
  });

  it('without a base are held against the year before, softly, or not checked', () => {
    const before = report([], { year: 2016, cells: { '1.1': 50 } });
    const alone = growth(30, { cell: '1.1', text: '同比增长30%' });
    expect(found([alone], {}, before)).toMatchObject([{ severity: 'soft', expected: 26 }]);
    expect(found([{ ...alone, value: 26 }], {}, before)).toEqual([]);
    const { checked } = checkReport({ report: report([alone]) });
    expect(checked.skipped.map(({ check }) => check)).toContain('text-growth');
  });
});

describe('numbers of the text', () => {
  const said = (value: number, more: Partial<Statement> = {}): Statement => ({
    text: `公开政府信息${value}条`,
    kind: 'count',
    value,
    cell: '1.1',
    ...more,
  });

  it('are those of the table', () => {
    expect(found([said(63)])).toEqual([]);
    expect(found([said(62)])).toMatchObject([
      { check: 'text-number', severity: 'soft', printed: 62, expected: 63, cells: ['1.1'] },
    ]);
    expect(found([said(62)], { scope: 'own' })).toMatchObject([{ severity: 'hard' }]);
    expect(found([said(5, { cell: '1.2.1' })])).toMatchObject([{ expected: null }]);
    expect(found([said(0, { cell: '1.2.1' })])).toEqual([]);
  });

  it('are compared in the unit of the cell, to the digits meant', () => {
    const cells = { '1.1': 135634, '8.4': 2 };
    expect(
      found([said(13.6, { unit: '万条' }), said(20000, { unit: '元', cell: '8.4' })], { cells }),
    ).toEqual([]);
    expect(found([said(13.5, { unit: '万条' })], { cells })).toHaveLength(1);
    expect(found([said(130000, { text: '公开130000余条' })], { cells })).toEqual([]);
  });

  it('are the same wherever the same thing is said', () => {
    const alone = (value: number, text = `全镇共设立公开栏${value}个。`): Statement => ({
      text,
      kind: 'count',
      value,
    });
    expect(found([alone(20), alone(21)])).toMatchObject([
      { check: 'text-number', severity: 'soft', printed: 21, expected: 20 },
    ]);
    expect(found([alone(20), alone(20)])).toEqual([]);
    expect(found([alone(61, '受理61件、办结5件'), alone(5, '受理61件、办结5件')])).toEqual([]);
    expect(found([said(7, { cell: '2.1' }), said(8, { cell: '2.1' })])).toHaveLength(3);
  });
});

describe('fees', () => {
  const charged = (value: number, text = `收取信息处理费${value}元`, year = 2024) =>
    checkReport({
      report: {
        ...report([{ text, kind: 'count', value, unit: '元' }]),
        format: cn2021.id,
        year,
        cells: {},
      },
    }).findings.filter(({ check }) => check === 'plausibility');

  it('stand on the tariff', () => {
    for (const fee of [0, 880, 1080, 270, 420, 380, 1500, 83460])
      expect(charged(fee, `1件收取信息处理费${fee}元`)).toEqual([]);
    expect(charged(885)).toHaveLength(1);
    expect(charged(890, '1件收取信息处理费890元')).toHaveLength(1);
    expect(charged(890, '收取信息处理费890元')).toEqual([]);
    expect(charged(100, '收取信息处理费100元', 2020)).toMatchObject([{ expected: 0 }]);
  });
});

describe('the table of 衡南', () => {
  it('has its 125 twice, no topic and a number in a heading', () => {
    const cells = { '1.2': 63, '2.1': 0, '2.2.5': 125, '6': 125, '3.1': 0, '3.2': 0, '3.3': 0 };
    const { findings } = checkReport({
      report: report([], { format: cn2014.id, cells: { ...report([]).cells, ...cells } }),
    });
    expect(findings.filter(({ severity }) => severity === 'hard')).toEqual([]);
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ check: 'form', cells: ['1.2'], printed: 63 }),
        expect.objectContaining({ check: 'plausibility', cells: ['2.1', '2.2.5'], printed: 125 }),
        expect.objectContaining({ check: 'plausibility', cells: ['6', '2.2.5'], printed: 125 }),
      ]),
    );
  });
});
