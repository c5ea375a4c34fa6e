import { Day, Line, type Call } from '@gongkai/kernel';
import { ApplicantKind, IdentityKind } from '@gongkai/request';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import {
  AppealFile,
  Body,
  Challenged,
  DecisionOutcome,
  EndCause,
  LawEdition,
  Material,
  Procedure,
  RefusalGround,
  Relief,
  SuspensionCause,
} from './events.kinds.js';

const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const on = Day.optional();
const letter = AppealFile.nullable().default(null);
const files = z.array(AppealFile).max(50).default([]);

/** What the handler has made of what came in: personal fields sealed. */
const file = z.strictObject({
  type: z.literal('file'),
  number: Line(50),
  challenged: Challenged,
  filedOn: Day,
  /** The day it reached the deciding body; without it, the day of filing. */
  receivedOn: on,
  /** When the applicant knew of the act, where that is not the day it was given. */
  knownOn: Day.nullable().default(null),
  /** Whether the applicant was told of this way and its period. */
  remedyTold: z.boolean().default(true),
  edition: LawEdition.optional(),
  editionReason: Line(500).nullable().default(null),
  body: Body,
  bodyReason: Line(500).nullable().default(null),
  /** Led from above, e.g. customs or taxes: another body decides. */
  vertical: z.boolean().default(false),
  subject: Line(200),
  relief: z.array(Relief).max(6).default([]),
  applicantKind: ApplicantKind,
  identityKind: IdentityKind,
  person: z.string().min(1),
  identityMac: z.string().nullable().default(null),
  applicant: Sealed,
  contact: Sealed.nullable().default(null),
  agent: Sealed.nullable().default(null),
  grounds: Sealed.nullable().default(null),
  files,
});

const shapes = {
  void: { cause: z.enum(['duplicate', 'wrongGovernment', 'notReconsideration']) },
  requestCorrection: { respondBy: Day.nullable().default(null), on },
  correct: { files, on },
  accept: { procedure: Procedure.default('ordinary'), on },
  refuse: { ground: RefusalGround, on },
  /** A copy shows that it was accepted: the day and the procedure may come along with it. */
  serveCopy: {
    sentOn: Day.nullable().default(null),
    acceptedOn: Day.nullable().default(null),
    procedure: Procedure.nullable().default(null),
    on,
  },
  convertProcedure: { to: Procedure.default('ordinary'), on },
  submitAnswer: {
    letter,
    text: Sealed.nullable().default(null),
    items: z
      .array(Material.omit({ afterDecision: true }))
      .max(200)
      .default([]),
    on,
  },
  submitMaterial: {
    items: z
      .array(Material.omit({ afterDecision: true }))
      .min(1)
      .max(200),
    on,
  },
  extend: { days: z.int().min(1).max(365).default(30), on },
  suspend: { cause: SuspensionCause, on },
  resume: { on },
  holdMediation: { result: z.enum(['agreed', 'failed', 'continued']), on },
  decide: {
    decisionNumber: Line(100).nullable().default(null),
    outcome: DecisionOutcome,
    inPart: z.boolean().default(false),
    /** To answer anew: within so many days, from the day the respondent has the decision. */
    answerAnew: z
      .strictObject({
        withinDays: z.int().min(1).max(250).nullable().default(null),
        unit: z.enum(['working', 'calendar']).default('working'),
        startsOn: on,
      })
      .nullable()
      .default(null),
    letter,
    on,
  },
  serveDecision: { to: z.enum(['applicant', 'respondent']), on },
  withdraw: { reason: Sealed.nullable().default(null), on },
  end: { cause: EndCause, on },
  /** Given by the watch, never by a person. */
  noteAcceptance: {},
  noteMissedAnswer: {},
  noteMissedDecision: {},
  /** From the keeper of the calendar: reckon again by the tables as they stand now. */
  recalculate: {
    notice: z.string().max(64).nullable().default(null),
    reason: Line(500).default('工作日历变更'),
  },
} as const;
type Shapes = typeof shapes;
const onCase = <T extends keyof Shapes>(type: T) =>
  z.strictObject({ type: z.literal(type), reconsiderationId: id, ...shapes[type] });

export const ReconsiderationCommands = z.discriminatedUnion('type', [
  file,
  onCase('void'),
  onCase('requestCorrection'),
  onCase('correct'),
  onCase('accept'),
  onCase('refuse'),
  onCase('serveCopy'),
  onCase('convertProcedure'),
  onCase('submitAnswer'),
  onCase('submitMaterial'),
  onCase('extend'),
  onCase('suspend'),
  onCase('resume'),
  onCase('holdMediation'),
  onCase('decide'),
  onCase('serveDecision'),
  onCase('withdraw'),
  onCase('end'),
  onCase('noteAcceptance'),
  onCase('noteMissedAnswer'),
  onCase('noteMissedDecision'),
  onCase('recalculate'),
]);
export type ReconsiderationCommandInput = z.input<typeof ReconsiderationCommands>;
/** What the decider gets: parsed, and with the id of the case, also of a new one. */
export type ReconsiderationCommandData = z.output<typeof ReconsiderationCommands> & {
  reconsiderationId: string;
};
export type CommandOf<T extends ReconsiderationCommandData['type']> = Extract<
  ReconsiderationCommandData,
  { type: T }
>;

/** One command class per aggregate; sent with `CommandBus.execute`. */
export class ReconsiderationCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
