import { Code, Day, Line, Text, type Call } from '@gongkai/kernel';
import { PlainParty } from '@gongkai/request';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { Appellant, Challenged, PartyKind, Role, Route, SuitOutcome } from './events.kinds.js';

const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable()
  .default(null);
const on = Day.optional();
const reason = Line(200);
const suitId = id;

const filing = {
  type: z.literal('file'),
  agency: id.nullable().default(null),
  role: Role.default('respondent'),
  route: Route,
  /** Nodes of the respondents that count the suit first. */
  jointWith: z.array(id).max(10).default([]),
  reconsiderationId: id.nullable().default(null),
  challenged: Challenged,
  court: Line(100),
  subject: Line(200),
  filedOn: on,
  /** The day the act, or the outcome of the reconsideration, became known; else what is on record. */
  knownOn: Day.nullable().default(null),
  /** Whether the letter told of the right to sue and its period. */
  told: z.boolean().default(true),
  toldOn: Day.nullable().default(null),
  /** Of an act that is not kept here. */
  decidedOn: Day.nullable().default(null),
};

const later = [
  z.strictObject({ type: z.literal('accept'), suitId, number: Code(60), on }),
  z.strictObject({ type: z.literal('receiveCopy'), suitId, on }),
  z.strictObject({ type: z.literal('answer'), suitId, digest, on }),
  z.strictObject({ type: z.literal('permitDelay'), suitId, until: Day, reason, on }),
  z.strictObject({
    type: z.literal('fileEvidence'),
    suitId,
    items: z
      .array(z.strictObject({ title: Line(200), digest, madeOn: Day.nullable().default(null) }))
      .min(1)
      .max(100),
    on,
  }),
  z.strictObject({
    type: z.literal('judge'),
    suitId,
    outcome: SuitOutcome,
    number: Code(60).nullable().default(null),
    judgedOn: on,
    servedOn: Day.nullable().default(null),
    /** Answer anew; the working days set, null for the statutory period. Absent: no such order. */
    order: z
      .strictObject({ days: z.int().min(1).max(250).nullable().default(null) })
      .nullable()
      .default(null),
  }),
  z.strictObject({ type: z.literal('appeal'), suitId, by: Appellant, court: Line(100), on }),
  z.strictObject({ type: z.literal('conclude'), suitId, on }),
  z.strictObject({ type: z.literal('undoConclusion'), suitId, reason: Text(500) }),
  z.strictObject({
    type: z.literal('recordExecution'),
    suitId,
    how: Line(200),
    dueOn: Day.nullable().default(null),
    on,
  }),
  z.strictObject({
    type: z.literal('void'),
    suitId,
    cause: z.enum(['duplicate', 'otherAgency', 'notDisclosure']),
  }),
  z.strictObject({ type: z.literal('noteEvidenceMissed'), suitId }),
  z.strictObject({
    type: z.literal('recalculate'),
    suitId,
    notice: z.string(),
    reason: z.string(),
  }),
] as const;

const party = { type: z.literal('joinParty'), suitId, kind: PartyKind, on };

/** As it comes: people in clear. */
export const PlainSuitCommands = z.discriminatedUnion('type', [
  z.strictObject({ ...filing, plaintiff: PlainParty.nullable().default(null) }),
  z.strictObject({
    ...party,
    name: Line(100).nullable().default(null),
    person: PlainParty.nullable().default(null),
  }),
  ...later,
]);
export type PlainSuitCommand = z.output<typeof PlainSuitCommands>;

/** As the decider has it: people sealed, ids given. */
export const SuitCommands = z.discriminatedUnion('type', [
  z.strictObject({ ...filing, suitId, person: z.string(), plaintiff: Sealed.nullable() }),
  z.strictObject({ ...party, name: Line(100).nullable(), person: Sealed.nullable() }),
  ...later,
]);
export type SuitCommandData = z.output<typeof SuitCommands>;
export type CommandOf<T extends SuitCommandData['type']> = Extract<SuitCommandData, { type: T }>;

/** What the watch and the keeper of the calendar give; no role is enough. */
export const PROCESS_ONLY: readonly SuitCommandData['type'][] = [
  'noteEvidenceMissed',
  'recalculate',
];

/** A command to one suit. */
export class SuitCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
