import type { Period } from '@gongkai/calendar';
import { z } from 'zod';
import {
  BodyKind,
  DecisionOutcome,
  LawEdition,
  TableOutcome,
  type Procedure,
} from './events.kinds.js';
import list from './rules.data.json' with { type: 'json' };

const rule = { article: z.string(), source: z.string(), verified: z.boolean() };
const period = z.strictObject({
  length: z.int().positive(),
  unit: z.enum(['working', 'calendar', 'months', 'years']),
  ...rule,
});
const ProcedureRules = z.strictObject({
  copy: period,
  answer: period,
  decision: period,
  extension: period.nullable(),
});
export type ProcedureRules = z.infer<typeof ProcedureRules>;

const EditionRules = z.strictObject({
  from: z.iso.date(),
  zh: z.string(),
  en: z.string(),
  source: z.string(),
  filing: period,
  filingUntold: period,
  examination: period,
  /** Since when a case counts as accepted when the body says nothing. */
  accepted: z.strictObject({ from: z.enum(['receipt', 'expiry']), ...rule }),
  correctionNotice: period,
  correction: period.nullable(),
  procedures: z.strictObject({ ordinary: ProcedureRules, simplified: ProcedureRules.nullable() }),
  suspension: z.strictObject(rule),
  answerMissed: z.strictObject(rule),
  anew: period,
});
export type EditionRules = z.infer<typeof EditionRules>;

const OutcomeRule = z.strictObject({
  zh: z.string(),
  en: z.string(),
  column: TableOutcome,
  /** Whether the column was seen, or is our reading (law.md of dismissals). */
  columnVerified: z.boolean(),
  articles: z.partialRecord(LawEdition, z.string()),
});
export type OutcomeRule = z.infer<typeof OutcomeRule>;

const data = z
  .strictObject({
    editions: z.record(LawEdition, EditionRules),
    suit: period,
    bodies: z.array(
      z.strictObject({
        edition: LawEdition,
        respondents: z.array(z.string()),
        bodies: z.array(BodyKind),
        ...rule,
      }),
    ),
    vertical: z.strictObject({
      bodies: z.array(BodyKind),
      articles: z.record(LawEdition, z.string()),
      source: z.string(),
      verified: z.boolean(),
    }),
    outcomes: z.record(DecisionOutcome, OutcomeRule),
  })
  .parse(list);

/** The rules as data (rules.data.json): correct them there, not here. */
export const editions: Readonly<Record<LawEdition, EditionRules>> = data.editions;
export const outcomes: Readonly<Record<DecisionOutcome, OutcomeRule>> = data.outcomes;

/** From the decision, or from the end of the time to decide (行政诉讼法第四十五条). */
export const suitPeriod: Period = data.suit;

/** No transitional rule was seen for cases open on 2024-01-01: the day of filing decides. */
export const editionOfFiling = (filedOn: string): LawEdition =>
  filedOn >= editions['2023'].from ? '2023' : '2017';

/** The periods of a procedure; null where the edition does not know it. */
export const procedureRules = (edition: LawEdition, procedure: Procedure): ProcedureRules | null =>
  editions[edition].procedures[procedure];

export type BodiesByLaw = { bodies: readonly BodyKind[]; article: string; verified: boolean };

/**
 * Who decides by law on an act of a respondent: under the law of 2017 the applicant chose between the
 * two kinds named for departments. `vertical`: led from above (customs, taxes, finance).
 */
export const bodiesByLaw = (
  edition: LawEdition,
  respondent: string,
  vertical = false,
): BodiesByLaw => {
  if (vertical) {
    const { bodies, articles, verified } = data.vertical;
    return { bodies, article: articles[edition], verified };
  }
  const found = data.bodies.find(
    (each) => each.edition === edition && each.respondents.includes(respondent),
  );
  return found ?? { bodies: [], article: '', verified: false };
};
