import type { Day, Rejection } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import {
  isAnnual,
  isOpen,
  lastPublished,
  lastVersion,
  statusNames,
  type AnnualFacts,
  type AnnualReport,
} from './decider.state.js';
import { reject } from './errors.js';
import type { AnnualEvent } from './events.js';

type Decided = AnnualEvent[] | Rejection;
type After = CommandOf<
  'handIn' | 'return' | 'approve' | 'publish' | 'restate' | 'correct' | 'decideFinding'
>;

const head = ({ id: reportId, agency, period }: AnnualReport) => ({ reportId, agency, period });
const statusOf = ({ status }: AnnualReport) => ({
  status: statusNames[status].zh,
  statusEn: statusNames[status].en,
});

/** A report late is handed in all the same and recorded as late (条例第四十九条). */
const handIn = (
  report: AnnualReport,
  command: CommandOf<'handIn'>,
  { today, actor, period, format, findings = [] }: AnnualFacts,
): Decided => {
  if (!isOpen(report)) return reject('annual.notOpen', statusOf(report));
  const { draft, submitBy, decisions, versions } = report;
  if (draft.figures === null && format !== null && format.cells.length > 0)
    return reject('annual.figuresNotFrozen');
  const on = command.handedInOn ?? today;
  if (on > today || on <= (period?.endsOn ?? ''))
    return reject('annual.dayImpossible', { on }, 'handedInOn');
  const hard = findings.filter(({ severity }) => severity === 'hard');
  const decided = findings.filter(({ key }) => Object.hasOwn(decisions, key));
  const open = hard.filter(({ key }) => !Object.hasOwn(decisions, key));
  if (open.length > 0)
    return reject('annual.findingsOpen', {
      count: open.length,
      findings: open.slice(0, 50).map(({ key, check, cells }) => ({ key, check, cells })),
    });
  const handedIn = {
    ...head(report),
    version: versions.length + 1,
    annual: isAnnual(report),
    handedInOn: on,
    submitBy,
    late: versions.length === 0 && on > submitBy,
    findings: {
      hard: hard.length,
      soft: findings.length - hard.length,
      decided: decided.length,
    },
    handedInBy: actor.id,
  };
  return [{ type: 'ReportHandedIn', data: handedIn }];
};

const sendBack = (
  report: AnnualReport,
  { remarks }: CommandOf<'return'>,
  { actor, superior = null }: AnnualFacts,
): Decided => {
  const last = lastVersion(report);
  if (!last || (report.status !== 'handedIn' && report.status !== 'approved'))
    return reject('annual.notHandedIn', statusOf(report));
  const { version } = last;
  const returned = { ...head(report), version, remarks, returnedBy: actor.id, superior };
  return [{ type: 'ReportReturned', data: returned }];
};

const approve = (report: AnnualReport, { actor, superior = null }: AnnualFacts): Decided => {
  const last = lastVersion(report);
  if (!last || report.status !== 'handedIn') return reject('annual.notHandedIn', statusOf(report));
  if (last.handedInBy === actor.id) return reject('annual.separationOfDuties');
  const { version } = last;
  const approved = { ...head(report), version, approvedBy: actor.id, superior };
  return [{ type: 'ReportApproved', data: approved }];
};

const publish = (
  report: AnnualReport,
  { documentId }: CommandOf<'publish'>,
  { actor, document }: AnnualFacts,
): Decided => {
  if (!isAnnual(report)) return reject('annual.notPublishable');
  const last = lastVersion(report);
  if (!last || report.status !== 'approved') return reject('annual.notApproved', statusOf(report));
  if (!document || document.publishedOn === null)
    return reject('annual.documentNotPublic', {}, 'documentId');
  if (document.agency !== report.agency) return reject('annual.documentOfOther', {}, 'documentId');
  const published = publicationOf(report, last.version, documentId, document.publishedOn);
  return [{ type: 'ReportPublished', data: { ...published, publishedBy: actor.id } }];
};

const publicationOf = (
  report: AnnualReport,
  version: number,
  documentId: string,
  publishedOn: Day,
) => {
  const publishBy = report.publishBy ?? report.submitBy;
  const earlier = report.versions.slice(0, version - 1);
  const first = earlier.every(({ published }) => published === null);
  const late = first && publishedOn > publishBy;
  return { ...head(report), version, documentId, publishedOn, publishBy, late, first };
};

/** What is on record of its document now: another day, or that it was not published after all. */
const restate = (
  report: AnnualReport,
  { reason }: CommandOf<'restate'>,
  { actor, document }: AnnualFacts,
): Decided => {
  const last = lastPublished(report);
  if (!last?.published) return reject('annual.nothingPublished', statusOf(report));
  const { version, published: known } = last;
  const publishedOn = document?.publishedOn ?? null;
  if (publishedOn === known.on) return [];
  const before = lastPublished({ ...report, versions: report.versions.slice(0, version - 1) });
  const stands = before?.published ?? null;
  const voided: AnnualEvent = {
    type: 'ReportPublicationVoided',
    data: {
      ...publicationOf(report, version, known.documentId, known.on),
      late: known.late,
      before: stands && { documentId: stands.documentId, publishedOn: stands.on },
      reason,
      voidedBy: actor.id,
    },
  };
  if (publishedOn === null) return [voided];
  const now = publicationOf(report, version, known.documentId, publishedOn);
  return [voided, { type: 'ReportPublished', data: { ...now, publishedBy: actor.id } }];
};

const correct = (
  report: AnnualReport,
  { reason }: CommandOf<'correct'>,
  { actor }: AnnualFacts,
): Decided => {
  const last = lastVersion(report);
  if (!last || (report.status !== 'approved' && report.status !== 'published'))
    return reject('annual.nothingToCorrect', statusOf(report));
  const corrected = { corrects: last.version, reason, correctedBy: actor.id };
  return [{ type: 'ReportCorrected', data: { ...head(report), ...corrected } }];
};

const decideFinding = (
  report: AnnualReport,
  { finding: key, decision, reason }: CommandOf<'decideFinding'>,
  { actor, findings = [], superior = null }: AnnualFacts,
): Decided => {
  const found = findings.find((finding) => finding.key === key);
  if (!found) return reject('annual.findingUnknown', {}, 'finding');
  const before = report.decisions[key];
  if (before?.decision === decision && before.reason === reason) return [];
  const { check, cells, printed } = found;
  const of = { finding: key, check, cells: [...cells], printed, decision, reason };
  const decided = { ...head(report), ...of, decidedBy: actor.id, superior };
  return [{ type: 'FindingDecided', data: decided }];
};

export const decideAfter = (report: AnnualReport, command: After, facts: AnnualFacts): Decided => {
  switch (command.type) {
    case 'handIn':
      return handIn(report, command, facts);
    case 'return':
      return sendBack(report, command, facts);
    case 'approve':
      return approve(report, facts);
    case 'publish':
      return publish(report, command, facts);
    case 'restate':
      return restate(report, command, facts);
    case 'correct':
      return correct(report, command, facts);
    case 'decideFinding':
      return decideFinding(report, command, facts);
  }
};
