import { z } from 'zod';

const id = z.string().min(1);

/** What is challenged; the streams it names are part of the case. */
export const Challenged = z.discriminatedUnion('kind', [
  /** A reply (答复); without a reply id, an answer given elsewhere of which only the end is on record. */
  z.strictObject({ kind: z.literal('reply'), requestId: id, replyId: id.nullable() }),
  /** No reply within the period (逾期不予答复). */
  z.strictObject({ kind: z.literal('silence'), requestId: id }),
  /** That something was published (公开行为). */
  z.strictObject({ kind: z.literal('publication'), documentId: id }),
  /** 不再处理, among others because a fee was not paid (国办函〔2020〕109号). */
  z.strictObject({ kind: z.literal('noLongerProcessed'), requestId: id }),
  /** A decision that is not kept here: of before this platform, or of another agency. */
  z.strictObject({ kind: z.literal('elsewhere'), subject: z.string().min(1) }),
]);
export type Challenged = z.infer<typeof Challenged>;

/** 未经复议直接起诉, 复议后起诉; the order is in stored keys and stays. */
export const Route = z.enum(['direct', 'afterReconsideration']);
export type Route = z.infer<typeof Route>;

/** As what the agency stands before the court; the order is in stored keys and stays. */
export const Role = z.enum([
  'respondent',
  'jointRespondent',
  /** 复议机关 beside the agency whose decision it upheld (行政诉讼法第二十六条); never counted. */
  'coDefendantReviewBody',
]);
export type Role = z.infer<typeof Role>;

/** Who else takes part. */
export const PartyKind = z.enum(['reviewBody', 'jointRespondent', 'thirdParty']);
export type PartyKind = z.infer<typeof PartyKind>;

/** The columns of table 4: 结果维持, 结果纠正, 其他结果. */
export const TableOutcome = z.enum(['upheld', 'corrected', 'other']);
export type TableOutcome = z.infer<typeof TableOutcome>;

/** How an instance ends; words, articles and stage of each stand in outcomes.data.json. */
export const SuitOutcome = z.enum([
  'claimsDismissed',
  'upheld',
  'quashed',
  'performOrdered',
  'unlawful',
  'invalid',
  'changed',
  'suitRejected',
  'notAccepted',
  'withdrawn',
  'mediated',
  'ended',
  'appealDismissed',
  'appealWithdrawn',
  'remanded',
]);
export type SuitOutcome = z.infer<typeof SuitOutcome>;

/** Which period the day of filing is held against. */
export const LimitKind = z.enum(['afterReconsideration', 'direct', 'untold', 'silence']);
export type LimitKind = z.infer<typeof LimitKind>;

/** The period to sue as it was reckoned; the day after `from` is its first. */
export const Limit = z.strictObject({
  kind: LimitKind,
  edition: z.enum(['1989', '2014', '2017']),
  from: z.iso.date(),
  lastDay: z.iso.date(),
  article: z.string(),
  provisional: z.boolean(),
});
export type Limit = z.infer<typeof Limit>;

/** One piece of evidence; what was made after the challenged decision is marked. */
export const Evidence = z.strictObject({
  id,
  /** Neutral title, in clear. */
  title: z.string(),
  digest: z.string().nullable(),
  madeOn: z.iso.date().nullable(),
  afterDecision: z.boolean(),
});
export type Evidence = z.infer<typeof Evidence>;

/** What a judgment orders: to answer anew, within its own number of working days where it sets one. */
export const Order = z.strictObject({
  kind: z.literal('answerAnew'),
  days: z.int().min(1).max(250).nullable(),
});
export type Order = z.infer<typeof Order>;

export const Appellant = z.enum(['plaintiff', 'respondent', 'coDefendant', 'thirdParty']);
export type Appellant = z.infer<typeof Appellant>;
export const Instance = z.union([z.literal(1), z.literal(2)]);
export type Instance = z.infer<typeof Instance>;
