import { Sealed } from '@gongkai/vault';
import { z } from 'zod';

const id = z.string().min(1);

/** 行政复议法 before and since its revision in force on 2024-01-01. */
export const LawEdition = z.enum(['2017', '2023']);
export type LawEdition = z.infer<typeof LawEdition>;

/** What is challenged; the streams it names are part of the case. Ids in clear. */
export const Challenged = z.discriminatedUnion('kind', [
  /** A reply (答复); without a reply id, an answer given elsewhere of which only the end is on record. */
  z.strictObject({ kind: z.literal('reply'), requestId: id, replyId: id.nullable() }),
  /** No reply within the period (逾期不予答复). */
  z.strictObject({ kind: z.literal('silence'), requestId: id }),
  /** That something was published (公开行为). */
  z.strictObject({ kind: z.literal('publication'), documentId: id }),
  /** 不再处理, among others because a fee was not paid (国办函〔2020〕109号). */
  z.strictObject({ kind: z.literal('noLongerProcessed'), requestId: id }),
]);
export type Challenged = z.infer<typeof Challenged>;
/** The kinds, in the order of the facet; their order is in stored keys and stays. */
export const CHALLENGE_KINDS = ['reply', 'silence', 'publication', 'noLongerProcessed'] as const;
export type ChallengeKind = (typeof CHALLENGE_KINDS)[number];

/** Who decides, seen from the respondent. */
export const BodyKind = z.enum([
  'localGovernment',
  'superiorDepartment',
  'superiorGovernment',
  'itself',
  'managingAuthority',
  'other',
]);
export type BodyKind = z.infer<typeof BodyKind>;

/** The deciding body (复议机关): its name, and its tenant when it is a government of this platform. */
export const Body = z.strictObject({
  kind: BodyKind,
  name: z.string().min(1),
  tenant: z.string().min(1).nullable(),
});
export type Body = z.infer<typeof Body>;

export const Procedure = z.enum(['ordinary', 'simplified']);
export type Procedure = z.infer<typeof Procedure>;

/** What the applicant asks for (复议请求), in neutral words. */
export const Relief = z.enum(['revoke', 'perform', 'unlawful', 'change', 'invalid', 'other']);
export type Relief = z.infer<typeof Relief>;

/** How a reconsideration is decided; the articles of each stand in outcomes.data.json. */
export const DecisionOutcome = z.enum([
  'upheld',
  'dismissed',
  'rejected',
  'changed',
  'revoked',
  'unlawful',
  'ordered',
  'invalid',
  'mediated',
]);
export type DecisionOutcome = z.infer<typeof DecisionOutcome>;

/** The columns of table 4: 结果维持, 结果纠正, 其他结果. */
export const TableOutcome = z.enum(['upheld', 'corrected', 'other']);
export type TableOutcome = z.infer<typeof TableOutcome>;

/** Why an application was not taken (不予受理). */
export const RefusalGround = z.enum([
  'outOfScope',
  'notInterested',
  'tooLate',
  'wrongBody',
  'repeated',
  'courtHasIt',
  'notCorrected',
  'other',
]);
export type RefusalGround = z.infer<typeof RefusalGround>;

/** Why a case rests (中止). */
export const SuspensionCause = z.enum([
  'successorAwaited',
  'capacityLost',
  'organisationEnded',
  'forceMajeure',
  'lawQuestion',
  'otherCaseAwaited',
  'mediation',
  'expertOpinion',
  'normReview',
  'other',
]);
export type SuspensionCause = z.infer<typeof SuspensionCause>;

/** Why a case ends without a decision (终止). */
export const EndCause = z.enum([
  'withdrawn',
  'settled',
  'noSuccessor',
  'suspendedTooLong',
  'criminalCase',
  'other',
]);
export type EndCause = z.infer<typeof EndCause>;

export const MaterialKind = z.enum(['evidence', 'basis', 'procedure', 'statement', 'other']);
export type MaterialKind = z.infer<typeof MaterialKind>;

/** A file of the case: its bytes lie sealed in the blobs under this digest. */
export const AppealFile = z.strictObject({
  digest: z.string().min(1),
  name: Sealed,
  bytes: z.int().nonnegative(),
});
export type AppealFile = z.infer<typeof AppealFile>;

/** One piece that was handed in; what was made after the challenged decision is marked. */
export const Material = z.strictObject({
  id,
  kind: MaterialKind,
  title: Sealed,
  file: AppealFile.nullable(),
  madeOn: z.iso.date().nullable(),
  afterDecision: z.boolean(),
});
export type Material = z.infer<typeof Material>;

/** A period as it was reckoned: the day after `startsOn` is its first. */
export const Reckoned = z.strictObject({
  startsOn: z.iso.date(),
  dueOn: z.iso.date(),
  article: z.string(),
  provisional: z.boolean(),
});
export type Reckoned = z.infer<typeof Reckoned>;

/**
 * What the respondent must do now. `opensRound`: a process has the request begin a new round; when its
 * present round is still open (silence), the ordered day is `dueOn` and the round goes on.
 */
export const Order = z.strictObject({
  kind: z.literal('answerAnew'),
  /** Days the decision set; null: the statutory period, else 60 days. */
  withinDays: z.int().min(1).max(250).nullable(),
  unit: z.enum(['working', 'calendar']),
  requestId: id,
  /** The reply that falls; null when the round ended without one, or is open. */
  replyId: id.nullable(),
  opensRound: z.boolean(),
  startsOn: z.iso.date(),
  dueOn: z.iso.date().nullable(),
  /** What was set, as the working days of the new round; null: the statutory period. */
  roundDays: z.int().min(1).max(250).nullable(),
});
export type Order = z.infer<typeof Order>;
