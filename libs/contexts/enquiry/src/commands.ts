import { Day, type Call, type WithKey } from '@gongkai/kernel';
import { z } from 'zod';
import { AskerKind, EnquiryChannel, EnquirySubject, EntryFault } from './events.js';

const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const agency = z
  .string()
  .regex(/^[A-Za-z0-9]{1,64}$/)
  .nullable()
  .default(null);
const reason = EntryFault;

export const EnquiryCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('log'),
    agency,
    askerKind: AskerKind,
    subject: EnquirySubject,
    channel: EnquiryChannel,
    /** Today when absent. */
    askedOn: Day.optional(),
    /** Most are answered as they are asked. */
    answeredOn: Day.nullable().default(null),
  }),
  z.strictObject({ type: z.literal('answer'), enquiryId: id, answeredOn: Day.optional() }),
  z.strictObject({
    type: z.literal('correct'),
    enquiryId: id,
    askerKind: AskerKind.optional(),
    subject: EnquirySubject.optional(),
    reason,
  }),
  z.strictObject({ type: z.literal('void'), enquiryId: id, reason }),
]);
export type EnquiryCommandData = WithKey<z.output<typeof EnquiryCommands>, 'enquiryId'>;

export const EnquiryCountCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('count'),
    agency,
    on: Day,
    entries: z
      .array(
        z.strictObject({
          askerKind: AskerKind,
          subject: EnquirySubject,
          number: z.int().min(1).max(5_000),
        }),
      )
      .min(1)
      .max(50),
  }),
  z.strictObject({ type: z.literal('voidCount'), countId: id, reason }),
]);
export type EnquiryCountCommandData = WithKey<z.output<typeof EnquiryCountCommands>, 'countId'>;

export class EnquiryCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

export class EnquiryCountCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
