import { annualCollection, ReportDesk, type AnnualReport } from '@gongkai/annual';
import { readFigures, type FiguresFile } from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import { publishedFigures } from '@gongkai/reading';
import { buildReport, type BuildQuestion } from './build-report.js';
import { openDemo, type DemoFolder } from './demo/spec-demo.js';
import type { Platform } from './platform.js';
import { LogFigures } from './report-figures.js';

/** Reports of the demo data, drawn from a real log through the whole platform. */
describe('annual reports of a platform', () => {
  let demo: DemoFolder;
  let platform: Platform;
  let desk: ReportDesk;
  const tenantOf = (name: string) =>
    platform.tree.governmentAt(platform.tree.find(name)[0]!.id)!.tenant;
  const reportOf = async (agency: string | null): Promise<AnnualReport> => {
    const tenant = tenantOf('衡南县');
    const report = await desk.reportOf({ tenant, agency, office: false }, '2017');
    return report!;
  };
  const agencyCalled = (name: string) =>
    platform.tree.find(name).find(({ tenant }) => tenant === tenantOf('衡南县'))!.id;

  beforeAll(async () => {
    demo = await openDemo();
    ({ platform } = demo);
    desk = new ReportDesk(platform.events, platform.tree, new LogFigures(platform));
  }, 300_000);
  afterAll(() => demo.close());

  it('freezes what the events bear, at a place in the log', async () => {
    const report = await reportOf(agencyCalled('T001'));
    const { contents, published, late } = report.versions[0]!;
    expect(report.status).toBe('published');
    expect(published).toMatchObject({ on: '2018-03-30', late: false });
    expect(late).toBe(false);
    expect(contents.figures!.cells).toMatchObject({ '1.1': 63, '1.2.2': 28, '3.1': 0 });
    expect(BigInt(contents.figures!.position)).toBeGreaterThan(0n);
  });

  it('differs from what the township printed in 2017 where the records bear something else, only', async () => {
    const printed = publishedFigures.find(({ file }) => file === '002')!.cells!;
    const { cells } = (await reportOf(agencyCalled('T001'))).versions[0]!.contents.figures!;
    const differing = Object.entries(cells).flatMap(([id, ours]) =>
      id in printed && ours !== printed[id] ? [[id, printed[id], ours]] : [],
    );
    // The same 125 slips of the hotline stand in two rows, and are complaints about disclosure in neither.
    expect(differing).toEqual([
      ['6', 125, 0],
      ['2.2.5', 125, 0],
    ]);
    // A heading bears no number, and what was left blank is none where records are kept.
    expect(Object.keys(printed).filter((id) => !(id in cells))).toEqual(['1.2']);
    const filled = Object.entries(cells).filter(([id, ours]) => !(id in printed) && ours !== null);
    expect(new Set(filled.map(([, ours]) => ours))).toEqual(new Set([0]));
  });

  it('counts with the government what its agencies did, and was returned from above', async () => {
    const report = await reportOf(null);
    expect(report.status).toBe('returned');
    expect(report.versions[0]!.contents.figures!.cells).toMatchObject({ '1.1': 63 });
    expect(report.versions[0]!.returned).toMatchObject({ superior: tenantOf('衡阳市') });
  });

  it('shows in rows who is late', async () => {
    const rows = await platform.reads.find(annualCollection, tenantOf('衡南县'), { limit: 10 });
    const late = rows.rows.filter((row) => row.late).map(({ agency }) => agency);
    expect(late).toEqual([agencyCalled('I001')]);
  });

  it('is built as a figures file, scope and form by the node and the year', async () => {
    const build = (name: string, more: Partial<BuildQuestion> = {}) =>
      buildReport(platform, { node: platform.tree.find(name)[0]!.id, year: 2017, ...more });
    const county = (await build('衡南县')) as FiguresFile;
    expect(county).toMatchObject({
      format: 'cn-2014',
      agency: '衡南县人民政府',
      year: 2017,
      scope: 'all',
      cells: { '1.1': 63, '1.2.2': 28 },
    });
    expect(readFigures(county)).not.toBeInstanceOf(Rejection);
    // Every cell of the form is borne by something, appeals and complaints included.
    expect(county.notes.map(({ code }) => code)).not.toContain('report.notKeptYet');
    expect(county.cells).toMatchObject({ '4': 0, '5': 0, '6': 0 });
    expect(await build('衡南县', { scope: 'own' })).toMatchObject({ cells: { '1.1': 0 } });
    expect(await build('赤峰市', { year: 2008 })).toMatchObject({ format: 'free', cells: {} });
    expect(await build('衡南县', { year: 2022 })).toMatchObject({ format: 'cn-2021' });
    const codes = await Promise.all([
      build('衡南县', { year: 1066 }),
      build('衡南县', { scope: 'some' }),
      build('衡南县', { format: 'cn-1949' }),
    ]);
    expect(codes.map((refusal) => (refusal as Rejection).code)).toEqual([
      'report.yearInvalid',
      'figures.scopeUnknown',
      'figures.formatUnknown',
    ]);
  });
});
