import { Day, event } from '@gongkai/kernel';
import { z } from 'zod';
import { applicantFacet, packLate } from './events.facets.js';
import { ApplicantKind, Outcome } from './events.kinds.js';

/** On what a case handled elsewhere is taken over. */
export const AttestedProof = z.strictObject({
  kind: z.enum(['website', 'gazette', 'paper', 'report', 'register', 'other']),
  reference: z.string().min(1),
});

/** What does not agree within an entry of a register kept elsewhere; it is kept, never settled. */
export const AttestedDefect = z.enum([
  'numberTwice',
  'twoDispositions',
  'dispositionMissing',
  'endMissing',
  'endBeforeReceipt',
  'confirmedBeforeReceipt',
  'daysMissing',
  'daysUnreadable',
  'daysDiffer',
]);
export type AttestedDefect = z.infer<typeof AttestedDefect>;

const count = z.int().nonnegative();

/** The entry in its own words, as far as they are words of the mapping: never free text. */
export const StatedEntry = z.strictObject({
  /** The number as printed; ours differs when it was printed twice. */
  number: z.string().min(1),
  confirmedOn: Day.nullable(),
  endedOn: Day.nullable(),
  /** Working days it is said to have taken: `17`, `<1`. */
  days: z
    .string()
    .regex(/^<?\d{1,5}$/)
    .nullable(),
  daysTolled: count.nullable(),
  disposition: z.string().nullable(),
  secondDisposition: z.string().nullable(),
  /** What the second one by itself would mean, when it is not of a piece with the first. */
  secondOutcome: Outcome.nullable(),
});
export type StatedEntry = z.infer<typeof StatedEntry>;

/** What the source does not say and who imported it chose, with the reason given. */
export const Assumption = z.strictObject({
  field: z.enum(['channel', 'applicantKind', 'daysAllowed']),
  value: z.string(),
  reason: z.string().min(1),
});

/** Cases that were handled elsewhere and are only taken over: no step in between is made up. */
export const attestedEvents = {
  RequestAttested: event(
    z.strictObject({
      requestId: z.string().min(1),
      applicantKind: ApplicantKind,
      receivedOn: Day,
      proof: AttestedProof,
      attestedBy: z.string().min(1),
      /** Working days its own law allowed, tolled days included; null: the Regulations apply. */
      daysAllowed: z.int().positive().nullable(),
      stated: StatedEntry,
      /** What the mapping makes of the disposition; a fact only where OutcomeAttested follows. */
      outcome: Outcome.nullable(),
      assumed: z.array(Assumption),
      defects: z.array(AttestedDefect),
      /** Working days counted to the end by the calendar of this revision. */
      daysCounted: count.nullable(),
      calendar: count,
      recordedBy: z.string().min(1),
    }),
    { occurredOn: (data) => data.receivedOn, facet: applicantFacet },
  ),
  /** Answered or ended elsewhere; who drafted, reviewed and signed it is not known here. */
  OutcomeAttested: event(
    z.strictObject({
      requestId: z.string().min(1),
      round: z.int().positive(),
      applicantKind: ApplicantKind,
      outcome: Outcome,
      endedOn: Day,
      dueOn: Day.nullable(),
      late: z.boolean(),
      attestedBy: z.string().min(1),
    }),
    { occurredOn: (data) => data.endedOn, facet: packLate },
  ),
};
