import { Day, Rejection } from '@gongkai/kernel';
import { ApplicantKind, Channel, Outcome, RequestKind } from '@gongkai/request';
import { z } from 'zod';
import { rejectImport } from '../import/errors.js';
import { parseMappingText, readMappingFile } from '../import/mapping-file.js';

const text = z.string().trim().min(1);
/** Why the source is taken to say what it does not say. */
const reason = text.max(500);

/** A column by its heading; by its place among several of that name, counted from one. */
const place = { column: text, nth: z.int().min(1).max(50).optional() };

/** A column, what its values mean here, what an empty cell means; or one value for all rows. */
const fieldOf = <T extends z.ZodType>(value: T) =>
  z.union([
    text,
    z.strictObject({
      ...place,
      /** Their value → ours. */
      values: z.record(z.string(), value).optional(),
      others: z.enum(['refuse', 'keep']).default('refuse'),
      empty: value.optional(),
      formats: z.array(text).min(1).optional(),
      reason: reason.optional(),
    }),
    z.strictObject({ constant: value, reason: reason.optional() }),
  ]);
const days = z.int().min(0).max(2_500);

/** Outcomes a register can give; null: the words say nothing about how it ended. */
const Means = Outcome.exclude(['transferred', 'split', 'joined']).nullable();
const values = z.record(z.string(), Means);

const Disposition = z.strictObject({
  ...place,
  values,
  /** A second column that says more, or something else. */
  second: z.strictObject({ ...place, values }).optional(),
  /** Two values that belong together, so that neither contradicts the other. */
  together: z
    .array(z.strictObject({ first: text, second: text, outcome: Means.unwrap() }))
    .max(500)
    .default([]),
});

const named = z.record(Day, z.string().trim().min(1).max(60));
const year = z.strictObject({
  /** Day → its name. */
  off: named,
  work: named.default({}),
  source: text.max(200),
  issuedOn: Day,
});
/** The working days of another law; Saturdays and Sundays are off, as everywhere here. */
export const LogCalendar = z.strictObject({
  reason,
  weekend: z.tuple([z.literal('saturday'), z.literal('sunday')]).optional(),
  years: z
    .record(z.string().regex(/^(19|20|21)\d{2}$/), year)
    .refine((years) => Object.keys(years).length > 0, 'at least one year'),
});
export type LogCalendar = z.infer<typeof LogCalendar>;

/** What a key of a published report counts. */
export const PublishedRule = z.union([
  z.enum(['pendingStart', 'received', 'processed', 'pendingEnd']),
  z.array(Outcome).min(1),
]);
export type PublishedRule = z.infer<typeof PublishedRule>;

/** How the lines of a register kept elsewhere become cases; a JSON file beside it. */
export const RequestLogMapping = z.strictObject({
  note: z.string().optional(),
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']).optional(),
  delimiter: z.enum([',', '\t', ';', '|']).optional(),
  sheet: z.string().optional(),
  headingLine: z.int().min(1).max(100).optional(),
  /** Tells registers apart whose numbers could meet. */
  source: text.optional(),
  attestation: z.strictObject({
    by: text.max(100),
    proof: z.strictObject({
      kind: z.enum(['website', 'gazette', 'paper', 'report', 'register', 'other']),
      reference: text.max(500),
    }),
  }),
  dateFormats: z.array(text).min(1).optional(),
  /** Words that stand for an empty cell. */
  blank: z.array(z.string()).default(['n/a', '-', '—', '无']),
  fields: z.strictObject({
    number: z.union([text, z.strictObject({ ...place, prefix: text.max(20).optional() })]),
    receivedOn: fieldOf(z.string()),
    confirmedOn: fieldOf(z.string()).optional(),
    endedOn: fieldOf(z.string()),
    days: fieldOf(z.string()).optional(),
    daysTolled: fieldOf(days).optional(),
    daysAllowed: fieldOf(days.min(1)).optional(),
    agency: fieldOf(z.string()).optional(),
    kind: fieldOf(RequestKind).optional(),
    channel: fieldOf(Channel),
    applicantKind: fieldOf(ApplicantKind),
    name: fieldOf(z.string()).optional(),
    subject: fieldOf(z.string()).optional(),
    description: fieldOf(z.string()).optional(),
  }),
  disposition: Disposition,
  calendar: LogCalendar.optional(),
  /** Keys of a published report that the program does not know by itself. */
  published: z.record(z.string().min(1), PublishedRule).optional(),
});
export type RequestLogMapping = z.infer<typeof RequestLogMapping>;
export type LogFieldName = keyof RequestLogMapping['fields'];
export type LogField = Exclude<
  RequestLogMapping['fields'][Exclude<LogFieldName, 'number'>],
  undefined
>;

/** What the source does not say may be chosen, but only with a reason, which the events keep. */
export const CHOSEN = ['channel', 'applicantKind', 'daysAllowed'] as const;

/** Reads a mapping file's text; the refusal names the place in the file. */
export const parseLogMapping = (source: string): RequestLogMapping | Rejection => {
  const mapping = parseMappingText(RequestLogMapping, source);
  if (mapping instanceof Rejection) return mapping;
  for (const field of CHOSEN) {
    const chosen = mapping.fields[field];
    if (typeof chosen !== 'object' || chosen.reason !== undefined) continue;
    if (!('constant' in chosen) && chosen.empty === undefined) continue;
    const path = `fields.${field}.reason`;
    return rejectImport('import.choiceWithoutReason', { field }, path);
  }
  return mapping;
};

/** Reads the mapping of a register from its file. */
export const readLogMapping = (path: string): Promise<RequestLogMapping | Rejection> =>
  readMappingFile(path, parseLogMapping);
