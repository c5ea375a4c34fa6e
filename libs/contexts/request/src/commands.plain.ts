import { Code, Day, Line, Text } from '@gongkai/kernel';
import { Edition } from '@gongkai/secrecy';
import { z } from 'zod';
import { ReplyStatement } from './reply-kinds.js';
import { RequestCommands, type RequestCommandData } from './commands.js';
import {
  ApplicantKind,
  Channel,
  Defect,
  IdentityKind,
  RequestKind,
  Supply,
} from './events.kinds.js';

const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const orNull = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);

export const PlainIdentity = z.strictObject({ kind: IdentityKind, number: orNull(Line(50)) });
export type PlainIdentity = z.infer<typeof PlainIdentity>;
const noIdentity: PlainIdentity = { kind: 'none', number: null };

export const PlainContact = z.strictObject({
  phone: orNull(Line(50)),
  email: orNull(Line(200)),
  address: orNull(Line(500)),
  postcode: orNull(Line(20)),
});
export type PlainContact = z.infer<typeof PlainContact>;
const noContact: PlainContact = { phone: null, email: null, address: null, postcode: null };

/** 委托代理: who acts for the applicant, and whether a power of attorney was shown. */
export const PlainAgent = z.strictObject({
  name: Line(200),
  identity: PlainIdentity.default(noIdentity),
  contact: PlainContact.default(noContact),
  authorised: z.boolean(),
});

/** A person of another kind of case, as an officer enters them; sealed before anything is recorded. */
export const PlainParty = z.strictObject({
  name: Line(100),
  identity: orNull(z.strictObject({ kind: Code(40), number: Code(60) })),
  contact: orNull(Line(300)),
});
export type PlainParty = z.output<typeof PlainParty>;

/** The key of an upload, with the seal that shows that it is one. */
const uploadKey = z.string().regex(/^[A-Za-z0-9_.-]{1,200}$/);

/** A file sent to /files/sealed, as it answered. */
export const SealedFile = z.strictObject({
  digest,
  key: uploadKey,
  name: Line(255),
  mediaType: Line(100),
  bytes: z.int().nonnegative(),
});
export type SealedFile = z.infer<typeof SealedFile>;
const files = z.array(SealedFile).max(50).default([]);

/** The longest text a person may hand in; what the online form takes is less. */
const DESCRIPTION_MAX = 200_000;

export const PlainReceive = z.strictObject({
  type: z.literal('receive'),
  /** The number of a register kept elsewhere; without one the next of the year. */
  number: Code(50).optional(),
  agency: orNull(id),
  kind: RequestKind.default('disclosure'),
  channel: Channel,
  receivedOn: Day.optional(),
  applicantKind: ApplicantKind,
  name: orNull(Line(200)),
  contactPerson: orNull(Line(200)),
  identity: PlainIdentity.default(noIdentity),
  contact: PlainContact.default(noContact),
  agent: orNull(PlainAgent),
  description: orNull(Text(DESCRIPTION_MAX)),
  /** 三需要, where the edition of 2007 asks for it. */
  purpose: orNull(Text(5000)),
  files,
  supply: orNull(Supply),
  subject: orNull(Line(200)),
  /** What the clerk sees wrong with it beside what the program finds. */
  defects: z.array(Defect).max(20).default([]),
  confirmedOn: orNull(Day),
  edition: Edition.optional(),
  editionReason: orNull(Line(500)),
});
export type PlainReceive = z.infer<typeof PlainReceive>;

export const PlainClarification = z.strictObject({
  type: z.literal('receiveClarification'),
  requestId: id,
  secret: Line(100).optional(),
  goodReason: orNull(Line(500)),
  description: orNull(Text(DESCRIPTION_MAX)),
  name: orNull(Line(200)),
  contactPerson: orNull(Line(200)),
  identity: orNull(PlainIdentity),
  contact: orNull(PlainContact),
  agent: orNull(PlainAgent),
  files,
  supply: orNull(Supply),
  defects: z.array(Defect).max(20).default([]),
  on: Day.optional(),
});
export type PlainClarification = z.infer<typeof PlainClarification>;

/** A paper that is to leave: newly sent to /files/sealed, or one the draft before had already. */
const PlainPaper = z.strictObject({
  digest,
  key: orNull(uploadKey),
  title: Line(300),
  pages: orNull(z.int().nonnegative().max(100_000)),
  redacted: z.boolean().default(false),
});
export type PlainPaper = z.infer<typeof PlainPaper>;

const text = orNull(Text(50_000));
const secret = Line(100).optional();
/** A letter written elsewhere; without one, and where it can be, it is written here. */
const letter = orNull(SealedFile);
/** Words that only the letter says. */
const forLetter = orNull(Text(20_000));

type Of<T extends RequestCommandData['type']> = Extract<
  (typeof RequestCommands.options)[number],
  { shape: { type: z.ZodLiteral<T> } }
>;
const sealedShape = <T extends RequestCommandData['type']>(type: T): Of<T> =>
  RequestCommands.options.find(({ shape }) => shape.type.value === type) as Of<T>;

/**
 * Commands as people give them: what names a person in clear. The handler seals it and makes of each
 * the command of the decider, which never sees anything else than sealed fields.
 */
const plain = [
  PlainReceive,
  PlainClarification,
  sealedShape('split').extend({
    parts: z
      .array(z.strictObject({ subject: Line(200) }))
      .min(2)
      .max(20),
  }),
  sealedShape('requestClarification').extend({ text, letter }),
  sealedShape('grantExtension').extend({ letter }),
  sealedShape('askExcessReasons').extend({ facts: forLetter, letter }),
  sealedShape('receiveExcessReasons').extend({ reasons: Text(50_000) }),
  sealedShape('withdraw').extend({ text, secret }),
  sealedShape('sendConsultation').extend({
    consultationId: id.optional(),
    addressee: orNull(
      z.strictObject({ name: Line(200), contact: PlainContact.default(noContact) }),
    ),
    matter: forLetter,
    letter,
  }),
  sealedShape('answerConsultation').extend({ text }),
  sealedShape('noticeOverride').extend({ reason: Text(20_000), matter: forLetter, letter }),
  sealedShape('answerSecrecyGuidance').omit({ letter: true }),
  sealedShape('draftReply').extend({
    replyId: id.optional(),
    text,
    /** What the reply must state, each under its heading; its letter is written from it. */
    says: z
      .array(z.strictObject({ statement: ReplyStatement, text: Text(50_000) }))
      .max(20)
      .default([]),
    contents: z.array(PlainPaper).max(200).default([]),
  }),
  sealedShape('issueReply').extend({ letter }),
  sealedShape('noticeFee').extend({ feeId: id.optional(), payMethod: forLetter, letter }),
  sealedShape('suggestPublication').extend({ suggestionId: id.optional(), text, secret }),
] as const;

const OVERRIDDEN: readonly string[] = plain.map(({ shape }) => shape.type.value);
type Untouched = Exclude<
  (typeof RequestCommands.options)[number],
  { shape: { type: z.ZodLiteral<(typeof plain)[number]['shape']['type']['value']> } }
>;
const untouched = RequestCommands.options.filter(
  ({ shape }) => !OVERRIDDEN.includes(shape.type.value),
) as unknown as readonly Untouched[];

export const PlainRequestCommands = z.discriminatedUnion('type', [...plain, ...untouched]);
export type PlainRequestInput = z.input<typeof PlainRequestCommands>;
export type PlainRequestCommand = z.output<typeof PlainRequestCommands>;
/** Commands whose body names a person or quotes one: their digest in the log is keyed. */
export const PERSONAL: readonly string[] = OVERRIDDEN;
