import { rollUp } from '@gongkai/figures';
import { GateError, type Day, type Officer } from '@gongkai/kernel';
import { CurrentOfficer, pageSize } from '@gongkai/nest';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { printedCells } from './annual-file.js';
import { nodeShown, seenNode } from './annual-view.js';
import { AnnualResolver } from './annual.resolver.js';
import { annualCollection, type AnnualRow } from './annual.projection.js';
import { lastVersion, REPORT_STATUSES, type ReportStatus } from './decider.state.js';
import { dueDaysOf, reportPeriod, type ReportPeriod } from './due-days.js';
import { mayCollect } from './policy.js';
import { annualReportId, type Reporter } from './report-desk.js';

type BoardArgs = {
  node?: string | null;
  period: string;
  status?: ReportStatus | null;
  trouble: boolean;
  first?: number | null;
  after?: string | null;
};
type Line = {
  node: string;
  government: boolean;
  status: ReportStatus;
  submitBy: Day | null;
  overdue: boolean;
  late: boolean;
  handedInOn: Day | null;
  hard: number;
  soft: number;
  remarks: string | null;
  publishedOn: Day | null;
};

const AT_ONCE = 200;

const NOT_OPENED: Omit<Line, 'node' | 'government' | 'submitBy' | 'overdue'> = {
  status: 'none',
  late: false,
  handedInOn: null,
  hard: 0,
  soft: 0,
  remarks: null,
  publishedOn: null,
};

/** 收报: how far every agency and every government directly below is, never what a draft says. */
@Resolver()
export class BoardResolver extends AnnualResolver {
  @Query('reportBoard')
  async reportBoard(@CurrentOfficer() officer: Officer, @Args() args: BoardArgs) {
    if (!mayCollect(officer)) throw new GateError('FORBIDDEN', { operation: 'annual.collect' });
    const { tenant } = officer;
    const limit = pageSize(args.first);
    const period = periodOf(args.period);
    const node = this.governmentSeen(args.node ?? null, period, officer);
    const lines = await this.lines(node, period);
    const { status = null, trouble } = args;
    const wanted = lines.filter(
      (line) =>
        (status === null || line.status === status) &&
        (!trouble || line.overdue || line.late || line.hard > 0),
    );
    const query = { board: node, period: period.text, status, trouble };
    const from = args.after ? Number(this.cursors.decode(tenant, query, args.after).value) : 0;
    const value = from + limit;
    const hasNextPage = wanted.length > value;
    const count = (of: (line: Line) => boolean) => lines.filter(of).length;
    return {
      node: nodeShown(this.tree, node, period.endsOn),
      period: period.text,
      total: lines.length,
      counts: REPORT_STATUSES.map((each) => ({
        status: each,
        count: count((line) => line.status === each),
      })),
      overdue: count(({ overdue }) => overdue),
      late: count(({ late }) => late),
      withFindings: count(({ hard }) => hard > 0),
      nodes: wanted.slice(from, value).map((line) => ({
        ...line,
        node: nodeShown(this.tree, line.node, period.endsOn),
      })),
      pageInfo: {
        endCursor: hasNextPage ? this.cursors.encode(tenant, query, { value, id: '' }) : null,
        hasNextPage,
      },
    };
  }

  @Query('reportComparison')
  async comparison(
    @CurrentOfficer() officer: Officer,
    @Args() args: { node: string; period: string },
  ) {
    const period = periodOf(args.period);
    const node = this.governmentSeen(args.node, period, officer);
    const { tenant } = this.tree.governmentAt(node)!;
    const parent = await this.desk.reportOf({ tenant, agency: null, office: false }, period.text);
    const handedIn = parent && lastVersion(parent);
    if (!parent || (tenant !== officer.tenant && !handedIn)) throw new GateError('NOT_FOUND');
    const format = await this.desk.formatNamed(tenant, parent.format);
    const ids = format?.cells.map(({ id }) => id) ?? [];
    const column = (
      at: string,
      status: ReportStatus,
      cells: Readonly<Record<string, unknown>>,
    ) => ({
      node: nodeShown(this.tree, at, period.endsOn),
      status,
      values: ids.map((id) => (typeof cells[id] === 'number' ? (cells[id] as number) : null)),
    });
    const office = { node, reporter: { tenant, agency: null, office: true } };
    const below = [office, ...this.desk.below(node, period.endsOn)];
    const children: ReturnType<typeof column>[] = [];
    const files: { cells: Record<string, number | null | '/'> }[] = [];
    for (const { node: at, reporter } of below) {
      const report = await this.desk.reportOf(reporter, period.text);
      const last = report && lastVersion(report);
      if (!last || report.format !== parent.format) continue;
      const cells = printedCells(last.contents);
      files.push({ cells });
      children.push(column(at, report.status, cells));
    }
    const added = format ? rollUp(format, files) : {};
    const own = column(node, parent.status, printedCells(handedIn?.contents ?? parent.draft));
    const sum = ids.map((id) => added[id] ?? null);
    return {
      node: own.node,
      period: period.text,
      format: parent.format,
      ids,
      parent: own,
      children,
      sum,
      difference: own.values.map((value, i) =>
        value === null || sum[i] === null || sum[i] === undefined ? null : value - sum[i],
      ),
    };
  }

  private governmentSeen(
    text: string | null,
    { text: period }: ReportPeriod,
    officer: Officer,
  ): string {
    const asked = { node: text ?? '', period };
    const node =
      text === null
        ? this.tree.governmentNode(officer.tenant)
        : seenNode(this.tree, asked, officer, this.clock.today()).id;
    if (node === undefined || !this.tree.governmentAt(node)) throw new GateError('NOT_FOUND');
    return node;
  }

  private async lines(node: string, period: ReportPeriod): Promise<Line[]> {
    const below = this.desk.below(node, period.endsOn);
    const ids = new Map<string, { tenant: string; ids: string[] }>();
    for (const { reporter } of below) {
      const { tenant } = reporter;
      const of = ids.get(tenant) ?? { tenant, ids: [] };
      of.ids.push(annualReportId(reporter, period.text));
      ids.set(tenant, of);
    }
    const rows = new Map<string, AnnualRow>();
    const asked = [...ids.values()];
    for (let i = 0; i < asked.length; i += AT_ONCE)
      await Promise.all(
        asked.slice(i, i + AT_ONCE).map(async (of) => {
          for (const [id, row] of await this.reads.getMany(annualCollection, of.tenant, of.ids))
            rows.set(id, row);
        }),
      );
    return below.map(({ node: at, reporter }) =>
      this.lineOf(at, reporter, rows.get(annualReportId(reporter, period.text)), period),
    );
  }

  private lineOf(
    node: string,
    { agency }: Reporter,
    row: AnnualRow | undefined,
    period: ReportPeriod,
  ): Line {
    const year = Number(period.text.slice(0, 4));
    const kind = this.tree.node(node)?.kind;
    const town = kind === 'township' || kind === 'subdistrict';
    const level = agency === null ? 'government' : town ? 'town' : 'department';
    const { submitBy } = row ?? dueDaysOf(year, period, level);
    const { status, handedInOn, late, hard, soft, remarks, publishedOn } = row ?? NOT_OPENED;
    return {
      node,
      government: agency === null,
      status,
      submitBy,
      overdue: handedInOn === null && this.clock.today() > submitBy,
      late,
      handedInOn,
      hard,
      soft,
      remarks,
      publishedOn,
    };
  }
}

const periodOf = (text: string): ReportPeriod => {
  const period = reportPeriod(Number(text.slice(0, 4)), text);
  if (!period) throw new GateError('BAD_REQUEST', { period: text.slice(0, 60) });
  return period;
};
