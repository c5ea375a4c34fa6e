import { z } from 'zod';
import { SCOPES } from '../values.js';

/** Years a report may be of. */
export const REPORT_YEARS = { from: 1990, to: 2199 } as const;

/** What stands in a cell: a number, nothing (null), or the stroke for “does not apply”. Three values. */
export type CellValue = number | null | '/';

const cellValue = z.union([z.number(), z.null(), z.literal('/')]);
const text = z.string().max(200_000);

/** Nothing said and null are the same in a file written by another program. */
const withoutNulls = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, held]) => held !== null))
    : value;

/** What was noticed while a report was read: `where` is its page, table, row, column or line. */
export const noteSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { code: 'note', zh: value, en: value } : value),
  z.strictObject({
    code: z.string().max(100),
    zh: text,
    en: text,
    where: text.optional(),
    text: text.optional(),
  }),
);
export type Note = z.infer<typeof noteSchema>;

/**
 * A number in a sentence of the report.
 *
 * - `count`: `value` of something, in `unit`.
 * - `sum`: `value` and the `parts` the sentence names.
 * - `percent`: `value` per cent; `parts: [part]` and `base`, the whole.
 * - `growth`: `value` per cent against the year before, below 0 for a decrease; `base` is the number
 *   of the year before where the sentence prints it, `parts: [this year]`, or `[this year, change]`
 *   where it prints the change, or `[change]` alone where it has neither of the two numbers.
 *
 * `cell` is the cell that shows the same number.
 */
export const statementSchema = z.preprocess(
  withoutNulls,
  z.strictObject({
    text,
    kind: z.enum(['count', 'sum', 'percent', 'growth']),
    value: z.number(),
    unit: z.string().max(50).optional(),
    parts: z.array(z.number()).max(1000).optional(),
    base: z.number().optional(),
    cell: z.string().max(200).optional(),
    section: text.optional(),
  }),
);
export type Statement = z.infer<typeof statementSchema>;

/** One part of the text, as printed. */
export const sectionSchema = z.strictObject({ title: text, text });
export type ReportSection = z.infer<typeof sectionSchema>;

/** A table of a report before 2014 or of a form this program does not know. */
export const localTableSchema = z.strictObject({
  title: text.nullable(),
  columns: z.array(text).max(100),
  rows: z.array(z.strictObject({ label: text, values: z.array(cellValue).max(100) })).max(2000),
});
export type LocalTable = z.infer<typeof localTableSchema>;

/** The figures of one report, as read, built or typed in: the file `report` commands pass around. */
export const figuresFileSchema = z.preprocess(
  (value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? { scope: null, notes: [], statements: [], ...value }
      : value,
  z.strictObject({
    format: z.string().min(1).max(100),
    agency: z.string().min(1).max(200),
    year: z.int().min(REPORT_YEARS.from).max(REPORT_YEARS.to),
    /** Whose figures: of the office alone, with its agencies, with the governments below; null: not known. */
    scope: z.enum(SCOPES).nullable(),
    /** A cell of the form by its id; a heading's id where somebody filled in a heading. */
    cells: z.record(z.string().max(200), cellValue),
    notes: z.array(noteSchema).max(10_000),
    statements: z.array(statementSchema).max(10_000),
    title: text.optional(),
    /** The text by section, where it was read: what checks of form look at. */
    sections: z.array(sectionSchema).max(1000).optional(),
    tables: z.array(localTableSchema).max(200).optional(),
  }),
);
export type FiguresFile = z.infer<typeof figuresFileSchema>;
