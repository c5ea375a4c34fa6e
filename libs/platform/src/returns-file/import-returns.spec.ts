import { formats } from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import { allIndicators } from '../contexts.js';
import type { FigureTable } from '../figures.js';
import { onTrial } from '../import/trial.js';
import { openOffice, type Office } from '../request-log/testing.js';
import { importReturns } from './import-returns.js';
import { parseReturnsMapping, type ReturnsMapping } from './mapping.js';
import { periodIn, returnsReader } from './rows.js';

const WIDE = {
  attestation: { by: '县政务公开办主任', proof: '2025年统计报表' },
  agency: '单位',
  period: '年度',
  measures: [
    { measure: 'licences', column: '行政许可处理决定数量' },
    { measure: 'penalties', column: '行政处罚处理决定数量' },
    { measure: 'feesAmount', column: '收费金额(万元)', unit: 'wan' },
    { measure: 'normativeInForce', column: '规范性文件现行有效' },
  ],
};
const HEADING =
  '单位,年度,行政许可处理决定数量,行政处罚处理决定数量,收费金额(万元),规范性文件现行有效';

describe('a sheet of numbers reported in bulk', () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  }, 120_000);
  afterAll(() => office.close());

  let files = 0;
  const run = async (text: string, mapping: object = WIDE, target = office.platform) => {
    const name = `f${++files}`;
    const result = await importReturns(target, {
      file: office.write(`${name}.csv`, text),
      mapping: office.write(`${name}.json`, JSON.stringify(mapping)),
      refusalsPath: office.write(`${name}.refused.csv`, ''),
      node: office.nodeOf('衡南县'),
      caller: { kind: 'operator', name: 'spec' },
    });
    const head = await office.platform.events.head();
    if (head !== undefined) await office.platform.waitFor(head);
    return result;
  };
  const figures = () => office.platform.figures;
  const cells = async (period: string, format?: string) => {
    const node = office.nodeOf('衡南县').id;
    const table = await figures().figures({ node, period, ...(format ? { format } : {}) });
    return (table as FigureTable).cells;
  };

  it('becomes figures, however large, in the cells of the form', async () => {
    const sheet = `${HEADING}
教育局,2025年,"1,808,595",2822652,1234.56,31
衡南县人民政府,2025,７,/,,120
`;
    expect(await run(sheet)).toMatchObject({ read: 2, accepted: 2, refused: 0 });
    expect(await cells('2025', 'cn-2021')).toMatchObject({
      't2.licences.decisions': 1_808_602,
      't2.penalties.decisions': 2_822_652,
      't2.fees.amount': 1234.56,
      't2.normative.in_force': 151,
    });
    expect(await cells('2025')).toMatchObject({ 'returns.feesAmount': 1_234_560_000 });
  });

  it('opens to the reports behind a figure, which add up to it', async () => {
    const asked = {
      node: office.nodeOf('衡南县').id,
      indicator: 't2.penalties.decisions',
      period: '2025',
      format: 'cn-2021',
    };
    const found = await figures().events({ ...asked, limit: 100 });
    if (found instanceof Rejection) throw new Error(found.code);
    expect(found.events.map(({ adds }) => adds)).toEqual([2_097_152, 720_896, 4_096, 256, 240, 12]);
    expect(await figures().cases(asked)).toMatchObject([{ adds: 2_822_652, aggregate: 'return' }]);
  });

  it('opens money in the unit of the cell, to the fen', async () => {
    const asked = { node: office.nodeOf('衡南县').id, period: '2025' };
    const sheet = `${HEADING}\n衡南县人民政府,2025,,,0.012345,\n`;
    expect(await run(sheet)).toMatchObject({ accepted: 1 });
    for (const [format, indicator, unit] of [
      ['cn-2021', 't2.fees.amount', 1_000_000],
      [undefined, 'returns.feesAmount', 1],
    ] as const) {
      const of = { ...asked, indicator, ...(format ? { format } : {}) };
      const events = await figures().events({ ...of, limit: 100 });
      const cases = await figures().cases(of);
      if (events instanceof Rejection || cases instanceof Rejection) throw new Error('refused');
      expect(cases.map(({ adds }) => adds)).toEqual([1_234_560_000 / unit, 12_345 / unit]);
      const fen = events.events.map(({ adds }) => Math.round(adds * unit));
      expect(events.events.map(({ adds }) => adds)).toEqual(fen.map((part) => part / unit));
      const cell = (await cells('2025', format))[indicator]!;
      expect(fen.reduce((sum, part) => sum + part, 0)).toBe(Math.round(cell * unit));
    }
  });

  it('changes nothing when it comes again, and refuses other numbers unless it corrects', async () => {
    const sheet = (licences: number) => `${HEADING}\n教育局,2025,${licences},,,\n`;
    expect(await run(sheet(1_808_595))).toMatchObject({ accepted: 1 });
    expect(await run(sheet(1_808_600))).toMatchObject({ accepted: 0, refused: 1 });
    const correcting = { ...WIDE, correction: { reason: '补报5件' } };
    expect(await run(sheet(1_808_600), correcting)).toMatchObject({ accepted: 1 });
    expect(await cells('2025', 'cn-2021')).toMatchObject({ 't2.licences.decisions': 1_808_607 });
  });

  it('may name the measure in each row, by quarter and month', async () => {
    const mapping = {
      attestation: WIDE.attestation,
      agency: { constant: '教育局' },
      period: '期间',
      row: {
        measure: { column: '指标', values: { 许可: 'licences', 收费: 'feesAmount' } },
        number: { column: '数量' },
        unit: 'yuan',
      },
    };
    const sheet = `期间,指标,数量
2024年第一季度,许可,3
2024年4月,许可,4
2024-Q1,收费,12.5
2024-Q2,处罚,1
`;
    expect(await run(sheet, mapping)).toMatchObject({ read: 4, accepted: 3, refused: 1 });
    expect(await cells('2024', 'cn-2021')).toMatchObject({
      't2.licences.decisions': 7,
      't2.fees.amount': 0.00125,
    });
  });

  it('is only judged on trial', async () => {
    const sheet = `${HEADING}\n教育局,2023,5,,,\n无此单位,2023,5,,,\n`;
    const tried = await onTrial(office.platform, (target) => run(sheet, WIDE, target as never));
    expect(tried).toMatchObject({ read: 2, accepted: 1, refused: 1 });
    expect(await cells('2023', 'cn-2021')).toMatchObject({ 't2.licences.decisions': 0 });
  });

  it('says what cannot be counted', async () => {
    const refused = async (row: string) => {
      const result = await run(`${HEADING}\n${row}\n`);
      if (result instanceof Rejection) throw new Error(result.code);
      return result.refused;
    };
    for (const row of [
      '教育局,2022,-1,,,',
      '教育局,2022,1.5,,,',
      '教育局,2022,约五百,,,',
      '教育局,2022,=SUM(A1:A9),,,',
      '教育局,2022,,,0.0000001,',
      '教育局,2022,99999999999999999999,,,',
      '教育局,前年,5,,,',
      '教育局,,5,,,',
      '教育局,2099,5,,,',
    ])
      expect({ row, refused: await refused(row) }).toEqual({ row, refused: 1 });
  });
});

describe('the mapping of such a sheet', () => {
  const codeOf = (mapping: unknown) =>
    (
      parseReturnsMapping(
        typeof mapping === 'string' ? mapping : JSON.stringify(mapping),
      ) as Rejection
    ).code;

  it('is refused where it is wrong', () => {
    expect(codeOf('{')).toBe('import.mappingInvalid');
    expect(codeOf({ ...WIDE, measures: [] })).toBe('import.mappingInvalid');
    expect(codeOf({ ...WIDE, measures: [{ measure: 'feesAmount', column: 'x' }] })).toBe(
      'import.mappingInvalid',
    );
    expect(codeOf({ ...WIDE, measures: [{ measure: 'bribes', column: 'x' }] })).toBe(
      'import.mappingInvalid',
    );
    const missing = returnsReader(parseReturnsMapping(JSON.stringify(WIDE)) as ReturnsMapping, [
      '单位',
      '年度',
    ]);
    expect((missing as Rejection).code).toBe('import.headingMissing');
  });

  it('says why a cell is no number and a period none', () => {
    const mapping = parseReturnsMapping(JSON.stringify(WIDE)) as ReturnsMapping;
    const reader = returnsReader(mapping, HEADING.split(','));
    if (reader instanceof Rejection) throw new Error(reader.code);
    const read = (...cells: string[]) => reader.read({ line: 2, cells, broken: null });
    const faults = read('教育局', '前年', '五', '', '', '') as Rejection[];
    expect(faults.map(({ code, field }) => [code, field])).toEqual([
      ['import.countUnreadable', 'licences'],
      ['import.periodUnreadable', 'period'],
    ]);
    expect(read('教育局', '2025', '', '', '', '')).toBeNull();
    expect(read('', '', '', '', '', '')).toBeNull();
  });

  it('knows periods as offices write them', () => {
    for (const [text, period] of [
      ['2025', '2025'],
      ['2025年', '2025'],
      ['2025年度', '2025'],
      ['２０２５年', '2025'],
      ['2025-Q3', '2025-Q3'],
      ['2025Q3', '2025-Q3'],
      ['2025年第三季度', '2025-Q3'],
      ['2025年第3季度', '2025-Q3'],
      ['2025年三季度', '2025-Q3'],
      ['2025年3月', '2025-03'],
      ['2025-03', '2025-03'],
      ['2025.12', '2025-12'],
      ['去年', null],
      ['2025上半年', null],
    ] as const)
      expect([text, periodIn(text)]).toEqual([text, period]);
  });
});

describe('the cells of every form', () => {
  it('are borne by indicators that exist, or say why they are not', () => {
    const known = new Set(allIndicators.map(({ id }) => id));
    for (const { id: format, cells } of formats)
      for (const { id, figure, note } of cells) {
        const sum = figure?.sum ?? [];
        const ok =
          figure === null
            ? note !== null
            : sum.length > 0 && sum.every((indicator) => known.has(indicator));
        expect({ format, id, ok }).toEqual({ format, id, ok: true });
      }
  });
});
