import { event, Day, type EventOf } from '@gongkai/kernel';
import { ApplicantKind, IdentityKind } from '@gongkai/request';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { packAppeal, type AppealFacet } from './events.facets.js';
import {
  AppealFile,
  Body,
  BodyKind,
  Challenged,
  CHALLENGE_KINDS,
  DecisionOutcome,
  EndCause,
  LawEdition,
  Material,
  Order,
  Procedure,
  Reckoned,
  RefusalGround,
  Relief,
  SuspensionCause,
  TableOutcome,
} from './events.kinds.js';

const reconsiderationId = z.string().min(1);
const by = z.string().min(1);
const on = { occurredOn: (data: { on: string }) => data.on };
/** What the figures need to know of a case, said again by each event they count. */
const counted = {
  challenge: z.enum(CHALLENGE_KINDS),
  edition: LawEdition,
  procedure: Procedure.nullable(),
  reviewFirst: z.boolean(),
  /** The day the case was filed: who ends it in a later year has carried it over. */
  filedOn: Day,
};
type Counted = {
  challenge: AppealFacet['challenge'];
  edition: AppealFacet['edition'];
  procedure: Procedure | null;
  reviewFirst: boolean;
  filedOn: string;
};
const facetOf = (
  data: Counted,
  late: boolean,
  tableOutcome: TableOutcome | null = null,
  on: string | null = null,
): number =>
  packAppeal({
    ...data,
    late,
    tableOutcome,
    simplified: data.procedure === 'simplified',
    carriedOver: on !== null && on.slice(0, 4) > data.filedOn.slice(0, 4),
  });
/** Facet and day of an event that ends a case. */
const ends = {
  occurredOn: (data: { on: string }) => data.on,
  facet: (data: Counted & { on: string; late: boolean; tableOutcome: TableOutcome }) =>
    facetOf(data, data.late, data.tableOutcome, data.on),
};
const ofTheWatch = {
  occurredOn: (data: { notedOn: string }) => data.notedOn,
  facet: (data: Counted) => facetOf(data, true),
};

const filingEvents = {
  /** As it came in, whatever is wrong with it; personal fields sealed under the person's key. */
  ReconsiderationFiled: event(
    z.strictObject({
      reconsiderationId,
      number: z.string().min(1),
      /** Agency whose act is challenged; null is the government's own office. */
      respondent: z.string().nullable(),
      body: Body,
      /** Who decides by law; a body that is not among them stands with the reason. */
      bodiesByLaw: z.array(BodyKind),
      bodyReason: z.string().nullable(),
      edition: LawEdition,
      /** Why the edition is not that of the day of filing. */
      editionReason: z.string().nullable(),
      challenged: Challenged,
      /** Ground of a reply that withholds, and the article it rests on. */
      ground: z.string().nullable(),
      groundArticle: z.string().nullable(),
      reviewFirst: z.boolean(),
      /** The day of the challenged act, when there is one. */
      actOn: Day.nullable(),
      filedOn: Day,
      /** The day it reached the deciding body. */
      receivedOn: Day,
      /** The period to file; null where no start is on record, so that nothing can be late. */
      filing: Reckoned.nullable(),
      late: z.boolean(),
      subject: z.string().min(1),
      relief: z.array(Relief),
      applicantKind: ApplicantKind,
      identityKind: IdentityKind,
      /** The key of the vault under which this person's fields are sealed. */
      person: z.string().min(1),
      identityMac: z.string().nullable(),
      applicant: Sealed,
      contact: Sealed.nullable(),
      agent: Sealed.nullable(),
      grounds: Sealed.nullable(),
      files: z.array(AppealFile),
      recordedBy: by,
    }),
    {
      occurredOn: (data) => data.filedOn,
      facet: (data) =>
        facetOf({ ...data, challenge: data.challenged.kind, procedure: null }, data.late),
    },
  ),
  /** Registered by mistake: it does not count. Only a case without an end can be voided. */
  ReconsiderationVoided: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      late: z.boolean(),
      cause: z.enum(['duplicate', 'wrongGovernment', 'notReconsideration']),
      recordedBy: by,
    }),
    // Taken off where it was counted.
    { occurredOn: (data) => data.filedOn, facet: (data) => facetOf(data, data.late) },
  ),
  /** 复议法 2023 第三十一条: asked once to correct or supplement the application. */
  ReconsiderationCorrectionRequested: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      respondBy: Day.nullable(),
      dueOn: Day.nullable(),
      late: z.boolean(),
      recordedBy: by,
    }),
    on,
  ),
  ReconsiderationCorrected: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      late: z.boolean(),
      files: z.array(AppealFile),
      recordedBy: by,
    }),
    on,
  ),
  /** `deemed`: the body said nothing within the period of examination. */
  ReconsiderationAccepted: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      procedure: Procedure,
      deemed: z.boolean(),
      late: z.boolean(),
      recordedBy: by,
    }),
    on,
  ),
  ReconsiderationRefused: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      ground: RefusalGround,
      on: Day,
      late: z.boolean(),
      tableOutcome: TableOutcome,
      recordedBy: by,
    }),
    ends,
  ),
};

const courseEvents = {
  /** The copy of the application reached the respondent: the clock of the answer starts. */
  CopyServed: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      sentOn: Day.nullable(),
      /** The last day for the body to send it. */
      sendBy: Day.nullable(),
      late: z.boolean(),
      recordedBy: by,
    }),
    on,
  ),
  /** 复议法 2023 第五十五条: the simplified procedure turned out not to fit. */
  ProcedureConverted: event(
    z.strictObject({
      reconsiderationId,
      from: Procedure,
      to: Procedure,
      on: Day,
      recordedBy: by,
    }),
    on,
  ),
  /** 答复书. `late` is counted against the due day in force that day. */
  AnswerSubmitted: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      on: Day,
      dueOn: Day.nullable(),
      late: z.boolean(),
      letter: AppealFile.nullable(),
      text: Sealed.nullable(),
      recordedBy: by,
    }),
    { occurredOn: (data) => data.on, facet: (data) => facetOf(data, data.late) },
  ),
  MaterialSubmitted: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      dueOn: Day.nullable(),
      late: z.boolean(),
      items: z.array(Material).min(1),
      recordedBy: by,
    }),
    on,
  ),
  ReconsiderationExtended: event(
    z.strictObject({
      reconsiderationId,
      days: z.int().positive(),
      from: Day,
      on: Day,
      late: z.boolean(),
      recordedBy: by,
    }),
    on,
  ),
  ReconsiderationSuspended: event(
    z.strictObject({ reconsiderationId, on: Day, cause: SuspensionCause, recordedBy: by }),
    on,
  ),
  ReconsiderationResumed: event(z.strictObject({ reconsiderationId, on: Day, recordedBy: by }), on),
  MediationHeld: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      result: z.enum(['agreed', 'failed', 'continued']),
      recordedBy: by,
    }),
    on,
  ),
  /** A due day as last reckoned; null while it stands still. */
  ReconsiderationDueSet: event(
    z.strictObject({
      reconsiderationId,
      period: z.enum(['examination', 'answer', 'decision']),
      startsOn: Day,
      dueOn: Day.nullable(),
      article: z.string(),
      provisional: z.boolean(),
      /** Revision of the calendar of working days it was reckoned by. */
      calendar: z.int().nonnegative(),
      /** The change of the calendar that moved it. */
      notice: z.string().nullable(),
      /** The day of what set or moved it. */
      on: Day,
    }),
    on,
  ),
};

const endEvents = {
  ReconsiderationDecided: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      decisionNumber: z.string().nullable(),
      outcome: DecisionOutcome,
      /** Part of what was challenged stands, part does not. */
      inPart: z.boolean(),
      tableOutcome: TableOutcome,
      /** Since when the outcome is counted in that column; rule of outcomes.data.json. */
      rule: z.string(),
      article: z.string(),
      challenged: Challenged,
      order: Order.nullable(),
      on: Day,
      dueOn: Day.nullable(),
      late: z.boolean(),
      letter: AppealFile.nullable(),
      recordedBy: by,
    }),
    ends,
  ),
  /** From the day the applicant has it runs the period to sue (行政诉讼法第四十五条). */
  ReconsiderationDecisionServed: event(
    z.strictObject({
      reconsiderationId,
      to: z.enum(['applicant', 'respondent']),
      on: Day,
      suitBy: Reckoned.nullable(),
      recordedBy: by,
    }),
    on,
  ),
  /** The applicant gave it up; the case ends with `ReconsiderationEnded`. */
  ReconsiderationWithdrawn: event(
    z.strictObject({
      reconsiderationId,
      on: Day,
      reason: Sealed.nullable(),
      recordedBy: by,
    }),
    on,
  ),
  ReconsiderationEnded: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      cause: EndCause,
      on: Day,
      late: z.boolean(),
      tableOutcome: TableOutcome,
      recordedBy: by,
    }),
    ends,
  ),
};

const watchEvents = {
  /** No answer in time counts as none of the evidence there may be (复议法 2023 第七十条). */
  AnswerMissed: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      dueOn: Day,
      consequence: z.literal('noEvidence'),
      article: z.string(),
      notedOn: Day,
    }),
    ofTheWatch,
  ),
  /** No decision in time: the way to court is open (行政诉讼法第四十五条). */
  DecisionMissed: event(
    z.strictObject({
      reconsiderationId,
      ...counted,
      dueOn: Day,
      consequence: z.literal('suitOpen'),
      suitBy: Reckoned.nullable(),
      article: z.string(),
      notedOn: Day,
    }),
    ofTheWatch,
  ),
};

export const reconsiderationEvents = {
  ...filingEvents,
  ...courseEvents,
  ...endEvents,
  ...watchEvents,
};
export type ReconsiderationEvent = EventOf<typeof reconsiderationEvents>;
/** One of them by name. */
export type EventNamed<T extends ReconsiderationEvent['type']> = Extract<
  ReconsiderationEvent,
  { type: T }
>;
