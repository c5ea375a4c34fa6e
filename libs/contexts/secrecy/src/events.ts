import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';
import { GroundCode, PassGroundCode } from './decider.grounds.js';

/** 主管部门 or 保密行政管理部门: whom to ask when unsure (条例第十七条第三款, 2007 第十四条第三款). */
export const GuidanceDepartment = z.enum(['departmentInCharge', 'secrecyDepartment']);
export type GuidanceDepartment = z.infer<typeof GuidanceDepartment>;
export const GuidanceOutcome = z.enum(['mayDisclose', 'mayNotDisclose']);
export type GuidanceOutcome = z.infer<typeof GuidanceOutcome>;
export const Edition = z.enum(['2007', '2019']);
export type Edition = z.infer<typeof Edition>;

/** Every event names the thing reviewed and the digest of exactly the content it is about. */
const of = { subject: z.string().min(1), contentDigest: z.string().min(1) };
/** The agency the reviewer was lent by; null when the office used its own reviewer. */
const borrowedFrom = z.string().nullable();

/** What was reviewed, so that figures tell papers to publish from replies to requests. */
export const SecrecyHost = z.enum(['document', 'reply']);
export type SecrecyHost = z.infer<typeof SecrecyHost>;

/** These events live in the stream of the thing reviewed (decision record 0008). */
export const secrecyEvents = {
  SecrecyReviewRequested: event(
    z.strictObject({ ...of, requestedBy: z.string(), requestedOn: Day }),
    { occurredOn: (data) => data.requestedOn },
  ),
  SecrecyGuidanceAsked: event(
    z.strictObject({
      ...of,
      department: GuidanceDepartment,
      name: z.string(),
      question: z.string(),
      askedBy: z.string(),
      askedOn: Day,
    }),
    { occurredOn: (data) => data.askedOn },
  ),
  SecrecyGuidanceAnswered: event(
    z.strictObject({
      ...of,
      outcome: GuidanceOutcome,
      answer: z.string(),
      /** Digest of the letter, when it was kept. */
      letter: z.string().nullable(),
      answeredOn: Day,
    }),
    { occurredOn: (data) => data.answeredOn },
  ),
  SecrecyReviewPassed: event(
    z.strictObject({
      ...of,
      ground: PassGroundCode,
      edition: Edition,
      article: z.string(),
      remark: z.string(),
      reviewedBy: z.string(),
      borrowedFrom,
      reviewedOn: Day,
    }),
    { occurredOn: (data) => data.reviewedOn },
  ),
  SecrecyReviewRefused: event(
    z.strictObject({
      ...of,
      ground: GroundCode,
      edition: Edition,
      article: z.string(),
      explanation: z.string(),
      reviewedBy: z.string(),
      borrowedFrom,
      reviewedOn: Day,
      /** Null: recorded before it was said. */
      host: SecrecyHost.nullable(),
    }),
    {
      upcasts: [(old: object) => ({ ...old, host: null })],
      occurredOn: (data) => data.reviewedOn,
      facet: (data) => Number(data.host === 'reply'),
    },
  ),
  SecrecyReviewVoided: event(
    z.strictObject({
      ...of,
      reason: z.enum(['contentRevised', 'inspectionFinding', 'reevaluated']),
      voidedOn: Day,
    }),
    {
      // Version 2 knows one reason more.
      upcasts: [(old: object) => old],
      occurredOn: (data) => data.voidedOn,
    },
  ),
};
export type SecrecyEvent = EventOf<typeof secrecyEvents>;
