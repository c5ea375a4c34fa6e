import { Day, event, type EventOf } from '@gongkai/kernel';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import {
  About,
  ComplaintChannel,
  ComplaintKind,
  Finding,
  Measure,
  Period,
} from './events.kinds.js';

const complaintId = z.string().min(1);
const by = z.string().min(1);
const kind = ComplaintKind;
const on = { occurredOn: (data: { on: Day }) => data.on };

type Counted = { kind: ComplaintKind; late?: boolean; finding?: Finding | null };
/** kind · late << 3 · finding (0 none) << 4. */
const facet = ({ kind: of, late = false, finding = null }: Counted): number =>
  ComplaintKind.options.indexOf(of) |
  (Number(late) << 3) |
  ((finding === null ? 0 : Finding.options.indexOf(finding) + 1) << 4);

/** What figures tell complaints apart by. */
export const unpackComplaint = (
  value: number,
): { kind: ComplaintKind | undefined; late: boolean; finding: Finding | null } => ({
  kind: ComplaintKind.options[value & 7],
  late: ((value >> 3) & 1) === 1,
  finding: Finding.options[((value >> 4) & 7) - 1] ?? null,
});

/** The last day of its own rule; null: the kind or the slip sets none. */
const due = {
  dueOn: Day.nullable(),
  period: Period.nullable(),
  provisional: z.boolean(),
  calendar: z.int().nonnegative(),
};

export const complaintEvents = {
  /** As it came; who complains and what they say is sealed. */
  ComplaintReceived: event(
    z.strictObject({
      complaintId,
      kind,
      /** The agency it came to; null is the government's own office. */
      agency: z.string().nullable(),
      channel: ComplaintChannel,
      /** Number of the slip or letter elsewhere. */
      reference: z.string().nullable(),
      subject: z.string().min(1),
      about: About,
      receivedOn: Day,
      ...due,
      person: z.string().min(1),
      complainant: Sealed.nullable(),
      text: Sealed.nullable(),
      recordedBy: by,
    }),
    { occurredOn: (data) => data.receivedOn, facet },
  ),
  /** To an agency of the same government; the count stays where it came in. */
  ComplaintAssigned: event(
    z.strictObject({ complaintId, kind, to: z.string().nullable(), on: Day, recordedBy: by }),
    { ...on, facet },
  ),
  /** To another government or body: it is over here. */
  ComplaintTransferred: event(
    z.strictObject({
      complaintId,
      kind,
      to: z.string().min(1),
      reason: z.string(),
      on: Day,
      recordedBy: by,
    }),
    { ...on, facet },
  ),
  ComplaintDueMoved: event(
    z.strictObject({
      complaintId,
      from: Day,
      to: Day,
      provisional: z.boolean(),
      calendar: z.int().nonnegative(),
      notice: z.string(),
      reason: z.string(),
    }),
  ),
  ComplaintAnswered: event(
    z.strictObject({
      complaintId,
      kind,
      finding: Finding,
      measure: Measure,
      on: Day,
      dueOn: Day.nullable(),
      late: z.boolean(),
      text: Sealed.nullable(),
      recordedBy: by,
    }),
    { ...on, facet },
  ),
  /** Noted once by the watch: its own rule was not kept. */
  ComplaintOverdueNoted: event(z.strictObject({ complaintId, kind, dueOn: Day, notedOn: Day }), {
    occurredOn: (data) => data.notedOn,
    facet: (data) => facet({ ...data, late: true }),
  }),
  /** It was not settled by the answer; a period of its own begins. */
  ComplaintReopened: event(
    z.strictObject({
      complaintId,
      kind,
      on: Day,
      reason: z.string(),
      ...due,
      recordedBy: by,
    }),
    { ...on, facet },
  ),
  ComplaintClosed: event(
    z.strictObject({
      complaintId,
      kind,
      /** Null: nobody said. */
      satisfied: z.boolean().nullable(),
      on: Day,
      recordedBy: by,
    }),
    { ...on, facet },
  ),
  /** The superior may see stage, lateness and outcome from now on; never what is sealed. */
  ComplaintShown: event(z.strictObject({ complaintId, kind, on: Day, recordedBy: by }), {
    ...on,
    facet,
  }),
  /** Entered by mistake, or of another kind: it does not count. */
  ComplaintVoided: event(
    z.strictObject({
      complaintId,
      kind,
      receivedOn: Day,
      cause: z.enum(['duplicate', 'otherKind', 'mistaken']),
      recordedBy: by,
    }),
    // Taken off where it was counted.
    { occurredOn: (data) => data.receivedOn, facet },
  ),
};
export type ComplaintEvent = EventOf<typeof complaintEvents>;
export type ComplaintEventNamed<T extends ComplaintEvent['type']> = Extract<
  ComplaintEvent,
  { type: T }
>;

export const complaintRuleEvents = {
  /** How long each kind may take in this government. */
  ComplaintRulesAdopted: event(
    z.strictObject({
      periods: z.record(ComplaintKind, Period),
      basis: z.string().nullable(),
      adoptedOn: Day,
      adoptedBy: by,
    }),
    { occurredOn: (data) => data.adoptedOn },
  ),
};
export type ComplaintRuleEvent = EventOf<typeof complaintRuleEvents>;
