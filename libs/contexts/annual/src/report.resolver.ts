import { GateError, Rejection, type Officer } from '@gongkai/kernel';
import { CurrentOfficer, equalTo, listRows } from '@gongkai/nest';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { knownFindings } from './annual-file.js';
import { cellNodes, findingsNode, nodeShown, reportNode, seenNode } from './annual-view.js';
import { AnnualResolver } from './annual.resolver.js';
import { annualCollection } from './annual.projection.js';
import {
  lastVersion,
  type AnnualReport,
  type ReportContents,
  type ReportVersion,
} from './decider.state.js';
import { reportPeriod } from './due-days.js';
import { actionsOn } from './report-actions.js';

type ReportArgs = { node: string; period: string; office: boolean; version?: number | null };
type ListArgs = {
  period?: string | null;
  year?: number | null;
  status?: string | null;
  first?: number | null;
  after?: string | null;
};
/** What is behind the node of a report while its fields are asked. */
type Shown = {
  report: AnnualReport;
  contents: ReportContents;
  tenant: string;
  superior: string | null;
  officer: Officer;
};

/**
 * The version asked for, null for the draft, undefined when there is none to see: of a government
 * below only what was handed in, a draft looks the same as no report.
 */
const versionShown = (
  { versions }: AnnualReport,
  wanted: number | null,
  superior: string | null,
): ReportVersion | null | undefined => {
  if (wanted !== null) return versions.find(({ version }) => version === wanted);
  return superior === null ? null : versions.at(-1);
};

@Resolver('AnnualReport')
export class ReportResolver extends AnnualResolver {
  @Query('annualReport')
  async annualReport(@CurrentOfficer() officer: Officer, @Args() args: ReportArgs) {
    const today = this.clock.today();
    const { reporter, node } = this.reporterAt(args, officer);
    const report = await this.desk.reportOf(reporter, args.period);
    const superior = reporter.tenant === officer.tenant ? null : officer.tenant;
    const version = report && versionShown(report, args.version ?? null, superior);
    if (!report || version === undefined) throw new GateError('NOT_FOUND');
    const contents = version?.contents ?? report.draft;
    const format = await this.desk.formatNamed(reporter.tenant, report.format);
    return {
      ...reportNode(report, version, format, today),
      node: nodeShown(this.tree, node, today),
      shown: { report, contents, tenant: reporter.tenant, superior, officer } satisfies Shown,
    };
  }

  /** Whose report is asked for: of a government's node its government's, or that of its own office. */
  private reporterAt({ node: text, period, office }: ReportArgs, officer: Officer) {
    const node = seenNode(this.tree, { node: text, period }, officer, this.clock.today());
    const government = this.tree.governmentAt(node.id);
    const tenant = government?.tenant ?? node.tenant;
    if (tenant === null) throw new GateError('NOT_FOUND');
    const agency = government ? null : node.id;
    return { node: node.id, reporter: { tenant, agency, office: agency === null && office } };
  }

  @ResolveField('cells')
  async cells(@Parent() { shown }: { shown: Shown }) {
    const { report, contents, tenant } = shown;
    const period = reportPeriod(report.year, report.period)!;
    const [now, previous] = await Promise.all([
      this.desk.draw(tenant, report, report.period, false),
      this.desk.previous(tenant, report),
    ]);
    if (now instanceof Rejection) return [];
    const drawn = previous ?? (await this.desk.draw(tenant, report, period.previous, false));
    const lastYear = drawn instanceof Rejection ? {} : drawn.cells;
    const cells = (await this.desk.formatNamed(tenant, report.format))?.cells ?? [];
    const node = this.desk.nodeOf(tenant, report.agency);
    return cellNodes(report, contents, cells, { now: now.cells, lastYear }, node);
  }

  @ResolveField('findings')
  async findings(@Parent() { shown: { report, contents, tenant } }: { shown: Shown }) {
    return findingsNode(report, await this.desk.check(tenant, report, contents));
  }

  @ResolveField('allowed')
  async allowed(@Parent() { shown }: { shown: Shown }) {
    const { report, tenant, superior, officer } = shown;
    const contents =
      superior === null ? report.draft : (lastVersion(report)?.contents ?? report.draft);
    const findings = knownFindings(await this.desk.check(tenant, report, contents));
    const facts = {
      today: this.clock.today(),
      format: (await this.desk.formatNamed(tenant, report.format)) ?? null,
      period: reportPeriod(report.year, report.period),
    };
    return actionsOn(report, officer, facts, findings, superior);
  }

  @Query('reportFormats')
  async reportFormats(@CurrentOfficer() { tenant }: Officer) {
    return (await this.desk.formats(tenant)).map(({ id, name, years, basis, cells }) => ({
      id,
      zh: name.zh,
      en: name.en,
      fromYear: years.from,
      toYear: years.to,
      basis,
      cells: cells.length,
    }));
  }

  @Query('annualReports')
  async annualReports(@CurrentOfficer() officer: Officer, @Args() args: ListArgs) {
    const { tenant } = officer;
    const where = equalTo(args, 'period', 'year', 'status');
    const query = { where, sort: { key: 'period', descending: true } };
    const today = this.clock.today();
    return listRows(this, annualCollection, tenant, query, args, (row) => ({
      ...row,
      agencyName: this.desk.nameOf(tenant, row.agency, today),
    }));
  }
}
