import { addDays } from '@gongkai/calendar';
import { Day, event } from '@gongkai/kernel';
import { Edition } from '@gongkai/secrecy';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { packConcluded, packLate } from './events.facets.js';
import {
  ApplicantKind,
  ClarificationItem,
  Defect,
  IdentityKind,
  Outcome,
  RequestFile,
  Supply,
} from './events.kinds.js';

const requestId = z.string().min(1);
const by = z.string().min(1);
const applicantKind = ApplicantKind;
const round = z.int().positive();
const letter = z.string().nullable();
const concluded = { requestId, round, applicantKind, outcome: Outcome, extended: z.boolean() };
const concludedFacet = (data: {
  round: number;
  applicantKind: ApplicantKind;
  outcome: Outcome;
  extended: boolean;
}) => packConcluded({ ...data, laterRound: data.round > 1 });

export const DeadlineCause = z.enum([
  'receipt',
  'confirmation',
  'receiptCorrection',
  'edition',
  'clarification',
  'clarificationAnswer',
  'consultation',
  'extension',
  'excess',
  'fee',
  'payment',
  'round',
  'reopening',
  'other',
]);
export type DeadlineCause = z.infer<typeof DeadlineCause>;

/** What happens between receipt and reply, and what the clock makes of it. */
export const courseEvents = {
  /** 条例第三十条: once, in full, within seven working days; a later one is recorded as late. */
  ClarificationRequested: event(
    z.strictObject({
      requestId,
      applicantKind,
      items: z.array(ClarificationItem),
      /** What to put right, in words; may quote the applicant. */
      text: Sealed.nullable(),
      respondBy: Day,
      letter,
      sentBy: by,
      sentOn: Day,
      late: z.boolean(),
    }),
    { occurredOn: (data) => data.sentOn, facet: packLate },
  ),
  ClarificationReceived: event(
    z.strictObject({
      requestId,
      receivedOn: Day,
      /** After `respondBy`. */
      late: z.boolean(),
      /** The good reason (正当理由) of a late one, as the office accepts it. */
      goodReason: z.string().nullable(),
      /** A late one without good reason does not start the clock again. */
      counts: z.boolean(),
      description: Sealed.nullable(),
      applicant: Sealed.nullable(),
      contact: Sealed.nullable(),
      agent: Sealed.nullable(),
      identityKind: IdentityKind.nullable(),
      identityMac: z.string().nullable(),
      files: z.array(RequestFile),
      supply: Supply.nullable(),
      /** What is still wrong after it. */
      defects: z.array(Defect),
      recordedBy: by,
    }),
    { occurredOn: (data) => data.receivedOn },
  ),
  /** 视为放弃 by law on `on`, the day after the last one to act, whenever it was noted. */
  RequestAbandoned: event(
    z.strictObject({
      requestId,
      round,
      cause: z.enum(['notClarified', 'feeUnpaid']),
      on: Day,
      notedOn: Day,
    }),
    { occurredOn: (data) => data.on },
  ),
  /** 条例第三十三条第二款: with the consent of the head of the disclosure office, and told. */
  ExtensionGranted: event(
    z.strictObject({
      requestId,
      round,
      days: z.int().positive(),
      consentedBy: by,
      reason: z.string(),
      grantedOn: Day,
      noticedOn: Day,
      letter,
      /** Told after the period had ended: it stays on record, and the period stays as it was. */
      late: z.boolean(),
    }),
    { occurredOn: (data) => data.grantedOn },
  ),
  /** 条例第三十五条: number or frequency beyond reason. */
  ExcessReasonsAsked: event(
    z.strictObject({ requestId, askedBy: by, askedOn: Day, answerBy: Day.nullable(), letter }),
    { occurredOn: (data) => data.askedOn },
  ),
  ExcessReasonsGiven: event(
    z.strictObject({ requestId, reasons: Sealed, givenOn: Day, recordedBy: by }),
    { occurredOn: (data) => data.givenOn },
  ),
  ExcessDecided: event(
    z.strictObject({
      requestId,
      reasonable: z.boolean(),
      /** The end of the reasonable delayed period, told to the applicant; only when reasonable. */
      delayedTo: Day.nullable(),
      reason: z.string(),
      decidedBy: by,
      decidedOn: Day,
    }),
    { occurredOn: (data) => data.decidedOn },
  ),
  RequestWithdrawn: event(
    z.strictObject({ requestId, round, on: Day, text: Sealed.nullable(), recordedBy: by }),
    { occurredOn: (data) => data.on },
  ),
  /** The due day after a fact of the case that moved it. */
  DeadlineSet: event(
    z.strictObject({
      requestId,
      round,
      edition: Edition,
      startsOn: Day.nullable(),
      dueOn: Day.nullable(),
      provisional: z.boolean(),
      /** Revision of the calendar by which it was reckoned; 0 are the built-in tables. */
      calendar: z.int().nonnegative(),
      cause: DeadlineCause,
    }),
  ),
  /** The due day after a notice on the working calendar; of a case still open only. */
  DeadlineMoved: event(
    z.strictObject({
      requestId,
      round,
      from: Day.nullable(),
      to: Day.nullable(),
      startsOn: Day.nullable(),
      provisional: z.boolean(),
      calendar: z.int().nonnegative(),
      notice: z.string().nullable(),
      reason: z.string(),
    }),
  ),
  /** Late since the day after `dueOn`, whenever the watch noted it; once per round and due day. */
  DeadlineMissed: event(
    z.strictObject({ requestId, applicantKind, round, dueOn: Day, notedOn: Day }),
    { occurredOn: (data) => addDays(data.dueOn, 1), facet: packMissed },
  ),
  /** Ends the round, in the same command as what ended it. */
  RequestConcluded: event(z.strictObject({ ...concluded, concludedOn: Day }), {
    occurredOn: (data) => data.concludedOn,
    facet: concludedFacet,
  }),
  /** Takes back the conclusion of this round (its outcome is repeated, to be counted off). */
  RequestReopened: event(
    z.strictObject({
      ...concluded,
      cause: z.enum(['clarifiedInTime', 'goodReason', 'paidInTime']),
      on: Day,
    }),
    { occurredOn: (data) => data.on, facet: concludedFacet },
  ),
};

function packMissed(data: { applicantKind: ApplicantKind }): number {
  return packLate({ applicantKind: data.applicantKind, late: true });
}
