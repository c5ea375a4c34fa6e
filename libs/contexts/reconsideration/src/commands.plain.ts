import { Day, Line, Text } from '@gongkai/kernel';
import {
  ApplicantKind,
  PlainAgent,
  PlainContact,
  PlainIdentity,
  SealedFile,
} from '@gongkai/request';
import { z } from 'zod';
import { ReconsiderationCommands, type ReconsiderationCommandData } from './commands.js';
import { BodyKind, MaterialKind } from './events.kinds.js';

const orNull = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);
const files = z.array(SealedFile).max(50).default([]);
const letter = orNull(SealedFile);
const noIdentity = { kind: 'none' as const, number: null };
const noContact = { phone: null, email: null, address: null, postcode: null };

type Of<T extends ReconsiderationCommandData['type']> = Extract<
  (typeof ReconsiderationCommands.options)[number],
  { shape: { type: z.ZodLiteral<T> } }
>;
const sealedShape = <T extends ReconsiderationCommandData['type']>(type: T): Of<T> =>
  ReconsiderationCommands.options.find(({ shape }) => shape.type.value === type) as Of<T>;

/** Who applies. The one who asked for the information need not be written down again. */
const applicant = {
  sameApplicant: z.boolean().default(false),
  applicantKind: ApplicantKind.default('natural'),
  name: orNull(Line(200)),
  contactPerson: orNull(Line(200)),
  identity: PlainIdentity.default(noIdentity),
  contact: PlainContact.default(noContact),
  agent: orNull(PlainAgent),
  /** 事实和理由. */
  grounds: orNull(Text(200_000)),
  files,
};

export const PlainFile = sealedShape('file')
  .omit({
    person: true,
    identityKind: true,
    identityMac: true,
    applicant: true,
  })
  .extend({
    ...applicant,
    /** Without it, the body the law names. */
    body: orNull(
      z.strictObject({
        kind: BodyKind,
        name: Line(200),
        /** A government of this platform, by the id of its tenant. */
        tenant: orNull(z.string().regex(/^[A-Za-z0-9]{1,64}$/)),
      }),
    ),
  });
export type PlainFile = z.infer<typeof PlainFile>;

export const PlainMaterial = z.strictObject({
  kind: MaterialKind,
  title: Line(300),
  file: letter,
  madeOn: orNull(Day),
});
export type PlainMaterial = z.infer<typeof PlainMaterial>;

/** Commands as people give them; the handler seals what names a person or quotes a paper. */
const plain = [
  PlainFile,
  sealedShape('correct').extend({ files }),
  sealedShape('submitAnswer').extend({
    letter,
    text: orNull(Text(200_000)),
    items: z.array(PlainMaterial).max(200).default([]),
  }),
  sealedShape('submitMaterial').extend({ items: z.array(PlainMaterial).min(1).max(200) }),
  sealedShape('decide').extend({ letter }),
  sealedShape('withdraw').extend({ reason: orNull(Text(20_000)) }),
] as const;

const OVERRIDDEN: readonly string[] = plain.map(({ shape }) => shape.type.value);
type Untouched = Exclude<
  (typeof ReconsiderationCommands.options)[number],
  { shape: { type: z.ZodLiteral<(typeof plain)[number]['shape']['type']['value']> } }
>;
const untouched = ReconsiderationCommands.options.filter(
  ({ shape }) => !OVERRIDDEN.includes(shape.type.value),
) as unknown as readonly Untouched[];

export const PlainReconsiderationCommands = z.discriminatedUnion('type', [...plain, ...untouched]);
export type PlainReconsiderationInput = z.input<typeof PlainReconsiderationCommands>;
export type PlainReconsiderationCommand = z.output<typeof PlainReconsiderationCommands>;
/** Commands whose body names a person or quotes one: their digest in the log is keyed. */
export const PERSONAL = OVERRIDDEN;
