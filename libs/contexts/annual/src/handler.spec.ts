import { Tree, type NodeRow } from '@gongkai/directory';
import { type Officer, type Receipt, type Role } from '@gongkai/kernel';
import { Cursors, joinedSdl } from '@gongkai/nest';
import { deskFor, FakeClock, gateOf, policyConformance } from '@gongkai/testing';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { AnnualReportHandler } from './annual.handler.js';
import { BoardResolver } from './board.resolver.js';
import { AnnualReportCommand, ReportFormatCommand } from './commands.js';
import { REPORT_STATUSES } from './decider.state.js';
import { CellMark, FindingDecision, ReporterLevel, ReportScope } from './events.js';
import added from './fixtures/ReportFormatAdded.v1.json' with { type: 'json' };
import { ReportFormatHandler } from './formats.handler.js';
import { annualContext } from './index.js';
import { ReportMutations } from './mutations.resolver.js';
import type { ReportFigureQuery, ReportFigures } from './ports.js';
import { ReportResolver } from './report.resolver.js';

policyConformance('annual', annualContext.policy);

const nodeRow = (
  id: string,
  parent: string | null,
  kind: NodeRow['kind'],
  tenant: string | null,
): NodeRow => ({
  id,
  kind,
  tenant,
  grouping: false,
  government:
    kind === 'county' || kind === 'prefecture'
      ? { name: `${id}人民政府`, joinedOn: '2008-05-01' }
      : null,
  revision: 1,
  until: null,
  into: null,
  spans: [{ since: null, code: `c-${id}`, name: id, parent }],
});
const tree = Tree.from([
  nodeRow('nation', null, 'nation', null),
  nodeRow('city', 'nation', 'prefecture', 'TC'),
  nodeRow('county', 'city', 'county', 'T1'),
  nodeRow('other', 'city', 'county', 'T2'),
  nodeRow('agency1', 'county', 'township', 'T1'),
  nodeRow('agency2', 'county', 'department', 'T1'),
]);

const officer = (account: string, role: Role, tenant = 'T1'): Officer => ({
  account,
  tenant,
  agency: null,
  grants: [{ role, agency: null }],
});
const clerk: Officer = {
  ...officer('clerk', 'clerk'),
  agency: 'agency1',
  grants: [{ role: 'clerk', agency: 'agency1' }],
};
const head = officer('head', 'disclosureHead');
const county = officer('county', 'disclosureOfficer');
const collector = officer('collector', 'supervisor', 'TC');
const stranger = officer('stranger', 'supervisor', 'T2');

/** The figures of the platform as far as a report needs them; the spec sets what the log bears. */
class GivenFigures implements ReportFigures {
  borne: Record<string, number | null> = {};
  /** What the county's own office did. */
  office: Record<string, number | null> = {};
  async draw({ node, scope }: ReportFigureQuery) {
    const cells = node === 'county' && scope === 'own' ? this.office : this.borne;
    return { position: '7', cells: { ...cells }, incomplete: [] };
  }
}

const platform = async (today = '2018-03-20') => {
  const figures = new GivenFigures();
  const { clock, store, reads, bus, catchUp } = await deskFor(
    [annualContext],
    (deps) => [
      [
        AnnualReportCommand,
        new AnnualReportHandler(deps.store, deps.ids, deps.clock, tree, figures),
      ],
      [ReportFormatCommand, new ReportFormatHandler(deps.store, deps.ids, deps.clock)],
    ],
    {
      clock: new FakeClock(new Date(`${today}T04:00:00.000Z`)),
      agencies: [{ kind: 'township' }, { id: 'agency2' }],
    },
  );
  const cursors = new Cursors(new Uint8Array(32));
  const write = new ReportMutations(bus as never);
  const reports = new ReportResolver(store, reads, tree, clock, cursors, figures);
  const board = new BoardResolver(store, reads, tree, clock, cursors, figures);
  let next = 0;
  type Outcome = Partial<Receipt> & { code?: string };
  type Command = Exclude<keyof ReportMutations, 'bus'>;
  const give = (who: Officer, command: Command, body: object): Promise<Outcome> =>
    write[command](who, { commandId: `c${++next}`, ...body } as never) as Promise<Outcome>;
  /** A report of 2017 handed in by the clerk of agency1, or by the county's officer. */
  const handedIn = async (agency: string | null, who: Officer) => {
    const { id: reportId } = await give(who, 'openReport', { agency, year: 2017 });
    await give(who, 'writeReportSection', {
      reportId,
      section: 'initiative',
      text: '主动公开63条。',
    });
    await give(who, 'freezeReportFigures', { reportId });
    const outcome = await give(who, 'handInReport', { reportId });
    return { reportId: reportId!, outcome };
  };
  const see = (who: Officer, node: string, version?: number) =>
    reports.annualReport(who, {
      node,
      period: '2017',
      office: false,
      ...(version === undefined ? {} : { version }),
    });
  return { give, handedIn, see, reports, board, catchUp, figures };
};

describe('the desk of annual reports', () => {
  it('draws up a report with its table: frozen, now, marked and to be opened', async () => {
    const { give, see, reports, figures } = await platform();
    figures.borne = { '1.1': 63, '1.2.2': 28, '4': null };
    const { id: reportId } = await give(clerk, 'openReport', { agency: 'agency1', year: 2017 });
    await give(clerk, 'freezeReportFigures', { reportId });
    await give(clerk, 'markReportCell', {
      reportId,
      cell: '4',
      mark: 'notApplicable',
      reason: '未发生',
    });
    figures.borne = { ...figures.borne, '1.1': 64 };
    const report = await see(clerk, 'agency1');
    expect(report).toMatchObject({
      format: 'cn-2014',
      scope: 'own',
      level: 'town',
      status: 'drafting',
      frozenAt: '7',
      submitBy: '2018-03-31',
    });
    const cells = await reports.cells(report);
    const cell = (id: string) => cells.find((known) => known.id === id);
    expect(cell('1.1')).toMatchObject({
      value: 63,
      frozen: 63,
      now: 64,
      changed: true,
      drillDown: { node: 'agency1', cell: '1.1', period: '2017', format: 'cn-2014', scope: 'own' },
    });
    expect(cell('4')).toMatchObject({ value: null, mark: 'notApplicable', markReason: '未发生' });
    expect(report.sections.map(({ id }) => id)).toContain('problems');
  });

  it('holds a report back until its hard findings are decided, then takes it', async () => {
    const { give, see, reports, figures } = await platform();
    figures.borne = { '3.1': 5, '3.1.1': 1, '3.1.2': 1, '3.1.3': 1, '3.1.4': 1 };
    const { id: reportId } = await give(clerk, 'openReport', { agency: 'agency1', year: 2017 });
    await give(clerk, 'freezeReportFigures', { reportId });
    expect(await give(clerk, 'handInReport', { reportId })).toMatchObject({
      code: 'annual.findingsOpen',
    });
    const { items } = await reports.findings(await see(clerk, 'agency1'));
    const hard = items.filter((found) => found.hard);
    expect(hard).toMatchObject([{ check: 'row-sum', decision: null }]);
    for (const { key } of hard)
      await give(clerk, 'decideReportFinding', {
        reportId,
        finding: key,
        decision: 'explainedByScope',
        reason: '一件渠道不明。',
      });
    expect(await give(clerk, 'handInReport', { reportId })).toMatchObject({ id: reportId });
    const after = await reports.findings(await see(clerk, 'agency1'));
    expect(after.items.find(({ key }) => key === hard[0]!.key)).toMatchObject({
      decision: 'explainedByScope',
      decidedBy: 'clerk',
    });
  });

  it('sets the numbers of its text beside the table', async () => {
    const { give, see, reports, figures } = await platform();
    figures.borne = { '1.1': 63, '1.2.2': 28, '1.2.5': 35 };
    const { id: reportId } = await give(clerk, 'openReport', { agency: 'agency1', year: 2017 });
    await give(clerk, 'freezeReportFigures', { reportId });
    const text = '全年主动公开政府信息63条,其中政府网站28条、其他方式30条。';
    await give(clerk, 'writeReportSection', { reportId, section: 'initiative', text });
    const { items } = await reports.findings(await see(clerk, 'agency1'));
    expect(items).toContainEqual(expect.objectContaining({ check: 'text-sum', hard: true }));
  });

  it('says what may be done now, and why not', async () => {
    const { handedIn, see, reports } = await platform();
    await handedIn('agency1', clerk);
    const allowed = async (who: Officer, command: string) =>
      (await reports.allowed(await see(who, 'agency1'))).find((known) => known.command === command);
    expect(await allowed(head, 'approve')).toMatchObject({ allowed: true, zh: '批准' });
    expect(await allowed(head, 'writeSection')).toMatchObject({ code: 'annual.notOpen' });
    expect(await allowed(clerk, 'approve')).toMatchObject({ code: 'annual.noRole' });
  });

  it('is approved by another, published as a document only, corrected with both versions', async () => {
    const { give, handedIn, see } = await platform();
    const { reportId } = await handedIn(null, head);
    expect(await gateOf(give(head, 'approveReport', { reportId }))).toBe('SEPARATION_OF_DUTIES');
    const signer = officer('signer', 'signer');
    await give(signer, 'approveReport', { reportId });
    const publish = { reportId, documentId: 'nothing' };
    expect(await give(head, 'publishReport', publish)).toMatchObject({
      code: 'annual.documentNotPublic',
    });
    await give(head, 'correctReport', { reportId, reason: '漏列一项' });
    await give(head, 'writeReportSection', {
      reportId,
      section: 'initiative',
      text: '主动公开64条。',
    });
    await give(head, 'handInReport', { reportId });
    const text = async (version?: number) =>
      (await see(head, 'county', version)).sections.find(({ id }) => id === 'initiative')!.text;
    expect([await text(1), await text(2), await text()]).toEqual([
      '主动公开63条。',
      '主动公开64条。',
      '主动公开64条。',
    ]);
    expect(await gateOf(see(head, 'county', 3))).toBe('NOT_FOUND');
  });
});

describe('the government above', () => {
  it('sees what was handed in, never a draft, and nothing beside its own tree', async () => {
    const { give, see } = await platform();
    const { id: reportId } = await give(county, 'openReport', { year: 2017 });
    expect(await gateOf(see(collector, 'county'))).toBe('NOT_FOUND');
    const remarks = { reportId, remarks: '未报先退', government: 'c-county' };
    expect(await gateOf(give(collector, 'returnReport', remarks))).toBe('NOT_FOUND');
    await give(county, 'freezeReportFigures', { reportId });
    await give(county, 'handInReport', { reportId });
    expect(await see(collector, 'county')).toMatchObject({ status: 'handedIn', version: 1 });
    expect(await gateOf(see(stranger, 'county'))).toBe('NOT_FOUND');
    expect(await gateOf(give(stranger, 'returnReport', remarks))).toBe('NOT_FOUND');
  });

  it('returns a report with remarks, and still sees what it returned while it is rewritten', async () => {
    const { give, handedIn, see, reports } = await platform();
    const { reportId } = await handedIn(null, county);
    const sent = { reportId, remarks: '请核对增长率的基数。', government: 'c-county' };
    const allowed = await reports.allowed(await see(collector, 'county'));
    expect(allowed.map(({ command }) => command)).toEqual(['return', 'approve', 'decideFinding']);
    await give(collector, 'returnReport', sent);
    await give(county, 'writeReportSection', { reportId, section: 'initiative', text: '重写。' });
    const seen = await see(collector, 'county');
    expect(seen).toMatchObject({ status: 'returned', version: 1 });
    expect(seen.versions).toMatchObject([{ remarks: '请核对增长率的基数。' }]);
    expect(seen.sections.find(({ id }) => id === 'initiative')!.text).toBe('主动公开63条。');
  });
});

describe('the collection board', () => {
  it('shows who is in, late, returned or has not begun, and counts them', async () => {
    const { give, handedIn, board, catchUp } = await platform('2018-04-10');
    const { reportId } = await handedIn(null, county);
    await give(collector, 'returnReport', { reportId, remarks: '退', government: 'c-county' });
    await catchUp();
    const all = { period: '2017', trouble: false };
    const seen = await board.reportBoard(collector, all);
    expect(seen).toMatchObject({ total: 2, overdue: 1, late: 1 });
    expect(seen.nodes).toMatchObject([
      { node: { name: 'county人民政府' }, status: 'returned', late: true, remarks: '退' },
      { node: { name: 'other人民政府' }, status: 'none', overdue: true },
    ]);
    expect(seen.counts).toContainEqual({ status: 'returned', count: 1 });
    const one = await board.reportBoard(collector, { ...all, first: 1 });
    expect(one.pageInfo.hasNextPage).toBe(true);
    const after = one.pageInfo.endCursor;
    const two = await board.reportBoard(collector, { ...all, first: 1, after });
    expect(two.nodes).toMatchObject([{ status: 'none' }]);
    const late = await board.reportBoard(collector, { ...all, status: 'returned', trouble: true });
    expect(late.nodes).toHaveLength(1);
  });

  it('is for who collects, of governments that are theirs', async () => {
    const { board } = await platform();
    const asked = { period: '2017', trouble: false };
    expect(await gateOf(board.reportBoard(clerk, asked))).toBe('FORBIDDEN');
    expect(await gateOf(board.reportBoard(stranger, { ...asked, node: 'county' }))).toBe(
      'NOT_FOUND',
    );
    expect(await gateOf(board.reportBoard(collector, { ...asked, period: '2017..2018' }))).toBe(
      'BAD_REQUEST',
    );
  });

  it('adds up who reports below once all of them are in', async () => {
    const { handedIn, see, reports, figures } = await platform();
    figures.borne = { '1.1': 40 };
    await handedIn('agency1', clerk);
    figures.office = { '1.1': 3 };
    figures.borne = { '1.1': 64 };
    await handedIn(null, county);
    const rollUps = async () =>
      (await reports.findings(await see(county, 'county'))).items.filter(
        ({ check }) => check === 'roll-up',
      );
    expect(await rollUps()).toEqual([]);
    figures.borne = { '1.1': 20 };
    await handedIn('agency2', county);
    expect(await rollUps()).toMatchObject([{ cells: ['1.1'], printed: '64', expected: '63' }]);
  });

  it('puts a report beside those it adds up', async () => {
    const { handedIn, board, figures } = await platform();
    figures.borne = { '1.1': 40 };
    await handedIn('agency1', clerk);
    figures.borne = { '1.1': 63 };
    await handedIn(null, county);
    const seen = await board.comparison(county, { node: 'county', period: '2017' });
    const at = seen.ids.indexOf('1.1');
    expect(seen.children.map(({ node }) => node.name)).toEqual(['agency1']);
    expect([seen.parent.values[at], seen.sum[at], seen.difference[at]]).toEqual([63, 40, 23]);
    expect(await gateOf(board.comparison(county, { node: 'county', period: '2016' }))).toBe(
      'NOT_FOUND',
    );
  });
});

describe('statistics of a quarter', () => {
  it('are drawn for the quarter and since January, and listed with the reports', async () => {
    const { give, reports, catchUp, figures } = await platform();
    figures.borne = { '1.1': 9 };
    const opened = { agency: 'agency1', year: 2017, period: '2017-Q2' };
    const { id: reportId } = await give(clerk, 'openReport', opened);
    await give(clerk, 'freezeReportFigures', { reportId });
    await give(clerk, 'handInReport', { reportId });
    await catchUp();
    const page = await reports.annualReports(head, { period: '2017-Q2' });
    expect(page.nodes).toMatchObject([
      { agencyName: 'agency1', status: 'handedIn', late: true, submitBy: '2017-07-08' },
    ]);
    const asked = { node: 'agency1', period: '2017-Q2', office: false };
    const cells = await reports.cells(await reports.annualReport(clerk, asked));
    expect(cells.find(({ id }) => id === '1.1')).toMatchObject({ value: 9, cumulative: 9 });
  });
});

describe('a form the government adds', () => {
  it('is the form of its years from then on', async () => {
    const { give, reports } = await platform('2019-03-20');
    expect(await gateOf(give(clerk, 'addReportFormat', { file: added.file }))).toBe('FORBIDDEN');
    await give(head, 'addReportFormat', { file: added.file });
    expect((await reports.reportFormats(head)).at(-1)).toMatchObject({ id: 'hn-2018', cells: 2 });
    await give(clerk, 'openReport', { agency: 'agency1', year: 2018 });
    const asked = { node: 'agency1', period: '2018', office: false };
    expect(await reports.annualReport(clerk, asked)).toMatchObject({ format: 'hn-2018' });
  });
});

describe('the SDL', () => {
  it('says the same as the schemas', () => {
    const schema = buildSchema(joinedSdl([annualContext.sdl]));
    for (const [name, options] of Object.entries({
      CellMark: CellMark.options,
      FindingDecision: FindingDecision.options,
      ReporterLevel: ReporterLevel.options,
      ReportScope: ReportScope.options,
      ReportStatus: REPORT_STATUSES,
    }))
      expect([
        name,
        (schema.getType(name) as GraphQLEnumType).getValues().map((value) => value.name),
      ]).toEqual([name, [...options]]);
  });
});
