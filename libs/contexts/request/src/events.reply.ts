import { MONEY_PORTIONS, portionFacet } from '@gongkai/figures';
import { Day, event } from '@gongkai/kernel';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { DeliveryRoute } from './decider.delivery-routes.js';
import { FeeBasis } from './decider.fee-rules.js';
import { applicantFacet, packLate } from './events.facets.js';
import { ApplicantKind, SupplyForm } from './events.kinds.js';
import { ReplyGround, ReplyKind, ReplyStatement } from './reply-kinds.js';

const requestId = z.string().min(1);
const replyId = z.string().min(1);
const feeId = z.string().min(1);
const by = z.string().min(1);
const applicantKind = ApplicantKind;
const round = z.int().positive();
const letter = z.string().nullable();
const fen = z.int().nonnegative();

/** One paper that leaves with a reply. */
export const ReplyContent = z.strictObject({
  digest: z.string().min(1),
  /** Neutral title, in clear. */
  title: z.string(),
  pages: z.int().nonnegative().nullable(),
  /** Parts were blacked out (区分处理, 条例第三十七条). */
  redacted: z.boolean(),
});
export type ReplyContent = z.infer<typeof ReplyContent>;

/** The way open against a reply: first to reconsideration, to either, or none of its own. */
export const Remedy = z.enum(['reconsiderationFirst', 'reconsiderationOrCourt', 'none']);
export type Remedy = z.infer<typeof Remedy>;

const replyEvents = {
  /** Drafted again under the same id, it takes the place of the draft before. */
  ReplyDrafted: event(
    z.strictObject({
      requestId,
      replyId,
      round,
      kind: ReplyKind,
      article: z.string(),
      ground: ReplyGround.nullable(),
      groundArticle: z.string().nullable(),
      /** What the reply says, sealed, and which of the required things it says. */
      text: Sealed.nullable(),
      statements: z.array(ReplyStatement),
      contents: z.array(ReplyContent),
      form: SupplyForm.nullable(),
      /** Of everything above; the secrecy review and the approval are of exactly this. */
      contentDigest: z.string().min(1),
      draftedBy: by,
      draftedOn: Day,
    }),
    { occurredOn: (data) => data.draftedOn },
  ),
  ReplyApproved: event(
    z.strictObject({
      requestId,
      replyId,
      contentDigest: z.string().min(1),
      approvedBy: by,
      approvedOn: Day,
    }),
    { occurredOn: (data) => data.approvedOn },
  ),
  ReplyIssued: event(
    z.strictObject({
      requestId,
      replyId,
      round,
      applicantKind,
      kind: ReplyKind,
      article: z.string(),
      ground: ReplyGround.nullable(),
      groundArticle: z.string().nullable(),
      contentDigest: z.string().min(1),
      remedy: Remedy,
      letter,
      issuedBy: by,
      issuedOn: Day,
    }),
    { occurredOn: (data) => data.issuedOn, facet: applicantFacet },
  ),
  /** 国办公开办函〔2016〕235号: given on the day of posting or of signing, by the route. */
  ReplyDelivered: event(
    z.strictObject({
      requestId,
      replyId,
      round,
      applicantKind,
      route: DeliveryRoute,
      handedOverOn: Day,
      signedOn: Day.nullable(),
      givenOn: Day,
      dueOn: Day.nullable(),
      late: z.boolean(),
      extended: z.boolean(),
      /** The rule this way of delivery offends against, when it does. */
      irregular: z.string().nullable(),
      recordedBy: by,
    }),
    { occurredOn: (data) => data.givenOn, facet: packLate },
  ),
  ReplyReturned: event(
    z.strictObject({
      requestId,
      replyId,
      returnedOn: Day,
      reason: z.enum(['unknownAddress', 'unclaimed', 'refused', 'other']),
      recordedBy: by,
    }),
    { occurredOn: (data) => data.returnedOn },
  ),
  /** The reply stays on record; the round that follows makes a new one. */
  ReplyUndone: event(
    z.strictObject({
      requestId,
      replyId,
      round,
      by: z.enum(['court', 'reconsideration', 'office']),
      reference: z.string(),
      recordedBy: by,
      on: Day,
    }),
    { occurredOn: (data) => data.on },
  ),
  RoundOpened: event(
    z.strictObject({
      requestId,
      round,
      applicantKind,
      startsOn: Day,
      /** Working days set by the court or the review body; null for the statutory period. */
      days: z.int().positive().nullable(),
      reason: z.string(),
    }),
    { occurredOn: (data) => data.startsOn, facet: applicantFacet },
  ),
};

const feeEvents = {
  FeeNoticed: event(
    z.strictObject({
      requestId,
      feeId,
      round,
      basis: FeeBasis,
      quantity: z.int().nonnegative(),
      /** What is asked: the tariff less the reduction. */
      amountFen: fen,
      reductionFen: fen,
      article: z.string(),
      payBy: Day.nullable(),
      letter,
      sentBy: by,
      sentOn: Day,
      late: z.boolean(),
    }),
    { occurredOn: (data) => data.sentOn },
  ),
  FeePaid: event(
    z.strictObject({
      requestId,
      feeId,
      amountFen: fen,
      paidOn: Day,
      /** After `payBy`. */
      late: z.boolean(),
      /** A late payment does not start the clock again. */
      counts: z.boolean(),
      recordedBy: by,
    }),
    { occurredOn: (data) => data.paidOn },
  ),
  /** A round part of what was paid: the parts are the amount, as figures count it (figures/portions). */
  FeeCounted: event(z.strictObject({ requestId, feeId, paidOn: Day, number: z.int().positive() }), {
    occurredOn: (data) => data.paidOn,
    facet: (data) => portionFacet(MONEY_PORTIONS, data.number, 0),
  }),
  FeeReduced: event(
    z.strictObject({
      requestId,
      feeId,
      byFen: fen,
      amountFen: fen,
      reason: z.string(),
      decidedBy: by,
      on: Day,
    }),
    { occurredOn: (data) => data.on },
  ),
  /** Nothing is left to pay; the clock goes on as after a payment. */
  FeeWaived: event(
    z.strictObject({ requestId, feeId, byFen: fen, reason: z.string(), decidedBy: by, on: Day }),
    { occurredOn: (data) => data.on },
  ),
};

const closingEvents = {
  /** 条例第四十四条第二款: an applicant may suggest that it be published. */
  PublicationSuggested: event(
    z.strictObject({
      requestId,
      suggestionId: z.string().min(1),
      text: Sealed.nullable(),
      suggestedOn: Day,
      recordedBy: by,
    }),
    { occurredOn: (data) => data.suggestedOn },
  ),
  PublicationSuggestionDecided: event(
    z.strictObject({
      requestId,
      suggestionId: z.string().min(1),
      taken: z.boolean(),
      reason: z.string(),
      /** The document of publication that came of it. */
      document: z.string().nullable(),
      decidedBy: by,
      on: Day,
    }),
    { occurredOn: (data) => data.on },
  ),
  /** 条例第四十五条: registration, review, handling, reply, archiving. */
  RequestArchived: event(
    z.strictObject({
      requestId,
      fileNumber: z.string(),
      retention: z.enum(['years10', 'years30', 'permanent']),
      archivedBy: by,
      on: Day,
    }),
    { occurredOn: (data) => data.on },
  ),
};

/** How a request is answered, paid for, undone and put away. */
export const answerEvents = { ...replyEvents, ...feeEvents, ...closingEvents };
