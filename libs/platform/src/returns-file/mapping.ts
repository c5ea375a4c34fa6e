import { Rejection } from '@gongkai/kernel';
import { isMoney, Measure } from '@gongkai/returns';
import { z } from 'zod';
import { mappingInvalid, parseMappingText, readMappingFile } from '../import/mapping-file.js';

const text = z.string().trim().min(1);
/** A column by its heading; by its place among several of that name, counted from one. */
const place = { column: text, nth: z.int().min(1).max(50).optional() };
const field = z.union([
  text,
  z.strictObject({
    ...place,
    /** Their value → ours; a value that is not listed stays as it is. */
    values: z.record(z.string(), text).optional(),
  }),
  z.strictObject({ constant: text }),
]);
export type ReturnsField = z.infer<typeof field>;

/** What amounts are written in; figures keep fen. */
export const UNITS = ['fen', 'yuan', 'wan'] as const;
const unit = z.enum(UNITS).optional();

/** How the rows of a statistics sheet become returns; a JSON file beside it. */
export const ReturnsMapping = z.strictObject({
  note: z.string().optional(),
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']).optional(),
  delimiter: z.enum([',', '\t', ';', '|']).optional(),
  sheet: z.string().optional(),
  headingLine: z.int().min(1).max(100).optional(),
  /** Who answers for the numbers, and the paper they came with. */
  attestation: z.strictObject({ by: text.max(100), proof: text.max(300).nullable().default(null) }),
  /** Words that stand for an empty cell: nothing is reported then, which is not nought. */
  blank: z.array(z.string()).default(['-', '—', '/', '无', 'n/a']),
  /** Absent: every row is of the agency the import is for. */
  agency: field.optional(),
  period: field,
  /** A column for each measure … */
  measures: z.array(z.strictObject({ measure: Measure, ...place, unit })).default([]),
  /** … or one row for each, which names it. */
  row: z
    .strictObject({
      measure: z.strictObject({ ...place, values: z.record(z.string(), Measure) }),
      number: z.strictObject(place),
      unit,
    })
    .optional(),
  /** With a reason, numbers reported already are put right; without, they are refused. */
  correction: z.strictObject({ reason: text.max(200) }).optional(),
});
export type ReturnsMapping = z.infer<typeof ReturnsMapping>;

const UNIT_NEEDED = {
  zh: '金额须注明单位:fen、yuan 或 wan',
  en: 'amounts need a unit: fen, yuan or wan',
};

/** Reads a mapping file's text; the refusal names the place in the file. */
export const parseReturnsMapping = (source: string): ReturnsMapping | Rejection => {
  const mapping = parseMappingText(ReturnsMapping, source);
  if (mapping instanceof Rejection) return mapping;
  const { measures, row } = mapping;
  if (measures.length === 0 && !row)
    return mappingInvalid('measures', { zh: '没有对应任何指标', en: 'no measure is mapped' });
  const bare = measures.findIndex((each) => isMoney(each.measure) && each.unit === undefined);
  if (bare >= 0) return mappingInvalid(`measures.${bare}.unit`, UNIT_NEEDED);
  const money = row && Object.values(row.measure.values).some(isMoney);
  return money && row.unit === undefined ? mappingInvalid('row.unit', UNIT_NEEDED) : mapping;
};

export const readReturnsMapping = (path: string): Promise<ReturnsMapping | Rejection> =>
  readMappingFile(path, parseReturnsMapping);
