import { Day, Line, Text } from '@gongkai/kernel';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { DeliveryRoute } from './decider.delivery-routes.js';
import { FeeBasis } from './decider.fee-rules.js';
import { SupplyForm } from './events.kinds.js';
import { ReplyContent } from './events.reply.js';
import { ReplyGround, ReplyKind, ReplyStatement } from './reply-kinds.js';

const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const letter = digest.nullable().default(null);
const reason = Text(2000);
const on = Day.optional();
const replyId = id;
const feeId = id;

/** Ids of replies, fees and suggestions are given by the handler, which derives them. */
export const replyShapes = {
  draftReply: {
    replyId,
    kind: ReplyKind,
    ground: ReplyGround.nullable().default(null),
    /** As the officer names it, to be refused when it is another; the rule names it otherwise. */
    article: Line(100).nullable().default(null),
    text: Sealed.nullable().default(null),
    statements: z.array(ReplyStatement).max(20).default([]),
    contents: z
      .array(ReplyContent.extend({ digest, title: Line(300) }))
      .max(200)
      .default([]),
    form: SupplyForm.nullable().default(null),
    on,
  },
  approveReply: { replyId, on },
  issueReply: { replyId, letter, on },
  recordDelivery: {
    replyId,
    route: DeliveryRoute,
    handedOverOn: Day.optional(),
    signedOn: Day.nullable().default(null),
  },
  recordReturnedMail: {
    replyId,
    reason: z.enum(['unknownAddress', 'unclaimed', 'refused', 'other']).default('other'),
    on,
  },
  undoReply: {
    /** Null: the round ended without a reply, and that end is undone. */
    replyId: replyId.nullable(),
    by: z.enum(['court', 'reconsideration', 'office']),
    reference: Line(200),
    /** The day the new round begins; without one, the day it was undone. */
    startsOn: Day.optional(),
    days: z.int().min(1).max(250).nullable().default(null),
    reason,
    on,
  },
  noticeFee: {
    feeId,
    basis: FeeBasis,
    quantity: z.int().min(0).max(1_000_000),
    /** Only for cost, which no tariff gives. */
    costFen: z.int().min(0).max(1_000_000_000).nullable().default(null),
    reductionFen: z.int().min(0).max(1_000_000_000).default(0),
    /** The day the applicant got the notice, from which the time to pay runs; else that of sending. */
    receivedOn: Day.nullable().default(null),
    letter,
    on,
  },
  recordPayment: { feeId, amountFen: z.int().min(0).max(1_000_000_000), on },
  reduceFee: { feeId, byFen: z.int().min(1).max(1_000_000_000), reason, on },
  suggestPublication: { suggestionId: id, text: Sealed.nullable().default(null), on },
  decideSuggestion: {
    suggestionId: id,
    taken: z.boolean(),
    reason,
    document: id.nullable().default(null),
    on,
  },
  archive: {
    fileNumber: Line(100),
    retention: z.enum(['years10', 'years30', 'permanent']).default('years10'),
    on,
  },
} as const;
