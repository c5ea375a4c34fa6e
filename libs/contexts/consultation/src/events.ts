import { Day, event, type EventOf } from '@gongkai/kernel';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';

/**
 * 第三方 whose rights are touched (条例第三十二条), an agency that made the information together with
 * ours (条例第三十四条), or another agency asked for its view (条例第三十三条第三款).
 */
export const ConsultationKind = z.enum(['thirdParty', 'jointMaker', 'otherAgency']);
export type ConsultationKind = z.infer<typeof ConsultationKind>;
export const ConsultationRoute = z.enum(['inPerson', 'post', 'email', 'online', 'fax', 'other']);
export type ConsultationRoute = z.infer<typeof ConsultationRoute>;
export const ConsultationAnswer = z.enum(['consents', 'objects', 'partly']);
export type ConsultationAnswer = z.infer<typeof ConsultationAnswer>;
export const ReturnReason = z.enum(['unknownAddress', 'unclaimed', 'refused', 'other']);
export type ReturnReason = z.infer<typeof ReturnReason>;
/** What silence means by law: consent of a joint maker; with a third party the agency decides. */
export const SilenceEffect = z.enum(['agreed', 'agencyDecides']);
export type SilenceEffect = z.infer<typeof SilenceEffect>;

/** `subject` is the case in whose stream the consultation lives. */
const of = { subject: z.string().min(1), consultationId: z.string().min(1) };
const by = z.string().min(1);
/** Digest of the letter as it went out, sealed in the blobs. */
const letter = z.string().nullable();

/** These events live in the stream of the case that asks (decision record 0008). */
export const consultationEvents = {
  ConsultationSent: event(
    z.strictObject({
      ...of,
      kind: ConsultationKind,
      /** The agency asked when it is one of this government. */
      agency: z.string().nullable(),
      /** The name of the agency asked; never that of a person. */
      name: z.string().nullable(),
      addressee: Sealed.nullable(),
      route: ConsultationRoute,
      letter,
      sentBy: by,
      sentOn: Day,
    }),
    { occurredOn: (data) => data.sentOn },
  ),
  ConsultationDelivered: event(
    z.strictObject({
      ...of,
      deliveredOn: Day,
      /** The last day to answer as the tables stood then; null where the law sets none. */
      answerBy: Day.nullable(),
      recordedBy: by,
    }),
    { occurredOn: (data) => data.deliveredOn },
  ),
  ConsultationReturned: event(
    z.strictObject({ ...of, returnedOn: Day, reason: ReturnReason, recordedBy: by }),
    { occurredOn: (data) => data.returnedOn },
  ),
  ConsultationAnswered: event(
    z.strictObject({
      ...of,
      answer: ConsultationAnswer,
      /** Whether the ground of a refusal is reasonable, as the agency finds; null with consent. */
      reasonable: z.boolean().nullable(),
      text: Sealed.nullable(),
      answeredOn: Day,
      late: z.boolean(),
      recordedBy: by,
    }),
    { occurredOn: (data) => data.answeredOn },
  ),
  ConsultationSilent: event(
    z.strictObject({ ...of, effect: SilenceEffect, dueOn: Day, notedOn: Day }),
    { occurredOn: (data) => data.notedOn },
  ),
  /** 条例第三十二条: disclosed in the public interest all the same; the third party is told in writing. */
  OverrideNoticed: event(
    z.strictObject({
      ...of,
      /** What is disclosed and why, as told to the third party. */
      reason: Sealed,
      letter,
      decidedBy: by,
      noticedOn: Day,
    }),
    { occurredOn: (data) => data.noticedOn },
  ),
};
export type ConsultationEvent = EventOf<typeof consultationEvents>;
