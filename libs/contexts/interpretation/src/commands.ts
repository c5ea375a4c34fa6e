import { Address, AgencyId, entryCommands, Id, Reason } from '@gongkai/entries';
import { Day, Line, type Call, type WithKey } from '@gongkai/kernel';
import { z } from 'zod';
import { AnswerChannel, ArticleForm, ConcernKind, InterpretationKind, Part } from './events.js';

const title = Line(200);

const subject = {
  kind: InterpretationKind,
  title,
  on: Day,
  part: Part.nullable().default(null),
  principal: z.boolean().default(false),
  spokespersonId: Id.nullable().default(null),
  form: ArticleForm.nullable().default(null),
  explains: z
    .array(z.strictObject({ documentId: Id.nullable().default(null), title }))
    .max(20)
    .default([]),
  concernId: Id.nullable().default(null),
  address: Address,
};

export const InterpretationCommands = z.discriminatedUnion('type', [...entryCommands(subject)]);

const concern = { title, kind: ConcernKind, arisenOn: Day };

export const ConcernCommands = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('note'), agency: AgencyId, ...concern }),
  z.strictObject({ type: z.literal('correct'), concernId: Id, ...concern, reason: Reason }),
  z.strictObject({
    type: z.literal('answer'),
    concernId: Id,
    channel: AnswerChannel,
    /** Today when absent. */
    on: Day.optional(),
    address: Address,
  }),
  z.strictObject({
    type: z.literal('withdrawAnswer'),
    concernId: Id,
    answer: z.int().min(1),
    reason: Reason,
  }),
  z.strictObject({ type: z.literal('void'), concernId: Id, reason: Reason }),
]);

export type ConcernCommandData = WithKey<z.output<typeof ConcernCommands>, 'concernId'>;

export class InterpretationCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

export class ConcernCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
