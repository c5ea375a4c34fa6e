import { Address, Id, lastingCommands, Reason, type EntryCommand } from '@gongkai/entries';
import { Code, Day, Line, type Call } from '@gongkai/kernel';
import { z } from 'zod';
import { LinkFinding, RuleStage, SiteKind, type Site } from './events.js';

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

const linkCheckCommands = [
  z.strictObject({
    type: z.literal('check'),
    id: Id,
    /** Today when absent. */
    on: Day.optional(),
    finding: LinkFinding,
    remark: Line(200).nullable().default(null),
  }),
  z.strictObject({
    type: z.literal('withdrawCheck'),
    id: Id,
    check: z.int().min(1),
    reason: Reason,
  }),
] as const;
export type LinkCheckCommandData = z.output<(typeof linkCheckCommands)[number]>;

export const SiteCommands = z.discriminatedUnion('type', [
  ...lastingCommands({
    kind: SiteKind,
    name: Line(100),
    /** Kept and shown, never fetched: what the site carries is what an officer says of it. */
    address: z.url({ protocol: /^https?$/ }).max(500),
    openedOn: Day,
  }),
  ...linkCheckCommands,
]);
export type SiteCommandData = EntryCommand<Site> | LinkCheckCommandData;

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

export class SiteCommand {
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
