import { Code, Day, Line, Text, type Call } from '@gongkai/kernel';
import { Sealed } from '@gongkai/vault';
import { z } from 'zod';
import { Assumption, AttestedProof, StatedEntry } from './events.attest.js';
import { ApplicantKind, Channel, Outcome, RequestKind } from './events.kinds.js';

const orNull = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);
/** The longest statutory period somebody may be said to have had, in working days. */
const DAYS_MAX = 2_500;

const entry = {
  /** The registration number it gets here. */
  number: Code(50),
  agency: orNull(z.string().max(64)),
  kind: RequestKind.default('disclosure'),
  channel: Channel,
  applicantKind: ApplicantKind,
  receivedOn: Day,
  /** How it ended by the mapping; only counts with a day on which it did. */
  outcome: orNull(Outcome.exclude(['transferred', 'split', 'joined'])),
  daysAllowed: orNull(z.int().min(1).max(DAYS_MAX)),
  subject: orNull(Line(200)),
  stated: StatedEntry.extend({
    number: Code(50),
    disposition: orNull(Line(200)),
    secondDisposition: orNull(Line(200)),
    daysTolled: orNull(z.int().min(0).max(DAYS_MAX)),
  }),
  assumed: z.array(Assumption.extend({ value: Line(50), reason: Line(500) })).max(3),
  /** What became of the column of working days, where the source has one. */
  daysColumn: z.enum(['none', 'empty', 'unreadable', 'read']).default('none'),
  proof: AttestedProof.extend({ reference: Line(500) }),
  attestedBy: Line(100),
};

/** An entry of a register kept elsewhere, in clear; the handler seals what names a person. */
export const PlainAttest = z.strictObject({
  type: z.literal('attest'),
  ...entry,
  name: orNull(Line(200)),
  description: orNull(Text(50_000)),
});
export type PlainAttestInput = z.input<typeof PlainAttest>;
export type PlainAttest = z.output<typeof PlainAttest>;

/** The same with what names a person sealed. */
export const SealedAttest = z.strictObject({
  type: z.literal('attest'),
  requestId: z.string().min(1),
  ...entry,
  person: z.string().min(1),
  applicant: Sealed,
  contact: Sealed,
  description: Sealed,
});
/** As the decider gets it. */
export type AttestCommand = z.output<typeof SealedAttest>;

/** Takes over a case that was handled, and perhaps finished, elsewhere: a command that creates. */
export class AttestRequestCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
