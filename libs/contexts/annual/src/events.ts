import { REPORT_YEARS, SCOPES } from '@gongkai/figures';
import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

/** Who reports: it decides the due days. Town covers sub-districts. */
export const ReporterLevel = z.enum(['department', 'town', 'government']);
export type ReporterLevel = z.infer<typeof ReporterLevel>;

/** Why a cell shows no number: left empty, or “/”, does not apply. Neither is 0. */
export const CellMark = z.enum(['blank', 'notApplicable']);
export type CellMark = z.infer<typeof CellMark>;

/** What a person makes of a finding of the checks. */
export const FindingDecision = z.enum(['confirmed', 'explainedByScope', 'dismissed']);
export type FindingDecision = z.infer<typeof FindingDecision>;

export const ReportScope = z.enum(SCOPES);
export type ReportScope = z.infer<typeof ReportScope>;

const by = z.string().min(1);
const text = z.string().min(1).max(40_000);
const reason = z.string().min(1).max(2000);
const version = z.int().min(1);
const cells = z.record(z.string().max(200), z.number().nullable());
const head = { reportId: z.string().min(1), agency: z.string().nullable(), period: z.string() };

/** Somebody of the government above acts: its tenant. Null: the reporter's own government. */
const superior = z.string().nullable();

const handedIn = z.strictObject({
  ...head,
  version,
  /** The year's report, not statistics of a month or quarter. */
  annual: z.boolean(),
  handedInOn: Day,
  submitBy: Day,
  late: z.boolean(),
  /** What the checks found then, and how much of it a person had decided. */
  findings: z.strictObject({ hard: z.int().min(0), soft: z.int().min(0), decided: z.int().min(0) }),
  handedInBy: by,
});
const published = z.strictObject({
  ...head,
  version,
  documentId: by,
  publishedOn: Day,
  publishBy: Day,
  late: z.boolean(),
  /** No version of it was public before. */
  first: z.boolean(),
  publishedBy: by,
});

const publicationVoided = z.strictObject({
  ...published.omit({ publishedBy: true }).shape,
  /** What stands published then: of the version before. */
  before: z.strictObject({ documentId: by, publishedOn: Day }).nullable(),
  reason,
  voidedBy: by,
});

/** Facet of handing in and publishing: late · annual << 1 · first version << 2. */
const facetOf = (late: boolean, annual: boolean, first: boolean): number =>
  Number(late) | (Number(annual) << 1) | (Number(first) << 2);
export const unpackHandedIn = (facet: number) => ({
  late: (facet & 1) === 1,
  annual: (facet & 2) === 2,
  first: (facet & 4) === 4,
});

/** The life of a report, one stream for each reporter and year or shorter period. */
export const annualEvents = {
  ReportOpened: event(
    z.strictObject({
      ...head,
      year: z.int().min(REPORT_YEARS.from).max(REPORT_YEARS.to),
      format: z.string().min(1).max(100),
      scope: ReportScope,
      level: ReporterLevel,
      submitBy: Day,
      /** Null: statistics, which are handed in and not published. */
      publishBy: Day.nullable(),
      /** The rule the days follow from. */
      basis: z.string().min(1).max(300),
      openedBy: by,
    }),
  ),
  SectionWritten: event(
    z.strictObject({ ...head, section: z.string().min(1).max(100), text, writtenBy: by }),
  ),
  /** The cells as the log bore them up to a position; drawn again as often as needed before handing in. */
  FiguresFrozen: event(
    z.strictObject({
      ...head,
      position: z.string().regex(/^\d+$/),
      format: z.string().min(1).max(100),
      scope: ReportScope,
      cells,
      /** From January on, for statistics of a shorter period. */
      cumulative: cells.nullable(),
      /** Governments whose figures lacked something then. */
      incomplete: z.array(z.string()).max(5000),
      frozenBy: by,
    }),
  ),
  CellMarked: event(
    z.strictObject({ ...head, cell: z.string().max(200), mark: CellMark, reason, markedBy: by }),
  ),
  CellRestored: event(z.strictObject({ ...head, cell: z.string().max(200), restoredBy: by })),
  ReportHandedIn: event(handedIn, {
    occurredOn: (data) => data.handedInOn,
    facet: (data) => facetOf(data.late, data.annual, data.version === 1),
  }),
  ReportReturned: event(
    z.strictObject({ ...head, version, remarks: text, returnedBy: by, superior }),
  ),
  ReportApproved: event(z.strictObject({ ...head, version, approvedBy: by, superior })),
  /** Before the public as a document that went through the steps of publication. */
  ReportPublished: event(published, {
    occurredOn: (data) => data.publishedOn,
    facet: (data) => facetOf(data.late, true, data.first),
  }),
  /** The record of the document that carries it was taken back or put right. */
  ReportPublicationVoided: event(publicationVoided, {
    occurredOn: (data) => data.publishedOn,
    facet: (data) => facetOf(data.late, true, data.first),
  }),
  /** Opened again to be put right; the version before it stays as it is. */
  ReportCorrected: event(z.strictObject({ ...head, corrects: version, reason, correctedBy: by })),
  FindingDecided: event(
    z.strictObject({
      ...head,
      finding: by,
      check: z.string().min(1).max(50),
      cells: z.array(z.string().max(200)).max(5000),
      /** What was printed, as JSON. */
      printed: z.string().max(5000),
      decision: FindingDecision,
      reason,
      decidedBy: by,
      superior,
    }),
  ),
};
export type AnnualEvent = EventOf<typeof annualEvents>;

/** What a form file may hold in one event. */
export const FORM_FILE_MAX = 80_000;

/** Report forms a government adds to those of the program, as files. */
export const reportFormatEvents = {
  ReportFormatAdded: event(
    z.strictObject({
      format: z.string().min(1).max(100),
      /** The file, as JSON text. */
      file: z.string().min(2).max(FORM_FILE_MAX),
      addedBy: by,
    }),
  ),
};
export type ReportFormatEvent = EventOf<typeof reportFormatEvents>;
