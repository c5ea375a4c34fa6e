import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

const by = z.string().min(1);
const text = z.string().min(1);
const on = { occurredOn: (data: { on: Day }) => data.on };

/** From which day a period is counted: the end of the case, or the first of January after it. */
export const CountedFrom = z.enum(['closing', 'nextYear']);
export type CountedFrom = z.infer<typeof CountedFrom>;

/** Why a case is held: ordered by a person, or because of an appeal that was filed. */
export const HoldCause = z.strictObject({
  kind: z.enum(['order', 'reconsideration', 'suit']),
  /** Id of the reconsideration or suit; null for an order. */
  id: z.string().min(1).nullable(),
});
export type HoldCause = z.infer<typeof HoldCause>;

/** Who asked that the data be erased or only kept: the person, or the office of its own accord. */
export const RequestedBy = z.enum(['person', 'office']);
export type RequestedBy = z.infer<typeof RequestedBy>;

/** On what ground data is erased: its period is over, or law orders it although it is not. */
export const ErasureGround = z.enum(['retentionOver', 'lawOrders']);
export type ErasureGround = z.infer<typeof ErasureGround>;

/** What a government decides on keeping; one stream, so that no erasure can pass a hold by. */
export const retentionEvents = {
  /** The rule of one kind of case since a day; the rule before it stays on record. */
  RetentionScheduleAdopted: event(
    z.strictObject({
      kind: text,
      version: z.int().positive(),
      /** Null: for ever (永久). */
      years: z.int().positive().nullable(),
      counted: CountedFrom,
      /** The law or the table of periods (保管期限表) it stands in. */
      legalGround: text,
      /** Number of the decision. */
      decision: text,
      effectiveOn: Day,
      adoptedBy: by,
    }),
    { occurredOn: (data) => data.effectiveOn },
  ),
  HoldPlaced: event(
    z.strictObject({
      hold: text,
      caseKind: text,
      caseId: text,
      cause: HoldCause,
      reason: text,
      orderedBy: text,
      placedOn: Day,
      placedBy: by,
    }),
    { occurredOn: (data) => data.placedOn },
  ),
  HoldLifted: event(
    z.strictObject({
      hold: text,
      caseKind: text,
      caseId: text,
      cause: HoldCause,
      reason: text,
      orderedBy: text,
      on: Day,
      liftedBy: by,
    }),
    on,
  ),
  /** 个人信息保护法第四十七条第二款: nothing but storage until it may be erased. */
  DataRestricted: event(
    z.strictObject({
      /** The person's key; nobody is named. */
      person: text,
      requestedBy: RequestedBy,
      reason: text,
      /** The last day it has to be kept as it stands now; null: not known, or for ever. */
      until: Day.nullable(),
      on: Day,
      restrictedBy: by,
    }),
    on,
  ),
  RestrictionLifted: event(
    z.strictObject({ person: text, reason: text, on: Day, liftedBy: by }),
    on,
  ),
  /** Cases of this kind whose period has ended since it was last looked at. */
  RetentionDueNoted: event(
    z.strictObject({
      kind: text,
      cases: z.int().positive(),
      /** Cases closed up to this day may be erased. */
      closedUpTo: Day,
      on: Day,
    }),
    on,
  ),
  /**
   * The certificate: from here on these keys are given up, and what they sealed is gone for ever.
   * Recorded before the keys are destroyed; whoever finds it and the keys still there destroys them.
   */
  PersonErased: event(
    z.strictObject({
      erasure: text,
      person: text,
      keys: z.array(text).min(1),
      /** Every stream that names the person: what it begins with, and the ids behind that. */
      streams: z.array(z.strictObject({ prefix: text, ids: z.array(text) })),
      /** Sealed fields that can never be opened again. */
      fields: z.int().nonnegative(),
      /** Files of those streams that lay sealed under the key. */
      files: z.int().nonnegative(),
      ground: ErasureGround,
      legalGround: text,
      /** The last day of the longest period; null where law ordered it before. */
      keptTo: Day.nullable(),
      askedBy: by,
      approvedBy: by,
      on: Day,
    }),
    on,
  ),
};
export type RetentionEvent = EventOf<typeof retentionEvents>;

const asked = { erasure: text, person: text };

/** The way to an erasure: asked by one, decided by another, done. */
export const erasureEvents = {
  PersonErasureAsked: event(
    z.strictObject({
      ...asked,
      ground: ErasureGround,
      /** The provision it rests on. */
      legalGround: text,
      requestedBy: RequestedBy,
      reason: text,
      /** In how many cases the person's key occurs. */
      cases: z.int().nonnegative(),
      on: Day,
      askedBy: by,
    }),
    on,
  ),
  PersonErasureApproved: event(
    z.strictObject({ ...asked, reason: text, on: Day, approvedBy: by }),
    on,
  ),
  PersonErasureRefused: event(
    z.strictObject({ ...asked, reason: text, on: Day, refusedBy: by }),
    on,
  ),
  PersonErasureWithdrawn: event(
    z.strictObject({ ...asked, reason: text, on: Day, withdrawnBy: by }),
    on,
  ),
  /** The keys of the certificate are no longer there. */
  PersonKeysDestroyed: event(z.strictObject({ ...asked, keys: z.array(text).min(1), on: Day }), on),
};
export type ErasureEvent = EventOf<typeof erasureEvents>;
