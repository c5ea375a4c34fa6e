import { agencyAggregate, resolveGovernment, TREE, type Tree } from '@gongkai/directory';
import {
  authorise,
  CLOCK,
  envelopeOf,
  EVENT_STORE,
  execute,
  GateError,
  IDS,
  loadState,
  parseCommand,
  Rejection,
  StateCache,
  type Actor,
  type Call,
  type Clock,
  type EventStore,
  type Ids,
  type Receipt,
} from '@gongkai/kernel';
import { documentAggregate, placementsOf } from '@gongkai/publication';
import { Handler } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { knownFindings } from './annual-file.js';
import {
  AnnualReportCommand,
  AnnualReportCommands,
  type AnnualCommandData,
  type AnnualCommandInput,
} from './commands.js';
import { annualAggregate } from './decider.js';
import {
  lastPublished,
  lastVersion,
  type AnnualFacts,
  type AnnualReport,
} from './decider.state.js';
import { dueDaysOf, reportPeriod } from './due-days.js';
import { annualOperation, annualPolicy, mayCollect } from './policy.js';
import { REPORT_FIGURES, type ReportFigures } from './ports.js';
import { annualReportId, levelOf, ReportDesk } from './report-desk.js';

type InputOf<T extends AnnualCommandInput['type']> = Extract<AnnualCommandInput, { type: T }>;
type OnReport = Exclude<AnnualCommandInput, { type: 'open' }>;
/** Whose stream the command goes to; above: the actor's own government stands over it. */
type Target = { tenant: string; superior: string | null };

@CommandHandler(AnnualReportCommand)
export class AnnualReportHandler extends Handler {
  private readonly agencies;
  private readonly desk: ReportDesk;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(IDS) ids: Ids,
    @Inject(CLOCK) clock: Clock,
    @Inject(TREE) private readonly tree: Tree,
    @Inject(REPORT_FIGURES) figures: ReportFigures,
  ) {
    super(store, ids, clock);
    this.agencies = new StateCache(store, agencyAggregate);
    this.desk = new ReportDesk(store, tree, figures);
  }

  async execute({ call, data }: AnnualReportCommand): Promise<Receipt | Rejection> {
    const parsed = parseCommand(AnnualReportCommands, data);
    if ('rejection' in parsed) return parsed.rejection;
    const { command } = parsed;
    return command.type === 'open' ? this.open(call, command) : this.onReport(call, command);
  }

  private async open(call: Call, command: InputOf<'open'>): Promise<Receipt | Rejection> {
    const { agency, year } = command;
    const actor = authorise(annualPolicy, annualOperation('open'), call.caller, agency);
    const today = call.today ?? this.deps.clock.today();
    const period = reportPeriod(year, command.period);
    const scope = command.scope ?? (agency === null ? 'all' : 'own');
    const office = agency === null && scope === 'own';
    const reportId = annualReportId(
      { tenant: call.tenant, agency, office },
      period?.text ?? String(year),
    );
    const { format: name } = command;
    const known =
      name === undefined
        ? await this.desk.formatOfYear(call.tenant, year)
        : await this.desk.formatNamed(call.tenant, name);
    const facts: AnnualFacts = { today, actor, format: known ?? null, period, scope };
    if (period) {
      const on = period.endsOn < today ? period.endsOn : today;
      const level = await this.levelOf(call.tenant, agency, office, on);
      facts.level = level;
      if (level !== null) facts.due = dueDaysOf(year, period, level);
    }
    return this.run(call, { ...command, reportId }, facts, call.tenant);
  }

  private async levelOf(tenant: string, agency: string | null, office: boolean, on: string) {
    if (agency === null) return office ? 'department' : 'government';
    const { state } = await this.agencies.get(tenant, agency);
    return state.exists && state.activeOn(on) ? levelOf(state.kind) : null;
  }

  private async onReport(call: Call, command: OnReport): Promise<Receipt | Rejection> {
    const { reportId, type } = command;
    const government = 'government' in command ? command.government : undefined;
    const { tenant, superior } = this.target(call, government);
    const { state: report, revision } = await this.desk.load(tenant, reportId);
    // A draft of a government below looks the same as no report.
    if (superior !== null && report.versions.length === 0) throw new GateError('NOT_FOUND');
    const operation = annualOperation(type, superior !== null);
    const agency = superior === null ? report.agency : null;
    const actor = authorise(annualPolicy, operation, call.caller, agency);
    const facts = await this.factsFor(call, { tenant, superior }, command, report, actor);
    if (facts instanceof Rejection) return facts;
    // What was checked is what is handed in: a change in between is a conflict.
    const guarded = type === 'handIn' ? { expectedRevision: revision, ...call } : call;
    return this.run(guarded, command as AnnualCommandData, facts, tenant);
  }

  private target(call: Call, government: string | undefined): Target {
    if (government === undefined) return { tenant: call.tenant, superior: null };
    const tenant = resolveGovernment(this.tree, government);
    if (tenant === call.tenant) return { tenant, superior: null };
    const own = this.tree.governmentNode(call.tenant);
    const node = tenant instanceof Rejection ? undefined : this.tree.governmentNode(tenant);
    const { caller } = call;
    if (
      tenant instanceof Rejection ||
      node === undefined ||
      own === undefined ||
      !this.tree.ancestors(node, this.deps.clock.today()).includes(own) ||
      caller.kind !== 'officer' ||
      !mayCollect(caller.officer)
    )
      throw new GateError('NOT_FOUND');
    return { tenant, superior: call.tenant };
  }

  private async factsFor(
    call: Call,
    { tenant, superior }: Target,
    command: OnReport,
    report: AnnualReport,
    actor: Actor,
  ): Promise<AnnualFacts | Rejection> {
    const period = reportPeriod(report.year, report.period);
    const facts: AnnualFacts = {
      today: call.today ?? this.deps.clock.today(),
      actor,
      format: (await this.desk.formatNamed(tenant, report.format)) ?? null,
      period,
      superior,
    };
    if (report.status === 'none' || !period) return facts;
    switch (command.type) {
      case 'freezeFigures': {
        const figures = await this.desk.toFreeze(tenant, report, period);
        return figures instanceof Rejection ? figures : { ...facts, figures };
      }
      case 'handIn':
      case 'decideFinding': {
        const last = superior === null ? undefined : lastVersion(report);
        const contents = last?.contents ?? report.draft;
        return {
          ...facts,
          findings: knownFindings(await this.desk.check(tenant, report, contents)),
        };
      }
      case 'publish': {
        const document = await this.documentOf(tenant, report.versions, command.documentId);
        return { ...facts, document };
      }
      case 'restate': {
        const last = lastPublished(report);
        if (!last?.published) return facts;
        const before = report.versions.slice(0, last.version - 1);
        const document = await this.documentOf(tenant, before, last.published.documentId);
        return { ...facts, document };
      }
      default:
        return facts;
    }
  }

  /** How a document that carries a version, or one of the versions before, is public. */
  private async documentOf(tenant: string, versions: AnnualReport['versions'], id: string) {
    const { state, revision } = await loadState(this.deps.store, documentAggregate, tenant, id);
    if (revision === 0 || state.publicDigest === null) return null;
    const { agency, firstPublishedOn } = state;
    const earlier = versions.some(({ published }) => published?.documentId === id);
    const last = placementsOf(state)
      .map(({ publishedOn }) => publishedOn)
      .sort()
      .at(-1);
    return { agency, publishedOn: earlier ? (last ?? firstPublishedOn) : firstPublishedOn };
  }

  private run(
    call: Call,
    command: AnnualCommandData,
    facts: AnnualFacts,
    tenant: string,
  ): Promise<Receipt | Rejection> {
    const envelope = { ...envelopeOf(call, facts.actor), tenant };
    return execute(this.deps, annualAggregate, command.reportId, command, facts, envelope);
  }
}
