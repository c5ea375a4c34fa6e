import { REPORT_YEARS } from '@gongkai/figures';
import { Day, Line, Text, type Call, type WithKey } from '@gongkai/kernel';
import { z } from 'zod';
import { CellMark, FindingDecision, FORM_FILE_MAX, ReportScope } from './events.js';

const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const reportId = id;
const reason = Text(2000);
/** The government whose report it is, by code, name or id, when it is one below the officer's own. */
const government = Line(200).optional();

export const AnnualReportCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    /** Null: the government. */
    agency: id.nullable().default(null),
    year: z.int().min(REPORT_YEARS.from).max(REPORT_YEARS.to),
    /** `2017-Q1` or `2017-03` for statistics; absent: the year's report. */
    period: Line(20).optional(),
    /** The form of the year when absent. */
    format: Line(100).optional(),
    scope: ReportScope.optional(),
    /** A stricter or later day set by the government, with the paper that sets it. */
    submitBy: Day.optional(),
    basis: Line(300).optional(),
  }),
  z.strictObject({
    type: z.literal('writeSection'),
    reportId,
    section: Line(100),
    text: Text(40_000),
  }),
  z.strictObject({ type: z.literal('freezeFigures'), reportId }),
  z.strictObject({
    type: z.literal('markCell'),
    reportId,
    cell: Line(200),
    mark: CellMark,
    reason,
  }),
  z.strictObject({ type: z.literal('restoreCell'), reportId, cell: Line(200) }),
  z.strictObject({ type: z.literal('handIn'), reportId, handedInOn: Day.optional() }),
  z.strictObject({ type: z.literal('return'), reportId, remarks: Text(10_000), government }),
  z.strictObject({ type: z.literal('approve'), reportId, government }),
  z.strictObject({ type: z.literal('publish'), reportId, documentId: id }),
  /** After the publication of its document was put right or taken back. */
  z.strictObject({ type: z.literal('restate'), reportId, reason }),
  z.strictObject({ type: z.literal('correct'), reportId, reason }),
  z.strictObject({
    type: z.literal('decideFinding'),
    reportId,
    /** Key of the finding, as the question for findings gives it. */
    finding: id,
    decision: FindingDecision,
    reason,
    government,
  }),
]);
export type AnnualCommandInput = z.output<typeof AnnualReportCommands>;
/** What the decider gets: the id of a new report follows from whose it is and the period. */
export type AnnualCommandData = WithKey<AnnualCommandInput, 'reportId'>;
export type CommandOf<T extends AnnualCommandData['type']> = Extract<
  AnnualCommandData,
  { type: T }
>;

/** The one command of annual reports and of statistics handed in like them. */
export class AnnualReportCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

export const ReportFormatCommands = z.discriminatedUnion('type', [
  /** A form as a file: JSON text. */
  z.strictObject({ type: z.literal('addFormat'), file: z.string().min(2).max(FORM_FILE_MAX) }),
]);
export type ReportFormatCommandData = z.output<typeof ReportFormatCommands>;

/** Adds a report form to those of the program. */
export class ReportFormatCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
