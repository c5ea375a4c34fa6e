import { Address, Id, lastingCommands } from '@gongkai/entries';
import { Code, Day, Line, type Call } from '@gongkai/kernel';
import { z } from 'zod';
import { RuleStage } from './events.js';

const kind = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/);

export const WorkRuleCommands = z.discriminatedUnion('type', [
  ...lastingCommands({
    kind: kind.nullable().default(null),
    title: Line(200),
    documentNumber: Line(100).nullable().default(null),
    stage: RuleStage,
    edition: Line(60).nullable().default(null),
    inForceFrom: Day,
    publishedOn: Day.nullable().default(null),
    documentId: Id.nullable().default(null),
    address: Address,
  }),
]);

export const SpokespersonCommands = z.discriminatedUnion('type', [
  ...lastingCommands({
    name: Line(60),
    post: Line(100),
    officePhone: Code(40).nullable().default(null),
    since: Day,
  }),
]);

export const RuleListCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('adopt'),
    entries: z
      .array(z.strictObject({ kind, zh: Line(60), en: Line(120) }))
      .min(1)
      .max(60),
    /** Today when absent. */
    adoptedOn: Day.optional(),
    basis: Line(200).nullable().default(null),
  }),
]);
export type RuleListCommandData = z.output<typeof RuleListCommands>;

export class WorkRuleCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

export class SpokespersonCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

export class RuleListCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
