import { Code, Day, Line } from '@gongkai/kernel';
import { z } from 'zod';

/** Ids as the platform makes them. */
export const Id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
/** An agency of the government; null for the government's own office. */
export const AgencyId = Id.nullable().default(null);
/** Where something is to be read or seen. */
export const Address = Code(500).nullable().default(null);
/** Why something is put right or taken back. */
export const Reason = Line(200);

/** Commands on an entry with these fields: entered for an agency, put right, taken back. */
export const entryCommands = <S extends z.ZodRawShape>(shape: S) =>
  [
    z.strictObject({ type: z.literal('enter'), agency: AgencyId, ...shape }),
    z.strictObject({ type: z.literal('correct'), id: Id, ...shape, reason: Reason }),
    z.strictObject({ type: z.literal('withdraw'), id: Id, reason: Reason }),
  ] as const;

/** Commands on what lasts: it ends, or did not end after all. */
export const lastingCommands = <S extends z.ZodRawShape>(shape: S) =>
  [
    ...entryCommands(shape),
    z.strictObject({
      type: z.literal('end'),
      id: Id,
      on: Day,
      reason: Line(200).default('—'),
    }),
    z.strictObject({ type: z.literal('resume'), id: Id, reason: Reason }),
  ] as const;
