import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';
import { Attribute, Genre, Ground, normOf, PublicItem } from './decider.content.js';

const documentId = z.string().min(1);
const by = z.string().min(1);
const digest = z.string().min(1);
/** How a fact about a published paper counts: 规章, 规范性文件, and whether it was in force. */
export const counted = { genre: Genre, normative: z.boolean(), wasInForce: z.boolean() };
export const countedFacet = (data: { genre: Genre; normative: boolean; wasInForce: boolean }) =>
  normOf(data) * 2 + Number(data.wasInForce);
/** norm before × norm after × in force × late. */
export const correctedFacet = (data: {
  normBefore: number;
  normAfter: number;
  inForce: boolean;
  late: boolean;
}) => ((data.normBefore * 3 + data.normAfter) * 2 + Number(data.inForce)) * 2 + Number(data.late);

/**
 * The limit that is running: from formation or of a change, since when, and its last day. Without a day
 * where nothing can be late as yet, because the day of formation is not known for sure.
 */
export const Running = z.strictObject({
  of: z.enum(['formation', 'change']),
  /** Only what is meant for the public can fall late. */
  attribute: Attribute.nullable(),
  from: Day.nullable(),
  publishBy: Day.nullable(),
});
export type Running = z.infer<typeof Running>;

/** Which revision of the calendar a day now follows, and the event and words that changed it. */
const calendarChange = {
  calendar: z.int().nonnegative(),
  notice: z.string(),
  reason: z.string(),
};

export const Finding = z.strictObject({
  aspect: z.enum(['format', 'secrecy', 'display']),
  remark: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** What happens to a document after it has reached the public, or was kept from it. */
export const afterEvents = {
  InspectionRecorded: event(
    z.strictObject({
      documentId,
      passed: z.boolean(),
      findings: z.array(Finding),
      inspectedBy: by,
      inspectedOn: Day,
    }),
    { occurredOn: (data) => data.inspectedOn, facet: (data) => Number(data.passed) },
  ),
  DocumentCorrected: event(
    z.strictObject({
      documentId,
      version: z.int().positive(),
      contentDigest: digest,
      reason: z.string(),
      correctedBy: by,
      correctedOn: Day,
      changedOn: Day.nullable(),
      dueOn: Day.nullable(),
      late: z.boolean(),
      /** 规章 or 规范性文件 before and after, so that the stock in force stays right. */
      normBefore: z.int().min(0).max(2),
      inForce: z.boolean(),
      item: PublicItem,
    }),
    {
      occurredOn: (data) => data.correctedOn,
      facet: (data) => correctedFacet({ ...data, normAfter: normOf(data.item.content) }),
    },
  ),
  DocumentWithdrawn: event(
    z.strictObject({
      documentId,
      cause: z.enum(['inspection', 'attributeMoved', 'secrecyRefused', 'error', 'other']),
      reason: z.string(),
      withdrawnBy: by,
      withdrawnOn: Day,
      ...counted,
    }),
    {
      // Version 2 knows one cause more.
      upcasts: [(old: object) => old],
      occurredOn: (data) => data.withdrawnOn,
      facet: countedFacet,
    },
  ),
  DocumentReplaced: event(
    z.strictObject({ documentId, by: z.string(), replacedOn: Day, ...counted }),
    { occurredOn: (data) => data.replacedOn, facet: countedFacet },
  ),
  DocumentRepealed: event(
    z.strictObject({ documentId, basis: z.string(), repealedOn: Day, ...counted }),
    { occurredOn: (data) => data.repealedOn, facet: countedFacet },
  ),
  AttributeMoved: event(
    z.strictObject({
      documentId,
      from: Attribute,
      to: Attribute,
      ground: Ground.nullable(),
      reason: z.string(),
      contentDigest: digest,
      movedBy: by,
      reevaluateOn: Day.nullable(),
    }),
    {
      facet: (data) =>
        Attribute.options.indexOf(data.from) * 3 + Attribute.options.indexOf(data.to),
    },
  ),
  WithholdingReevaluated: event(
    z.strictObject({
      documentId,
      outcome: z.enum(['kept', 'released']),
      ground: Ground.nullable(),
      reason: z.string(),
      reevaluatedBy: by,
      reevaluatedOn: Day,
      nextOn: Day.nullable(),
      /** Let go and never public: the last day to publish it in time. */
      publishBy: Day.nullable(),
    }),
    {
      upcasts: [(old: object) => ({ ...old, publishBy: null })],
      occurredOn: (data) => data.reevaluatedOn,
      facet: (data) => Number(data.outcome === 'released'),
    },
  ),
  ReevaluationDueNoted: event(z.strictObject({ documentId, dueOn: Day, notedOn: Day })),
  PublicationLatenessNoted: event(z.strictObject({ documentId, dueOn: Day, notedOn: Day })),
  /** Another limit than it was drafted with: that of a law, or null, the 20 working days. */
  PublicationLimitSet: event(
    z.strictObject({
      documentId,
      limit: z.strictObject({ workingDays: z.int().positive(), article: z.string() }).nullable(),
      reason: z.string(),
      setBy: by,
      running: Running.nullable(),
    }),
  ),
  /** A notice on the working calendar moved the last day to publish in time. */
  PublicationDueMoved: event(
    z.strictObject({ documentId, from: Day.nullable(), to: Day, ...calendarChange }),
  ),
  /** … or the last day to answer for an agency that was asked. */
  CoordinationDueMoved: event(
    z.strictObject({
      documentId,
      party: z.string(),
      external: z.boolean(),
      from: Day,
      to: Day,
      ...calendarChange,
    }),
  ),
  DocumentDelivered: event(
    z.strictObject({
      documentId,
      to: z.enum(['archive', 'library']),
      place: z.string(),
      deliveredBy: by,
      deliveredOn: Day,
    }),
    { occurredOn: (data) => data.deliveredOn, facet: (data) => Number(data.to === 'library') },
  ),
};

/** One issue of the government's gazette (政府公报); items enter it through their own publication. */
export const gazetteIssueEvents = {
  GazetteIssuePlanned: event(
    z.strictObject({
      issueId: z.string(),
      year: z.int(),
      number: z.int().positive(),
      title: z.string(),
    }),
  ),
  /** Where the public can pick it up (条例第二十五条). */
  PickUpPointAdded: event(z.strictObject({ issueId: z.string(), place: z.string() })),
  PickUpPointRemoved: event(z.strictObject({ issueId: z.string(), place: z.string() })),
  GazetteIssueReleased: event(
    z.strictObject({ issueId: z.string(), releasedOn: Day, copies: z.int().min(0) }),
    { occurredOn: (data) => data.releasedOn },
  ),
  /** The issue as it should have been recorded. */
  GazetteIssueCorrected: event(
    z.strictObject({
      issueId: z.string(),
      title: z.string(),
      releasedOn: Day.nullable(),
      copies: z.int().min(0).nullable(),
      reason: z.string(),
      correctedBy: by,
    }),
  ),
  /** It has not come out after all. */
  GazetteReleaseVoided: event(
    z.strictObject({ issueId: z.string(), releasedOn: Day, reason: z.string(), voidedBy: by }),
    { occurredOn: (data) => data.releasedOn },
  ),
};
export type GazetteIssueEvent = EventOf<typeof gazetteIssueEvents>;
