import type { AgencyKind, Tree } from '@gongkai/directory';
import type { FiguresFile, ReportFormat } from '@gongkai/figures';
import {
  deriveId,
  loadState,
  Rejection,
  StateCache,
  type Day,
  type EventStore,
} from '@gongkai/kernel';
import type { z } from 'zod';
import { checked, fileOf, type Checked } from './annual-file.js';
import { REPORT_FORMATS_ID, reportFormatsAggregate } from './decider.formats.js';
import { annualAggregate } from './decider.js';
import {
  lastVersion,
  type AnnualReport,
  type FrozenFigures,
  type ReportContents,
} from './decider.state.js';
import { reportPeriod, type ReportPeriod } from './due-days.js';
import type { ReporterLevel } from './events.js';
import type { DrawnFigures, ReportFigures } from './ports.js';

/** Whose report: an agency's, or with a null agency the government's or that of its own office. */
export type Reporter = { tenant: string; agency: string | null; office: boolean };

/** The one report of a reporter and period. */
export const annualReportId = ({ tenant, agency, office }: Reporter, period: string): string =>
  deriveId(tenant, 'annualReport', agency ?? (office ? 'office' : 'government'), period);

export const levelOf = (kind: z.infer<typeof AgencyKind> | null): ReporterLevel =>
  kind === 'township' || kind === 'subdistrict' ? 'town' : 'department';

export const reporterOf = (
  tenant: string,
  { agency, scope }: Pick<AnnualReport, 'agency' | 'scope'>,
): Reporter => ({ tenant, agency, office: agency === null && scope === 'own' });

/** Whom a report adds up, as far as this many. */
const CHILDREN_MAX = 1000;

/** Reads reports from their streams and puts them beside their numbers, last year's and those below. */
export class ReportDesk {
  private readonly forms;

  constructor(
    private readonly store: EventStore,
    private readonly tree: Tree,
    private readonly figures: ReportFigures,
  ) {
    this.forms = new StateCache(store, reportFormatsAggregate);
  }

  /** The forms a government knows: those of the program and its own. */
  async formats(tenant: string): Promise<readonly ReportFormat[]> {
    return (await this.forms.get(tenant, REPORT_FORMATS_ID)).state;
  }

  async formatNamed(tenant: string, name: string): Promise<ReportFormat | undefined> {
    return (await this.formats(tenant)).find(({ id }) => id === name);
  }

  /** The form of a year: the one valid then, the free one before there was any. */
  async formatOfYear(tenant: string, year: number): Promise<ReportFormat | undefined> {
    return (await this.formats(tenant)).findLast(
      ({ years: { from, to } }) => year >= from && (to === null || year <= to),
    );
  }

  load(tenant: string, id: string): Promise<{ state: AnnualReport; revision: number }> {
    return loadState(this.store, annualAggregate, tenant, id);
  }

  async reportOf(reporter: Reporter, period: string): Promise<AnnualReport | undefined> {
    const { state, revision } = await this.load(reporter.tenant, annualReportId(reporter, period));
    return revision === 0 ? undefined : state;
  }

  nodeOf(tenant: string, agency: string | null): string {
    return this.tree.nodeOf(tenant, agency) ?? '';
  }

  nameOf(tenant: string, agency: string | null, on: Day): string {
    const id = this.nodeOf(tenant, agency);
    if (agency === null) return this.tree.governmentAt(id)?.name ?? id;
    return (this.tree.node(id, on) ?? this.tree.node(id))?.name ?? id;
  }

  /** The cells of a report's form from the log, now or up to a fixed position. */
  async draw(
    tenant: string,
    report: AnnualReport,
    period: string,
    settled: boolean,
  ): Promise<DrawnFigures | Rejection> {
    const format = await this.formatNamed(tenant, report.format);
    const none = { position: '0', cells: {}, incomplete: [] };
    if (!format || format.cells.length === 0) return none;
    const node = this.nodeOf(tenant, report.agency);
    return this.figures.draw({ node, period, format, scope: report.scope }, settled);
  }

  /** The figures to be frozen; statistics of a shorter period have them from January on as well. */
  async toFreeze(
    tenant: string,
    report: AnnualReport,
    { text, annual, cumulative }: ReportPeriod,
  ): Promise<FrozenFigures | Rejection> {
    const drawn = await this.draw(tenant, report, text, true);
    if (drawn instanceof Rejection) return drawn;
    const since = annual ? null : await this.draw(tenant, report, cumulative, false);
    if (since instanceof Rejection) return since;
    return { ...drawn, cumulative: since?.cells ?? null };
  }

  async file(tenant: string, report: AnnualReport, contents: ReportContents): Promise<FiguresFile> {
    const on = reportPeriod(report.year, report.period)?.endsOn ?? '9999-12-31';
    const name = this.nameOf(tenant, report.agency, on);
    return fileOf(report, name, contents, await this.formatNamed(tenant, report.format));
  }

  /** The checks on what a report says, beside the year before and, when all are in, those below. */
  async check(tenant: string, report: AnnualReport, contents: ReportContents): Promise<Checked> {
    const [previous, children] = await Promise.all([
      this.previous(tenant, report),
      this.children(tenant, report),
    ]);
    return checked({
      report: await this.file(tenant, report, contents),
      previous,
      children,
      formats: await this.formats(tenant),
    });
  }

  /** The same report of the year before, as handed in last. */
  async previous(tenant: string, report: AnnualReport): Promise<FiguresFile | undefined> {
    const period = reportPeriod(report.year, report.period);
    if (!period) return undefined;
    return this.handedInFile(reporterOf(tenant, report), period.previous);
  }

  private async handedInFile(reporter: Reporter, period: string) {
    const report = await this.reportOf(reporter, period);
    const last = report && lastVersion(report);
    return last && this.file(reporter.tenant, report, last.contents);
  }

  /**
   * The reports a government's report adds up: of its own office, its agencies and, in scope all, the
   * governments below. Empty unless every one of these is in: a sum of some says nothing.
   */
  async children(tenant: string, report: AnnualReport): Promise<FiguresFile[]> {
    const period = reportPeriod(report.year, report.period);
    if (report.agency !== null || report.scope === 'own' || !period) return [];
    const below = this.below(this.nodeOf(tenant, null), period.endsOn).filter(
      ({ reporter }) => report.scope === 'all' || reporter.tenant === tenant,
    );
    if (below.length === 0 || below.length > CHILDREN_MAX) return [];
    const files: FiguresFile[] = [];
    for (const { reporter } of below) {
      const file = await this.handedInFile(reporter, period.text);
      if (!file) return [];
      files.push(file);
    }
    const office = await this.officeFile(tenant, report);
    return office ? [office, ...files] : [];
  }

  /** What the government's own office reports, or what it did where it makes no report of its own. */
  private async officeFile(tenant: string, report: AnnualReport): Promise<FiguresFile | undefined> {
    const office = { tenant, agency: null, office: true };
    const file = await this.handedInFile(office, report.period);
    if (file) return file;
    const own: AnnualReport = { ...report, scope: 'own' };
    const drawn = await this.draw(tenant, own, report.period, false);
    if (drawn instanceof Rejection) return undefined;
    const figures = { ...drawn, cumulative: null };
    return this.file(tenant, own, { sections: {}, figures, marks: {} });
  }

  /** Who reports to the government at a node: its agencies and the governments directly below. */
  below(node: string, on: Day): { node: string; reporter: Reporter }[] {
    const { tree } = this;
    const own = tree.governmentAt(node)?.tenant;
    const found: { node: string; reporter: Reporter }[] = [];
    const visit = (parent: string): void => {
      for (const child of tree.children(parent, on)) {
        const government = tree.governmentAt(child);
        if (government) {
          const { tenant } = government;
          found.push({ node: child, reporter: { tenant, agency: null, office: false } });
        } else if (own !== undefined && tree.node(child)?.tenant === own) {
          found.push({ node: child, reporter: { tenant: own, agency: child, office: false } });
          visit(child);
        }
      }
    };
    visit(node);
    return found;
  }
}
