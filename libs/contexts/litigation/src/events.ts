import { Day, event, type EventOf } from '@gongkai/kernel';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { packSuit } from './events.facets.js';
import {
  Appellant,
  Challenged,
  Evidence,
  Instance,
  Limit,
  Order,
  PartyKind,
  Role,
  Route,
  SuitOutcome,
  TableOutcome,
} from './events.kinds.js';

const suitId = z.string().min(1);
const by = z.string().min(1);
const on = { occurredOn: (data: { on: Day }) => data.on };

/** What figures tell suits apart by, said again by each event they count. */
const counted = { route: Route, role: Role };
type Counted = { route: Route; role: Role };
const none = { tableOutcome: null, late: false, carriedOver: false, reviewSkipped: false };
const facetOf = ({ route, role }: Counted, more: Partial<Parameters<typeof packSuit>[0]> = {}) =>
  packSuit({ ...none, ...more, route, role });

type Ended = Counted & { tableOutcome: TableOutcome; concludedOn: Day; filedOn: Day };
const ended = {
  occurredOn: (data: Ended) => data.concludedOn,
  facet: (data: Ended) =>
    facetOf(data, {
      tableOutcome: data.tableOutcome,
      carriedOver: data.concludedOn.slice(0, 4) > data.filedOn.slice(0, 4),
    }),
};

const courseEvents = {
  /** As the agency learnt of it, whatever is wrong with it; personal fields sealed. */
  SuitFiled: event(
    z.strictObject({
      suitId,
      /** The agency sued; null is the government's own office. */
      agency: z.string().nullable(),
      ...counted,
      /** Nodes of the respondents that count the suit first; empty for all but joint respondents. */
      jointWith: z.array(z.string().min(1)),
      reconsiderationId: z.string().min(1).nullable(),
      challenged: Challenged,
      /** The day of the challenged act; null for silence and where it is not on record. */
      decidedOn: Day.nullable(),
      court: z.string().min(1),
      subject: z.string().min(1),
      filedOn: Day,
      /** Null where the day from which the period runs is not on record: nothing can be late. */
      limit: Limit.nullable(),
      late: z.boolean(),
      /** 行政复议法第二十三条: it had to go to reconsideration first and did not. */
      reviewSkipped: z.boolean(),
      /** The article the consequence of lateness or of skipping stands in; null: nothing is wrong. */
      consequenceArticle: z.string().nullable(),
      /** The key of the vault under which the plaintiff's fields are sealed. */
      person: z.string().min(1),
      plaintiff: Sealed.nullable(),
      recordedBy: by,
    }),
    {
      occurredOn: (data) => data.filedOn,
      facet: (data) => facetOf(data, { late: data.late, reviewSkipped: data.reviewSkipped }),
    },
  ),
  /** 立案. */
  SuitAccepted: event(
    z.strictObject({ suitId, on: Day, number: z.string().min(1), recordedBy: by }),
    on,
  ),
  /** 复议机关 of an upheld decision, another respondent, or a third party (行政诉讼法第二十九条). */
  SuitPartyJoined: event(
    z.strictObject({
      suitId,
      kind: PartyKind,
      /** Of an agency, in clear; people are sealed. */
      name: z.string().nullable(),
      person: Sealed.nullable(),
      on: Day,
      recordedBy: by,
    }),
    on,
  ),
  /** The copy of the complaint, or of the appeal, has reached the agency. */
  SuitCopyReceived: event(
    z.strictObject({
      suitId,
      instance: Instance,
      on: Day,
      answerBy: Day,
      article: z.string(),
      provisional: z.boolean(),
      calendar: z.int().nonnegative(),
      recordedBy: by,
    }),
    on,
  ),
  /** The calendar of working days has moved the last day to answer. */
  SuitAnswerDayMoved: event(
    z.strictObject({
      suitId,
      instance: Instance,
      from: Day,
      to: Day,
      provisional: z.boolean(),
      calendar: z.int().nonnegative(),
      notice: z.string(),
      reason: z.string(),
    }),
  ),
  SuitAnswered: event(
    z.strictObject({
      suitId,
      ...counted,
      instance: Instance,
      on: Day,
      answerBy: Day,
      late: z.boolean(),
      digest: z.string().nullable(),
      recordedBy: by,
    }),
    { ...on, facet: (data) => facetOf(data, { late: data.late }) },
  ),
  /** The court lets evidence come later (行政诉讼法第三十六条). */
  EvidenceDelayPermitted: event(
    z.strictObject({ suitId, until: Day, reason: z.string(), on: Day, recordedBy: by }),
    on,
  ),
  /** Late without good reason it counts as none (行政诉讼法第三十四条). */
  SuitEvidenceFiled: event(
    z.strictObject({
      suitId,
      ...counted,
      instance: Instance,
      items: z.array(Evidence).min(1),
      on: Day,
      lastDay: Day,
      late: z.boolean(),
      counts: z.boolean(),
      recordedBy: by,
    }),
    { ...on, facet: (data) => facetOf(data, { late: data.late }) },
  ),
  /** Noted once by the watch: the act counts as without evidence (行政诉讼法第三十四条). */
  EvidenceMissed: event(
    z.strictObject({
      suitId,
      ...counted,
      lastDay: Day,
      article: z.string(),
      notedOn: Day,
    }),
    { occurredOn: (data) => data.notedOn, facet: (data) => facetOf(data, { late: true }) },
  ),
};

const endEvents = {
  SuitJudged: event(
    z.strictObject({
      suitId,
      instance: Instance,
      outcome: SuitOutcome,
      /** How it counts when it stands; null: it settles nothing by itself. */
      tableOutcome: TableOutcome.nullable(),
      /** 裁定, not 判决. */
      ruling: z.boolean(),
      number: z.string().nullable(),
      article: z.string(),
      judgedOn: Day,
      servedOn: Day.nullable(),
      /** The last day to appeal; null: there is no appeal, or the day of service is not known. */
      appealBy: Day.nullable(),
      order: Order.nullable(),
      recordedBy: by,
    }),
    { occurredOn: (data) => data.judgedOn },
  ),
  /** Late, the court rejects it; it is on record all the same. */
  SuitAppealed: event(
    z.strictObject({
      suitId,
      by: Appellant,
      court: z.string().min(1),
      on: Day,
      appealBy: Day.nullable(),
      late: z.boolean(),
      recordedBy: by,
    }),
    on,
  ),
  /** What stands in the end, as it counts in table 4. */
  SuitConcluded: event(
    z.strictObject({
      suitId,
      ...counted,
      instance: Instance,
      outcome: SuitOutcome,
      tableOutcome: TableOutcome,
      number: z.string().nullable(),
      filedOn: Day,
      concludedOn: Day,
      challenged: Challenged,
      order: Order.nullable(),
      /** What the request has to do on the order; null: nothing, or it is not a request of ours. */
      anew: z
        .strictObject({
          requestId: z.string().min(1),
          /** The reply that falls; null when the round ended without one, or is open. */
          replyId: z.string().min(1).nullable(),
          /** False: its round is open (silence) and simply goes on. */
          opensRound: z.boolean(),
        })
        .nullable(),
      recordedBy: by,
    }),
    ended,
  ),
  /** Not the end after all: an appeal in time came to light, or it was entered by mistake. */
  SuitConclusionUndone: event(
    z.strictObject({
      suitId,
      ...counted,
      tableOutcome: TableOutcome,
      filedOn: Day,
      concludedOn: Day,
      reason: z.string(),
      recordedBy: by,
    }),
    // Taken off where it was counted.
    ended,
  ),
  /** What the judgment ordered is done (行政诉讼法第九十四条). */
  JudgmentExecuted: event(
    z.strictObject({
      suitId,
      ...counted,
      on: Day,
      /** The last day the judgment set; null when it set none. */
      dueOn: Day.nullable(),
      late: z.boolean(),
      how: z.string(),
      recordedBy: by,
    }),
    { ...on, facet: (data) => facetOf(data, { late: data.late }) },
  ),
  /** Entered by mistake: it does not count. */
  SuitVoided: event(
    z.strictObject({
      suitId,
      ...counted,
      late: z.boolean(),
      reviewSkipped: z.boolean(),
      filedOn: Day,
      cause: z.enum(['duplicate', 'otherAgency', 'notDisclosure']),
      recordedBy: by,
    }),
    {
      occurredOn: (data) => data.filedOn,
      facet: (data) => facetOf(data, { late: data.late, reviewSkipped: data.reviewSkipped }),
    },
  ),
};

export const litigationEvents = { ...courseEvents, ...endEvents };
export type SuitEvent = EventOf<typeof litigationEvents>;
export type SuitEventNamed<T extends SuitEvent['type']> = Extract<SuitEvent, { type: T }>;
