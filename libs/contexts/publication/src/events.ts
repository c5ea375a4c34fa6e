import { ColumnClass } from '@gongkai/catalogue';
import { Day, event, type EventOf } from '@gongkai/kernel';
import { secrecyEvents, type SecrecyEvent } from '@gongkai/secrecy';
import { z } from 'zod';
import { afterEvents } from './events.after.js';
import {
  Attribute,
  Content,
  Genre,
  Ground,
  normOf,
  PublicItem,
  SecrecyMark,
} from './decider.content.js';
import { counting, place, placementFacet } from './events.placement.js';
import { voidEvents } from './events.void.js';

const documentId = z.string().min(1);
const by = z.string().min(1);
const digest = z.string().min(1);
const party = { party: z.string(), external: z.boolean() };
const placed = { column: z.string(), columnClass: ColumnClass };
const placement = { ...place, ...counting, contentDigest: digest };

/** What is shown for a document taken over as already public elsewhere. */
export const Proof = z.strictObject({
  kind: z.enum(['website', 'gazette', 'paper', 'report', 'register', 'other']),
  reference: z.string(),
  digest: z.string().nullable(),
});

const draftEvents = {
  DocumentDrafted: event(
    z.strictObject({
      documentId,
      agency: z.string().nullable(),
      author: by,
      ...placed,
      content: Content,
      contentDigest: digest,
      /** Another limit than 20 working days, set by a law (条例第二十六条). */
      limit: z.strictObject({ workingDays: z.int().positive(), article: z.string() }).nullable(),
      /** Last day to publish in time; null when nothing can be late. */
      publishBy: Day.nullable(),
    }),
  ),
  DocumentContentRevised: event(
    z.strictObject({
      documentId,
      content: Content,
      contentDigest: digest,
      revisedBy: by,
      /** The day the information itself changed, when that is why (条例第二十六条 变更). */
      changedOn: Day.nullable(),
      publishBy: Day.nullable(),
    }),
  ),
  DocumentColumnAssigned: event(z.strictObject({ documentId, ...placed })),
  DraftAbandoned: event(
    z.strictObject({
      documentId,
      reason: z.string(),
      /** Given back: it had one when its publication was recorded by mistake. */
      indexNumber: z.string().nullable(),
    }),
    // Version 2 gives back the index number.
    { upcasts: [(old: object) => ({ ...old, indexNumber: null })] },
  ),
  HandledOutsideNoted: event(
    z.strictObject({
      documentId,
      agency: z.string().nullable(),
      mark: SecrecyMark,
      notedBy: by,
      notedOn: Day,
    }),
    { occurredOn: (data) => data.notedOn },
  ),
  DocumentAttested: event(
    z.strictObject({
      documentId,
      ...placement,
      item: PublicItem,
      proof: Proof,
      attestedBy: by,
      recordedBy: by,
    }),
    {
      occurredOn: (data) => data.publishedOn,
      facet: (data) => placementFacet({ ...data, entered: true }),
    },
  ),
  /** The same old item in a further channel, on the same proof. */
  PublicationAttested: event(
    z.strictObject({ documentId, ...placement, proof: Proof, attestedBy: by }),
    {
      occurredOn: (data) => data.publishedOn,
      facet: (data) => placementFacet({ ...data, entered: false }),
    },
  ),
};

const approvalEvents = {
  AttributeProposed: event(
    z.strictObject({
      documentId,
      attribute: Attribute,
      ground: Ground.nullable(),
      reason: z.string(),
      /** Filled in from the genre, not by a person. */
      prefilled: z.boolean(),
      proposedBy: by,
    }),
  ),
  CoordinationAsked: event(
    z.strictObject({
      documentId,
      ...party,
      contentDigest: digest,
      askedOn: Day,
      dueOn: Day,
      silenceConsents: z.boolean(),
      /** Working days to answer in; null: recorded before it was said. */
      withinDays: z.int().positive().nullable(),
    }),
    {
      upcasts: [(old: object) => ({ ...old, withinDays: null })],
      occurredOn: (data) => data.askedOn,
    },
  ),
  CoordinationConfirmed: event(
    z.strictObject({ documentId, ...party, answeredBy: by, answeredOn: Day, late: z.boolean() }),
    { occurredOn: (data) => data.answeredOn },
  ),
  CoordinationObjected: event(
    z.strictObject({
      documentId,
      ...party,
      reason: z.string(),
      answeredBy: by,
      answeredOn: Day,
      late: z.boolean(),
    }),
    { occurredOn: (data) => data.answeredOn },
  ),
  CoordinationSilenceNoted: event(
    z.strictObject({ documentId, ...party, dueOn: Day, notedOn: Day, consents: z.boolean() }),
    { occurredOn: (data) => data.notedOn },
  ),
  CoordinationSettled: event(
    z.strictObject({ documentId, ...party, reason: z.string(), settledBy: by, settledOn: Day }),
    { occurredOn: (data) => data.settledOn },
  ),
  AttributeDecided: event(
    z.strictObject({
      documentId,
      attribute: Attribute,
      ground: Ground.nullable(),
      reason: z.string(),
      contentDigest: digest,
      decidedBy: by,
      /** When what is withheld is looked at again (条例第十八条). */
      reevaluateOn: Day.nullable(),
    }),
    { facet: (data) => Attribute.options.indexOf(data.attribute) },
  ),
  DocumentApproved: event(
    z.strictObject({
      documentId,
      attribute: Attribute,
      contentDigest: digest,
      approvedBy: by,
      approvedOn: Day,
      /** The first approval issues the paper; later ones approve corrections. */
      first: z.boolean(),
      genre: Genre,
      normative: z.boolean(),
    }),
    {
      occurredOn: (data) => data.approvedOn,
      facet: (data) =>
        (normOf(data) * 3 + Attribute.options.indexOf(data.attribute)) * 2 + Number(data.first),
    },
  ),
  DocumentReturned: event(
    z.strictObject({
      documentId,
      stage: z.enum(['approval', 'inspection']),
      reason: z.string(),
      returnedBy: by,
    }),
  ),
};

const releaseEvents = {
  DocumentPublished: event(
    z.strictObject({
      documentId,
      ...placement,
      /** The content newly reaches the public: `item` is what it then sees. */
      entered: z.boolean(),
      item: PublicItem.nullable(),
      submission: z.int().positive().nullable(),
      gazetteIssue: z.string().nullable(),
    }),
    { occurredOn: (data) => data.publishedOn, facet: placementFacet },
  ),
  SubmissionSent: event(
    z.strictObject({
      documentId,
      submission: z.int().positive(),
      to: z.string(),
      site: z.string(),
      contentDigest: digest,
      sentOn: Day,
    }),
    { occurredOn: (data) => data.sentOn },
  ),
  SubmissionTaken: event(
    z.strictObject({
      documentId,
      submission: z.int().positive(),
      takenOn: Day,
      url: z.string().nullable(),
    }),
    { occurredOn: (data) => data.takenOn },
  ),
  SubmissionReturned: event(
    z.strictObject({
      documentId,
      submission: z.int().positive(),
      returnedOn: Day,
      reason: z.string(),
    }),
    { occurredOn: (data) => data.returnedOn },
  ),
};

export const publicationEvents = {
  ...draftEvents,
  ...approvalEvents,
  ...releaseEvents,
  ...afterEvents,
  ...voidEvents,
};
export type PublicationEvent = EventOf<typeof publicationEvents>;
/** The stream of a document also holds its secrecy review (decision record 0008). */
export const documentEvents = { ...publicationEvents, ...secrecyEvents };
export type DocumentEvent = PublicationEvent | SecrecyEvent;
