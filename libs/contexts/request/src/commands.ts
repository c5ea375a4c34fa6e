import { CONSULTATION_COMMAND_TYPES, consultationCommands } from '@gongkai/consultation';
import { Day, Line, Text, type Call } from '@gongkai/kernel';
import { Edition, secrecyCommands } from '@gongkai/secrecy';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import type { AttestCommand } from './commands.attest.js';
import { replyShapes } from './commands.reply.js';
import {
  ApplicantKind,
  Channel,
  ClarificationItem,
  Defect,
  IdentityKind,
  identityShape,
  RequestFile,
  RequestKind,
  Supply,
} from './events.kinds.js';

const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const requestId = id;
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const letter = digest.nullable().default(null);
const reason = Text(2000);
const on = Day.optional();
const agency = z.string().nullable();
const files = z.array(RequestFile).max(50).default([]);
const agent = Sealed.nullable().default(null);

/** What the handler has made of what arrived: personal fields sealed, defects found. */
const receive = z.strictObject({
  type: z.literal('receive'),
  number: Line(50),
  agency,
  kind: RequestKind.default('disclosure'),
  channel: Channel,
  receivedOn: on,
  ...identityShape,
  identityMac: z.string().nullable().default(null),
  agent,
  description: Sealed,
  files,
  supply: Supply.default({ form: 'paper', route: 'post' }),
  subject: Line(200).nullable().default(null),
  trackingDigest: z.string().nullable().default(null),
  defects: z.array(Defect).max(20).default([]),
  /** Both sides were in touch at once, at the counter or on the telephone. */
  confirmedOn: Day.nullable().default(null),
  edition: Edition.optional(),
  editionReason: Line(500).nullable().default(null),
});
/** A part of a split request; everything but its subject comes from the whole, which facts bring. */
const receivePart = z.strictObject({
  type: z.literal('receivePart'),
  requestId,
  whole: id,
});
/** This makes a new request; its id follows from the command id. */
export const CREATES = ['receive'] as const;

const changeTo = <F extends string, T extends z.ZodType>(field: F, value: T) =>
  z.strictObject({ field: z.literal(field), now: value });
export const ReceiptCorrection = z.discriminatedUnion('field', [
  changeTo('receivedOn', Day),
  changeTo('confirmedOn', Day.nullable()),
  changeTo('channel', Channel),
  changeTo('applicantKind', ApplicantKind),
]);

const shapes = {
  confirmReceipt: {
    means: z
      .enum(['phone', 'inPerson', 'online', 'email', 'fax', 'letter', 'other'])
      .default('phone'),
    on,
  },
  correctReceipt: { change: ReceiptCorrection, reason },
  overrideEdition: { edition: Edition, reason },
  accept: { on },
  setSubject: { subject: Line(200) },
  route: {
    unit: Line(100).nullable().default(null),
    officer: z.string().max(64).nullable().default(null),
    on,
  },
  /** To an agency of this government by id (null: its own office), or outside by name. */
  transfer: {
    agency: agency.default(null),
    outside: Line(200).nullable().default(null),
    reason,
    on,
  },
  split: {
    parts: z
      .array(z.strictObject({ id, number: Line(50), subject: Line(200) }))
      .min(2)
      .max(20),
    reason,
    on,
  },
  join: { into: id, reason, on },
  requestClarification: {
    items: z.array(ClarificationItem).min(1).max(8),
    text: Sealed.nullable().default(null),
    /** The last day to answer; without one, fifteen working days. */
    respondBy: Day.optional(),
    letter,
    on,
  },
  receiveClarification: {
    goodReason: Line(500).nullable().default(null),
    description: Sealed.nullable().default(null),
    applicant: Sealed.nullable().default(null),
    contact: Sealed.nullable().default(null),
    agent,
    identityKind: IdentityKind.nullable().default(null),
    identityMac: z.string().nullable().default(null),
    files,
    supply: Supply.nullable().default(null),
    defects: z.array(Defect).max(20).default([]),
    on,
  },
  grantExtension: {
    /** Working days; without them, the most the law allows. */
    days: z.int().min(1).max(250).optional(),
    reason,
    /** Who consented, when a program or the command line records it. */
    consentedBy: Line(100).nullable().default(null),
    noticedOn: Day.optional(),
    letter,
    on,
  },
  askExcessReasons: { answerBy: Day.nullable().default(null), letter, on },
  receiveExcessReasons: { reasons: Sealed, on },
  decideExcess: {
    reasonable: z.boolean(),
    delayedTo: Day.nullable().default(null),
    reason,
    on,
  },
  withdraw: { text: Sealed.nullable().default(null), on },
  /** From the keeper of the calendar: reckon again by the tables as they stand now. */
  recalculate: {
    notice: z.string().max(64).nullable().default(null),
    reason: Line(500).default('工作日历变更'),
  },
  /** Given by the watch, never by a person. */
  noteAbandonment: {},
  noteMissedDeadline: {},
} as const;

type Shapes = typeof shapes;
type ReplyShapes = typeof replyShapes;
const onRequest = <T extends keyof Shapes>(type: T) =>
  z.strictObject({ type: z.literal(type), requestId, ...shapes[type] });
const onReply = <T extends keyof ReplyShapes>(type: T) =>
  z.strictObject({ type: z.literal(type), requestId, ...replyShapes[type] });
const ofRequest = { requestId };
/** A secrecy review is of one reply. */
const ofReply = { requestId, replyId: id };

export const RequestCommands = z.discriminatedUnion('type', [
  receive,
  receivePart,
  onRequest('confirmReceipt'),
  onRequest('correctReceipt'),
  onRequest('overrideEdition'),
  onRequest('accept'),
  onRequest('setSubject'),
  onRequest('route'),
  onRequest('transfer'),
  onRequest('split'),
  onRequest('join'),
  onRequest('requestClarification'),
  onRequest('receiveClarification'),
  onRequest('grantExtension'),
  onRequest('askExcessReasons'),
  onRequest('receiveExcessReasons'),
  onRequest('decideExcess'),
  onRequest('withdraw'),
  onRequest('recalculate'),
  onRequest('noteAbandonment'),
  onRequest('noteMissedDeadline'),
  consultationCommands.sendConsultation.extend(ofRequest),
  consultationCommands.recordConsultationDelivery.extend(ofRequest),
  consultationCommands.recordConsultationReturn.extend(ofRequest),
  consultationCommands.answerConsultation.extend(ofRequest),
  consultationCommands.noticeOverride.extend(ofRequest),
  consultationCommands.noteConsultationSilence.extend(ofRequest),
  secrecyCommands.requestSecrecy.extend(ofReply),
  secrecyCommands.askSecrecyGuidance.extend(ofReply),
  secrecyCommands.answerSecrecyGuidance.extend(ofReply),
  secrecyCommands.passSecrecy.extend(ofReply),
  secrecyCommands.refuseSecrecy.extend(ofReply),
  onReply('draftReply'),
  onReply('approveReply'),
  onReply('issueReply'),
  onReply('recordDelivery'),
  onReply('recordReturnedMail'),
  onReply('undoReply'),
  onReply('noticeFee'),
  onReply('recordPayment'),
  onReply('reduceFee'),
  onReply('suggestPublication'),
  onReply('decideSuggestion'),
  onReply('archive'),
]);
/** What the handler sends: personal fields sealed, defaults may be left out. */
export type RequestCommandInput = z.input<typeof RequestCommands>;
/** What the decider gets: parsed, and with the id of the request, also of a new one. */
export type RequestCommandData =
  (z.output<typeof RequestCommands> & { requestId: string }) | AttestCommand;
export type CommandOf<T extends RequestCommandData['type']> = Extract<
  RequestCommandData,
  { type: T }
>;
export { CONSULTATION_COMMAND_TYPES };

/** One command class per aggregate; sent with `CommandBus.execute`. */
export class RequestCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
