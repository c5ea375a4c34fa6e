import { Day, event } from '@gongkai/kernel';
import { z } from 'zod';
import { SecrecyMark } from './decider.content.js';
import { counted, countedFacet, correctedFacet, Running } from './events.after.js';
import { counting, place, recordFacet } from './events.placement.js';

const documentId = z.string().min(1);
const voided = { reason: z.string(), voidedBy: z.string().min(1) };

/** By this it may be published as it stands, and waits for that. */
const ready = z.boolean();

/** One record of a publication as it counts, by its number within the document. */
const publication = {
  documentId,
  publication: z.int().positive(),
  ...place,
  ...counting,
  entered: z.boolean(),
  column: z.string(),
  gazetteIssue: z.string().nullable(),
  submission: z.int().positive().nullable(),
  /** It counts as the issue of the paper too: the first publication of an attested item. */
  issued: z.boolean(),
  /** The public has it now; false for what was withdrawn since. */
  shown: z.boolean(),
};
/**
 * Mistaken records taken back or put right. Each bears the day the mistaken one was counted on, so
 * that the figures of that day are put right, and not those of today.
 */
export const voidEvents = {
  /** How a publication is recorded now, in place of the record `of`. */
  PublicationRestated: event(
    z.strictObject({
      ...publication,
      of: z.int().positive(),
      /** Null: its own record was right and counts otherwise because another was not. */
      reason: z.string().nullable(),
      restatedBy: z.string().min(1),
    }),
    { occurredOn: (data) => data.publishedOn, facet: recordFacet },
  ),
  /** A record that is no longer counted: mistaken, or restated. */
  PublicationVoided: event(
    z.strictObject({
      ...publication,
      /** Null: as with `PublicationRestated`. */
      reason: z.string().nullable(),
      voidedBy: z.string().min(1),
      /** No other publication is left of the time it was before the public. */
      last: z.boolean(),
      running: Running.nullable(),
      ready,
      /** None of the records that are left rests on the attestation any more. */
      unattested: z.boolean(),
      /** Nothing at all is left of an attested item: it is closed, and its index number given back. */
      closed: z.boolean(),
      indexNumber: z.string().nullable(),
    }),
    { occurredOn: (data) => data.publishedOn, facet: recordFacet },
  ),
  /** A correction of what, as it turned out, was never public. */
  CorrectionVoided: event(
    z.strictObject({
      documentId,
      version: z.int().positive(),
      correctedOn: Day,
      column: z.string(),
      late: z.boolean(),
      normBefore: z.int().min(0).max(2),
      normAfter: z.int().min(0).max(2),
      inForce: z.boolean(),
      ...voided,
    }),
    { occurredOn: (data) => data.correctedOn, facet: correctedFacet },
  ),
  WithdrawalVoided: event(z.strictObject({ documentId, withdrawnOn: Day, ...counted, ...voided }), {
    occurredOn: (data) => data.withdrawnOn,
    facet: countedFacet,
  }),
  /** A repeal or replacement that never was. */
  EndingVoided: event(
    z.strictObject({
      documentId,
      ending: z.enum(['repealed', 'replaced']),
      endedOn: Day,
      ...counted,
      ...voided,
      running: Running.nullable(),
      ready,
    }),
    { occurredOn: (data) => data.endedOn, facet: countedFacet },
  ),
  /** What was last recorded of a submission: its outcome, or, where none was, that it was sent. */
  SubmissionVoided: event(
    z.strictObject({
      documentId,
      submission: z.int().positive(),
      what: z.enum(['sent', 'taken', 'returned']),
      on: Day,
      ...voided,
    }),
    {
      occurredOn: (data) => data.on,
      facet: (data) => ['sent', 'taken', 'returned'].indexOf(data.what),
    },
  ),
  HandledOutsideVoided: event(
    z.strictObject({ documentId, mark: SecrecyMark, notedOn: Day, ...voided }),
    { occurredOn: (data) => data.notedOn },
  ),
};
