import { BlankText, Day, Line, Text, type Call } from '@gongkai/kernel';
import { GroundCode, secrecyCommands } from '@gongkai/secrecy';
import { z } from 'zod';
import { Finding } from './events.after.js';
import {
  Attachment,
  Attribute,
  Channel,
  Details,
  Digest,
  FormedMark,
  Genre,
  Means,
  SecrecyMark,
} from './decider.content.js';
import { Proof } from './events.js';

const documentId = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const reason = Text(2000);
const on = Day.optional();
const site = Line(200).optional();
const url = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .optional();
const party = Line(200);
const indexNumber = Line(100).optional();

const contentFields = {
  title: Line(300),
  summary: BlankText(2000).default(''),
  documentNumber: Line(100).nullable().default(null),
  genre: Genre.default('other'),
  /** 规范性文件. */
  normative: z.boolean().default(false),
  formedOn: Day.nullable().default(null),
  /** Default: known when there is a day, unknown when there is none. */
  formedMark: FormedMark.optional(),
  details: Details.default({ kind: 'general' }),
  text: Text(50_000).nullable().default(null),
  attachments: z.array(Attachment).max(100).default([]),
};
const place = { channel: Channel, means: Means.optional(), site, url };
const Limit = z.strictObject({ workingDays: z.int().min(1).max(250), article: Line(200) });
const draft = z.strictObject({
  type: z.literal('draft'),
  /** The agency the paper is of; null for the government's own office. */
  agency: z.string().nullable(),
  column: Line(50),
  ...contentFields,
  limit: Limit.optional(),
});
const attest = z.strictObject({
  type: z.literal('attest'),
  agency: z.string().nullable(),
  column: Line(50),
  ...contentFields,
  indexNumber,
  /** Where and when it was already public, the earliest first or not. */
  publications: z
    .array(z.strictObject({ ...place, publishedOn: Day }))
    .min(1)
    .max(20),
  proof: Proof.extend({ reference: reason, digest: Digest.nullable().default(null) }),
  /** The officer who answers for it, by name. */
  attestedBy: Line(100),
});
const noteHandledOutside = z.strictObject({
  type: z.literal('noteHandledOutside'),
  agency: z.string().nullable(),
  mark: SecrecyMark,
  on,
});
/** These make a new document; its id follows from the command id. */
export const CREATES = ['draft', 'attest', 'noteHandledOutside'] as const;

const shapes = {
  revise: { ...contentFields, changedOn: Day.optional() },
  assignColumn: { column: Line(50) },
  /** The limit a law sets; null: the 20 working days. */
  setLimit: { limit: Limit.nullable().default(null), reason },
  abandon: { reason },
  /** Without an attribute the default of the genre is filled in. */
  proposeAttribute: {
    attribute: Attribute.optional(),
    ground: GroundCode.optional(),
    reason: reason.optional(),
  },
  askCoordination: {
    /** An agency of this government by id, or, when external, anybody by name. */
    party,
    external: z.boolean().default(false),
    answerWithinDays: z.int().min(1).max(60).default(15),
    silenceConsents: z.boolean().default(true),
    on,
  },
  confirmCoordination: { party, on },
  objectCoordination: { party, reason, on },
  settleCoordination: { party, reason, on },
  decideAttribute: {
    attribute: Attribute,
    ground: GroundCode.optional(),
    reason: reason.optional(),
    reevaluateOn: Day.optional(),
  },
  approve: { on },
  returnDraft: { reason },
  publish: { ...place, publishedOn: on, indexNumber, gazetteIssue: documentId.optional() },
  submit: { to: party, site: Line(200), sentOn: on },
  recordTaken: { submission: z.int().min(1), takenOn: on, url, indexNumber },
  recordReturned: { submission: z.int().min(1), returnedOn: on, reason },
  recordInspection: { findings: z.array(Finding.extend({ remark: reason })).max(20), on },
  correct: { reason, correctedOn: on },
  withdraw: { reason, cause: z.enum(['error', 'other']).default('other'), withdrawnOn: on },
  replace: { by: documentId, replacedOn: on },
  repeal: { basis: reason, repealedOn: on },
  moveAttribute: {
    attribute: Attribute,
    ground: GroundCode.optional(),
    reason,
    reevaluateOn: Day.optional(),
  },
  reevaluate: {
    outcome: z.enum(['kept', 'released']),
    ground: GroundCode.optional(),
    reason,
    on,
    nextOn: Day.optional(),
  },
  deliver: { to: z.enum(['archive', 'library']), place: Line(200), on },
  /** Publications by their numbers; without any all that are on record then. */
  voidPublication: { publications: z.array(z.int().min(1)).min(1).max(100).optional(), reason },
  /** One publication as it should have been recorded; on the day it was recorded on without one. */
  correctPublication: {
    publication: z.int().min(1),
    ...place,
    publishedOn: on,
    gazetteIssue: documentId.optional(),
    reason,
  },
  voidSubmission: { submission: z.int().min(1), reason },
  voidEnding: { reason },
  voidHandledOutside: { reason },
  /** Given by the watch and by a change of the calendar, never by a person. */
  noteCoordinationSilence: { party },
  noteLate: {},
  noteReevaluationDue: {},
  recalculate: { notice: z.string(), reason: z.string() },
} as const;

type Shapes = typeof shapes;
const onDocument = <T extends keyof Shapes>(type: T) =>
  z.strictObject({ type: z.literal(type), documentId, ...shapes[type] });
const secrecyOn = { documentId };

export const DocumentCommands = z.discriminatedUnion('type', [
  draft,
  attest,
  noteHandledOutside,
  onDocument('revise'),
  onDocument('assignColumn'),
  onDocument('setLimit'),
  onDocument('abandon'),
  onDocument('proposeAttribute'),
  secrecyCommands.requestSecrecy.extend(secrecyOn),
  secrecyCommands.askSecrecyGuidance.extend(secrecyOn),
  secrecyCommands.answerSecrecyGuidance.extend(secrecyOn),
  secrecyCommands.passSecrecy.extend(secrecyOn),
  secrecyCommands.refuseSecrecy.extend(secrecyOn),
  onDocument('askCoordination'),
  onDocument('confirmCoordination'),
  onDocument('objectCoordination'),
  onDocument('settleCoordination'),
  onDocument('decideAttribute'),
  onDocument('approve'),
  onDocument('returnDraft'),
  onDocument('publish'),
  onDocument('submit'),
  onDocument('recordTaken'),
  onDocument('recordReturned'),
  onDocument('recordInspection'),
  onDocument('correct'),
  onDocument('withdraw'),
  onDocument('replace'),
  onDocument('repeal'),
  onDocument('moveAttribute'),
  onDocument('reevaluate'),
  onDocument('deliver'),
  onDocument('voidPublication'),
  onDocument('correctPublication'),
  onDocument('voidSubmission'),
  onDocument('voidEnding'),
  onDocument('voidHandledOutside'),
  onDocument('noteCoordinationSilence'),
  onDocument('noteLate'),
  onDocument('noteReevaluationDue'),
  onDocument('recalculate'),
]);
/** What callers send: parsed by the handler, so defaults may be left out. */
export type DocumentCommandInput = z.input<typeof DocumentCommands>;
/** What the decider gets: parsed, and with the id of the document, also of a new one. */
export type DocumentCommandData = z.output<typeof DocumentCommands> & { documentId: string };
export type CommandOf<T extends DocumentCommandData['type']> = Extract<
  DocumentCommandData,
  { type: T }
>;

/** One command class per aggregate; sent with `CommandBus.execute`. */
export class DocumentCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

const issueId = documentId;
const pickUpPoint = Line(200);
const copies = z.int().min(0).max(10_000_000);
export const GazetteIssueCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('plan'),
    year: z.int().min(1949).max(2100),
    number: z.int().min(1).max(1000),
    title: Line(200),
  }),
  z.strictObject({ type: z.literal('addPickUpPoint'), issueId, place: pickUpPoint }),
  z.strictObject({ type: z.literal('removePickUpPoint'), issueId, place: pickUpPoint }),
  z.strictObject({
    type: z.literal('release'),
    issueId,
    releasedOn: on,
    copies,
  }),
  /** What is left out stays. */
  z.strictObject({
    type: z.literal('correct'),
    issueId,
    title: Line(200).optional(),
    releasedOn: on,
    copies: copies.optional(),
    reason,
  }),
  z.strictObject({ type: z.literal('voidRelease'), issueId, reason }),
]);
export type GazetteIssueCommandInput = z.input<typeof GazetteIssueCommands>;
export type GazetteIssueCommandData = z.output<typeof GazetteIssueCommands> & { issueId: string };

export class GazetteIssueCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

/** Gives back an index number whose publication never came; only the process sends it. */
export class ReleaseIndexNumberCommand {
  constructor(
    readonly call: Call,
    readonly data: { value: string; holder: string },
  ) {}
}
