import type { ReportFormat } from '@gongkai/figures';
import type { Day, Facts } from '@gongkai/kernel';
import type { DueDays, ReportPeriod } from './due-days.js';
import type {
  AnnualEvent,
  CellMark,
  FindingDecision,
  ReporterLevel,
  ReportScope,
} from './events.js';

export const REPORT_STATUSES = [
  'none',
  'drafting',
  'handedIn',
  'returned',
  'approved',
  'published',
  'correcting',
] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

export const statusNames: Readonly<Record<ReportStatus, { zh: string; en: string }>> = {
  none: { zh: '未开报', en: 'not opened' },
  drafting: { zh: '编制中', en: 'being drafted' },
  handedIn: { zh: '已提交', en: 'handed in' },
  returned: { zh: '已退回', en: 'returned' },
  approved: { zh: '已批准', en: 'approved' },
  published: { zh: '已公布', en: 'published' },
  correcting: { zh: '更正中', en: 'being corrected' },
};

export type FrozenFigures = {
  /** The place in the log up to which they count. */
  position: string;
  cells: Readonly<Record<string, number | null>>;
  cumulative: Readonly<Record<string, number | null>> | null;
  incomplete: readonly string[];
};

export type Marked = { mark: CellMark; reason: string; by: string };

/** What a version says. Nothing that happens afterwards changes it. */
export type ReportContents = {
  sections: Readonly<Record<string, string>>;
  figures: FrozenFigures | null;
  marks: Readonly<Record<string, Marked>>;
};

export type ReportVersion = {
  version: number;
  contents: ReportContents;
  handedInOn: Day;
  handedInBy: string;
  late: boolean;
  /** What became of it; the contents stay. */
  returned: { remarks: string; by: string; superior: string | null } | null;
  approved: { by: string; superior: string | null } | null;
  published: { documentId: string; on: Day; late: boolean } | null;
  /** Why a later version was made. */
  corrected: { reason: string; by: string } | null;
};

export type DecidedFinding = { decision: FindingDecision; reason: string; by: string };

export type AnnualReport = {
  id: string;
  status: ReportStatus;
  agency: string | null;
  year: number;
  period: string;
  format: string;
  scope: ReportScope;
  level: ReporterLevel;
  submitBy: Day;
  publishBy: Day | null;
  basis: string;
  /** What is being written; the contents of the last version while nothing is. */
  draft: ReportContents;
  versions: readonly ReportVersion[];
  /** By the key of the finding. */
  decisions: Readonly<Record<string, DecidedFinding>>;
};

const emptyContents: ReportContents = { sections: {}, figures: null, marks: {} };

export const noReport: AnnualReport = {
  id: '',
  status: 'none',
  agency: null,
  year: 0,
  period: '',
  format: '',
  scope: 'own',
  level: 'department',
  submitBy: '',
  publishBy: null,
  basis: '',
  draft: emptyContents,
  versions: [],
  decisions: {},
};

/** One finding of the checks, with a key that stays while the same thing is printed. */
export type KnownFinding = {
  key: string;
  check: string;
  severity: 'hard' | 'soft';
  cells: readonly string[];
  printed: string;
};

/** What the handler looked up; absent where a command does not need it. */
export type AnnualFacts = Facts & {
  /** The form of the report; null when there is none of that name. */
  format: ReportFormat | null;
  /** The period, when it is one of the year. */
  period?: ReportPeriod | undefined;
  /** Whether the agency existed when the period ended, and what it is; null when it did not. */
  level?: ReporterLevel | null;
  due?: DueDays;
  scope?: ReportScope;
  figures?: FrozenFigures;
  findings?: readonly KnownFinding[];
  document?: { agency: string | null; publishedOn: Day | null } | null;
  /** The tenant of the actor when it is a government above. */
  superior?: string | null;
};

/** The annual report is of a whole year. */
export const isAnnual = ({ year, period }: Pick<AnnualReport, 'year' | 'period'>): boolean =>
  period === String(year);

export const isOpen = ({ status }: AnnualReport): boolean =>
  status === 'drafting' || status === 'returned' || status === 'correcting';

export const lastVersion = ({ versions }: AnnualReport): ReportVersion | undefined =>
  versions.at(-1);

/** The version published last. */
export const lastPublished = ({ versions }: AnnualReport): ReportVersion | undefined =>
  versions.findLast(({ published }) => published !== null);

const withVersion = (
  report: AnnualReport,
  number: number,
  change: Partial<ReportVersion>,
): AnnualReport => ({
  ...report,
  versions: report.versions.map((of) => (of.version === number ? { ...of, ...change } : of)),
});

const withLast = (report: AnnualReport, change: Partial<ReportVersion>): AnnualReport =>
  withVersion(report, report.versions.length, change);

const without = <V>(record: Readonly<Record<string, V>>, key: string): Record<string, V> => {
  const { [key]: _, ...rest } = record;
  return rest;
};

const evolveDraft = ({ draft }: AnnualReport, event: AnnualEvent): ReportContents => {
  switch (event.type) {
    case 'SectionWritten': {
      const { section, text } = event.data;
      return { ...draft, sections: { ...draft.sections, [section]: text } };
    }
    case 'FiguresFrozen': {
      const { position, cells, cumulative, incomplete } = event.data;
      return { ...draft, figures: { position, cells, cumulative, incomplete } };
    }
    case 'CellMarked': {
      const { cell, mark, reason, markedBy: by } = event.data;
      return { ...draft, marks: { ...draft.marks, [cell]: { mark, reason, by } } };
    }
    case 'CellRestored':
      return { ...draft, marks: without(draft.marks, event.data.cell) };
    default:
      return draft;
  }
};

export const evolveReport = (report: AnnualReport, event: AnnualEvent): AnnualReport => {
  switch (event.type) {
    case 'ReportOpened': {
      const { reportId: id, openedBy: _, ...opened } = event.data;
      return { ...noReport, ...opened, id, status: 'drafting' };
    }
    case 'SectionWritten':
    case 'FiguresFrozen':
    case 'CellMarked':
    case 'CellRestored':
      return { ...report, draft: evolveDraft(report, event) };
    case 'ReportHandedIn': {
      const { version, handedInOn, handedInBy, late } = event.data;
      const contents = report.draft;
      const fate = { returned: null, approved: null, published: null, corrected: null };
      const made: ReportVersion = { version, contents, handedInOn, handedInBy, late, ...fate };
      return { ...report, status: 'handedIn', versions: [...report.versions, made] };
    }
    case 'ReportReturned': {
      const { remarks, returnedBy: by, superior } = event.data;
      return { ...withLast(report, { returned: { remarks, by, superior } }), status: 'returned' };
    }
    case 'ReportApproved': {
      const { approvedBy: by, superior } = event.data;
      return { ...withLast(report, { approved: { by, superior } }), status: 'approved' };
    }
    case 'ReportPublished': {
      const { version, documentId, publishedOn: on, late } = event.data;
      const status = report.status === 'approved' ? 'published' : report.status;
      return { ...withVersion(report, version, { published: { documentId, on, late } }), status };
    }
    case 'ReportPublicationVoided': {
      const status = report.status === 'published' ? 'approved' : report.status;
      return { ...withVersion(report, event.data.version, { published: null }), status };
    }
    case 'ReportCorrected': {
      const { reason, correctedBy: by } = event.data;
      return { ...withLast(report, { corrected: { reason, by } }), status: 'correcting' };
    }
    case 'FindingDecided': {
      const { finding, decision, reason, decidedBy: by } = event.data;
      return { ...report, decisions: { ...report.decisions, [finding]: { decision, reason, by } } };
    }
  }
};
