import { Code, Day, Line, Text, type Call } from '@gongkai/kernel';
import { PlainParty } from '@gongkai/request';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { ComplaintChannel, ComplaintKind, Finding, Measure, Period } from './events.kinds.js';

const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const complaintId = id;
const agency = id.nullable().default(null);
const on = Day.optional();
const reason = Line(200);

const receiving = {
  type: z.literal('receive'),
  kind: ComplaintKind,
  agency,
  channel: ComplaintChannel,
  reference: Code(60).nullable().default(null),
  subject: Line(200),
  about: z
    .strictObject({
      requestId: id.nullable().default(null),
      documentId: id.nullable().default(null),
    })
    .default({ requestId: null, documentId: null }),
  receivedOn: on,
  /** As the slip says; else by the rule of the kind. */
  dueOn: Day.nullable().default(null),
};
const answering = {
  type: z.literal('answer'),
  complaintId,
  finding: Finding,
  measure: Measure.default('none'),
  on,
};

const others = [
  z.strictObject({ type: z.literal('assign'), complaintId, to: agency, on }),
  z.strictObject({ type: z.literal('transfer'), complaintId, to: Line(100), reason, on }),
  z.strictObject({ type: z.literal('reopen'), complaintId, reason, on }),
  z.strictObject({
    type: z.literal('close'),
    complaintId,
    satisfied: z.boolean().nullable().default(null),
    on,
  }),
  z.strictObject({ type: z.literal('show'), complaintId, on }),
  z.strictObject({
    type: z.literal('void'),
    complaintId,
    cause: z.enum(['duplicate', 'otherKind', 'mistaken']),
  }),
  z.strictObject({ type: z.literal('noteOverdue'), complaintId }),
  z.strictObject({
    type: z.literal('recalculate'),
    complaintId,
    notice: z.string(),
    reason: z.string(),
  }),
] as const;

/** As it comes: people and what they say in clear. */
export const PlainComplaintCommands = z.discriminatedUnion('type', [
  z.strictObject({
    ...receiving,
    complainant: PlainParty.nullable().default(null),
    text: Text(20_000).nullable().default(null),
  }),
  z.strictObject({ ...answering, text: Text(20_000).nullable().default(null) }),
  ...others,
]);
export type PlainComplaintCommand = z.output<typeof PlainComplaintCommands>;

/** As the decider has it: sealed, ids given. */
export const ComplaintCommands = z.discriminatedUnion('type', [
  z.strictObject({
    ...receiving,
    complaintId,
    person: z.string(),
    complainant: Sealed.nullable(),
    text: Sealed.nullable(),
  }),
  z.strictObject({ ...answering, text: Sealed.nullable() }),
  ...others,
]);
export type ComplaintCommandData = z.output<typeof ComplaintCommands>;
export type CommandOf<T extends ComplaintCommandData['type']> = Extract<
  ComplaintCommandData,
  { type: T }
>;

/** What the watch and the keeper of the calendar give; no role is enough. */
export const PROCESS_ONLY: readonly ComplaintCommandData['type'][] = ['noteOverdue', 'recalculate'];

export const ComplaintRuleCommands = z.strictObject({
  type: z.literal('adopt'),
  periods: z.partialRecord(ComplaintKind, Period),
  basis: Line(200).nullable().default(null),
  adoptedOn: on,
});
export type ComplaintRuleCommandData = z.output<typeof ComplaintRuleCommands>;

/** A command to one complaint. */
export class ComplaintCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

/** A command to the rules of the government. */
export class ComplaintRuleCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
