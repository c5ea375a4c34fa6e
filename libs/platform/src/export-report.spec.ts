import { Rejection, type GateError, type Officer, type Role } from '@gongkai/kernel';
import type { ReportQuestion } from '@gongkai/nest';
import { reportToExport, type Exportable } from './export-report.js';
import { openDemo, type DemoFolder } from './demo/spec-demo.js';
import type { Platform } from './platform.js';
import { LogFigures } from './report-figures.js';
import { LogReports } from './report-press.js';

describe('reports as files, of a platform with demo data', () => {
  let demo: DemoFolder;
  let platform: Platform;
  let reports: LogReports;
  const nodeOf = (name: string) => platform.tree.find(name)[0]!.id;
  const tenantOf = (name: string) => platform.tree.governmentAt(nodeOf(name))!.tenant;
  const officerOf = (name: string, role: Role) =>
    ({
      tenant: tenantOf(name),
      account: 'a',
      grants: [{ role, agency: null }],
    }) as unknown as Officer;
  const asked: ReportQuestion = {
    node: '衡南县',
    period: '2017',
    as: 'json',
    language: 'zh',
    office: false,
    version: null,
  };

  beforeAll(async () => {
    demo = await openDemo();
    ({ platform } = demo);
    const { events, tree, clock } = platform;
    reports = new LogReports(events, tree, clock, new LogFigures(platform));
  }, 300_000);
  afterAll(() => demo.close());

  it('are of the figures that were frozen, with the text', async () => {
    const { file } = (await reportToExport(platform, {
      node: nodeOf('衡南县'),
      year: 2017,
    })) as Exportable;
    expect(file).toMatchObject({
      agency: '衡南县人民政府',
      format: 'cn-2014',
      cells: { '1.1': 63 },
    });
    expect(file.notes).toEqual([]);
    expect(file.sections!.length).toBeGreaterThan(0);
  });

  it('are of the figures as computed where there is no report, or another scope is asked for', async () => {
    const of = { node: nodeOf('衡南县') };
    const later = (await reportToExport(platform, { ...of, year: 2022 })) as Exportable;
    expect(later.file.format).toBe('cn-2021');
    // Every cell is borne by something: nothing is left blank.
    expect(later.file.notes).toEqual([]);
    const own = (await reportToExport(platform, { ...of, year: 2017, scope: 'own' })) as Exportable;
    expect(own.file).toMatchObject({ scope: 'own', cells: { '1.1': 0 } });
    expect(await reportToExport(platform, { ...of, year: 1066 })).toBeInstanceOf(Rejection);
  });

  it('go to officers of the government and to who collects above it', async () => {
    const own = await reports.print(asked, officerOf('衡南县', 'clerk'));
    expect(own).toMatchObject({
      name: '衡南县人民政府-2017.json',
      mediaType: expect.stringContaining('json'),
    });
    expect(JSON.parse(Buffer.from(own.bytes).toString())).toMatchObject({ cells: { '1.1': 63 } });
    const above = await reports.print({ ...asked, version: 1 }, officerOf('衡阳市', 'supervisor'));
    expect(JSON.parse(Buffer.from(above.bytes).toString())).toMatchObject({ year: 2017 });
    const html = await reports.print({ ...asked, as: 'html' }, officerOf('衡南县', 'clerk'));
    expect(Buffer.from(html.bytes).toString()).toContain('政府信息公开情况统计表');
  });

  it('are not there for anybody else, nor for a period, version or kind there is not', async () => {
    const refused = async (question: Partial<ReportQuestion>, officer: Officer) => {
      const error = await reports
        .print({ ...asked, ...question }, officer)
        .catch((e: unknown) => e);
      return (error as GateError).code;
    };
    const clerk = officerOf('衡南县', 'clerk');
    expect(await refused({}, officerOf('赤峰市', 'supervisor'))).toBe('NOT_FOUND');
    expect(await refused({}, officerOf('衡阳市', 'clerk'))).toBe('NOT_FOUND');
    expect(await refused({ period: '2031' }, clerk)).toBe('NOT_FOUND');
    expect(await refused({ version: 99 }, clerk)).toBe('NOT_FOUND');
    expect(await refused({ as: 'constructor' }, clerk)).toBe('BAD_REQUEST');
  });
});
