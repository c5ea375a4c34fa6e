import { Rejection } from '@gongkai/kernel';
import { z } from 'zod';
import { mappingInvalid, parseMappingText } from './mapping-file.js';

/** What an item of the source may bring. */
export const IMPORT_FIELDS = [
  'title',
  'agency',
  'column',
  'channel',
  'means',
  'site',
  'url',
  'publishedOn',
  'formedOn',
  'documentNumber',
  'indexNumber',
  'genre',
  'normative',
  'summary',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];
/** What is said of each channel an item was published in. */
export const PLACE_FIELDS = ['channel', 'means', 'site', 'url', 'publishedOn'] as const;
export type PlaceField = (typeof PLACE_FIELDS)[number];

const Value = z.union([z.string(), z.boolean(), z.null()]);

const Field = z.union([
  z.string().min(1),
  z.strictObject({
    column: z.string().min(1),
    /** Source value → our value; with `others: "keep"` a value that is not listed stays as it is. */
    values: z.record(z.string(), Value).optional(),
    others: z.enum(['refuse', 'keep']).default('refuse'),
    /** Stands in for an empty cell. */
    empty: Value.optional(),
    formats: z.array(z.string().min(1)).min(1).optional(),
  }),
  z.strictObject({ constant: Value }),
]);

/** How the columns of a source become items; a JSON file beside the source. */
export const ImportMapping = z.strictObject({
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']).optional(),
  delimiter: z.enum([',', '\t', ';', '|']).optional(),
  sheet: z.string().optional(),
  /** Line of the heading; what stands above it is skipped. */
  headingLine: z.int().min(1).max(100).default(1),
  /**
   * Columns that name an item in the source. With a key, a corrected file is taken up where the
   * old one ended; without, only the very same file is.
   */
  key: z.array(z.string().min(1)).min(1).optional(),
  /** Tells sources apart whose keys could meet. */
  source: z.string().min(1).optional(),
  /** Why these items may enter without a secrecy review of ours: who vouches, on which proof. */
  attestation: z.strictObject({
    by: z.string().min(1),
    proof: z.strictObject({
      kind: z.enum(['website', 'gazette', 'paper', 'report', 'register', 'other']),
      reference: z.string().min(1),
    }),
  }),
  dateFormats: z.array(z.string().min(1)).min(1).optional(),
  fields: z.partialRecord(z.enum(IMPORT_FIELDS), Field),
  /** The same item in further channels; a row without a day there was not published there. */
  further: z
    .array(z.partialRecord(z.enum(PLACE_FIELDS), Field))
    .max(19)
    .default([]),
});
export type ImportMapping = z.infer<typeof ImportMapping>;

const REQUIRED: readonly ImportField[] = ['title', 'column', 'channel', 'publishedOn'];

/** Reads a mapping file's text; the refusal names the place in the file. */
export const parseMapping = (text: string): ImportMapping | Rejection => {
  const mapping = parseMappingText(ImportMapping, text);
  if (mapping instanceof Rejection) return mapping;
  const missing = [
    ...missingIn(mapping.fields, REQUIRED, 'fields'),
    ...mapping.further.flatMap((place, i) =>
      missingIn(place, ['channel', 'publishedOn'], `further.${i}`),
    ),
  ][0];
  return missing === undefined
    ? mapping
    : mappingInvalid(missing, { zh: '缺少', en: 'it is missing' });
};

const missingIn = (fields: object, needed: readonly string[], place: string): string[] =>
  needed.filter((field) => !Object.hasOwn(fields, field)).map((field) => `${place}.${field}`);

export type FieldSource = Exclude<ImportMapping['fields'][ImportField], undefined>;

export const headingOf = (source: FieldSource): string | null =>
  typeof source === 'string' ? source : 'column' in source ? source.column : null;
