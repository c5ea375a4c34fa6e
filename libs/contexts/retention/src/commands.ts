import { Day, Line, type Call } from '@gongkai/kernel';
import { z } from 'zod';
import { CountedFrom, ErasureGround, HoldCause, RequestedBy } from './events.js';

const Id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
/** The key of a person, opaque. */
const PersonId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
const reason = Line(200);
const kind = z.string().regex(/^[a-z][A-Za-z]{0,31}$/);

export const RetentionCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('adoptSchedule'),
    kind,
    /** Null or left out: for ever. */
    years: z.int().min(1).max(200).nullable().default(null),
    counted: CountedFrom.default('nextYear'),
    legalGround: Line(200),
    decision: Line(100),
    /** Today when absent. */
    effectiveOn: Day.optional(),
  }),
  z.strictObject({
    type: z.literal('placeHold'),
    caseKind: kind,
    caseId: Id,
    reason,
    orderedBy: Line(100),
    placedOn: Day.optional(),
  }),
  z.strictObject({
    type: z.literal('liftHold'),
    hold: Id,
    reason,
    orderedBy: Line(100),
    on: Day.optional(),
  }),
  z.strictObject({
    type: z.literal('restrict'),
    person: PersonId,
    requestedBy: RequestedBy.default('person'),
    reason,
  }),
  z.strictObject({ type: z.literal('endRestriction'), person: PersonId, reason }),
]);

/** What the processes of this context ask; nobody else can. */
export const RetentionNotes = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('holdForAppeal'),
    caseKind: kind,
    caseId: Id,
    cause: HoldCause,
    placedOn: Day,
  }),
  z.strictObject({ type: z.literal('noteDue'), kind }),
]);

const steps = [
  z.strictObject({
    type: z.literal('ask'),
    person: PersonId,
    ground: ErasureGround.default('retentionOver'),
    legalGround: Line(200),
    requestedBy: RequestedBy.default('office'),
    reason,
  }),
  z.strictObject({ type: z.literal('approve'), erasure: Id, reason }),
  z.strictObject({ type: z.literal('refuse'), erasure: Id, reason }),
  z.strictObject({ type: z.literal('withdraw'), erasure: Id, reason }),
] as const;
export const ErasureSteps = z.discriminatedUnion('type', [...steps]);
export const ErasureCommands = z.discriminatedUnion('type', [
  ...steps,
  /** Does what was approved; also by the watch, as often as it takes. */
  z.strictObject({ type: z.literal('carryOut'), erasure: Id }),
]);

export type RetentionInput = z.output<typeof RetentionCommands>;
export type RetentionNote = z.output<typeof RetentionNotes>;
export type ErasureInput = z.output<typeof ErasureCommands>;

export class RetentionCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

export class RetentionNoteCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

export class ErasureCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
