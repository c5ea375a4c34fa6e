import { Address, entryCommands, Id, lastingCommands } from '@gongkai/entries';
import { COUNT_PORTIONS, largestIn, MONEY_PORTIONS } from '@gongkai/figures';
import { Day, Line, Text, type Call } from '@gongkai/kernel';
import { z } from 'zod';
import {
  ActivityKind,
  LeadingBodyKind,
  MemberRole,
  RESOURCE_NUMBER_MAX,
  ResourceKind,
} from './events.js';

const line = (max: number) => Line(max).nullable().default(null);

export const ResourceCommands = z.discriminatedUnion('type', [
  ...lastingCommands({
    kind: ResourceKind,
    number: z.int().min(1).max(RESOURCE_NUMBER_MAX).default(1),
    name: Line(120),
    address: Address,
    hours: line(120),
    since: Day,
  }),
]);

export const FundsCommands = z.discriminatedUnion('type', [
  ...entryCommands({
    purpose: Line(200),
    on: Day,
    amountFen: z.int().min(1).max(largestIn(MONEY_PORTIONS)),
    source: line(200),
  }),
]);

const number = z.int().min(0).max(largestIn(COUNT_PORTIONS)).default(0);
export const ActivityCommands = z.discriminatedUnion('type', [
  ...entryCommands({
    kind: ActivityKind,
    title: Line(200),
    on: Day,
    bodyId: Id.nullable().default(null),
    people: number,
    leaflets: number,
    by: line(100),
    summary: Text(20_000).nullable().default(null),
    address: Address,
  }),
]);

export const LeadingBodyCommands = z.discriminatedUnion('type', [
  ...lastingCommands({
    kind: LeadingBodyKind,
    name: Line(120),
    documentNumber: line(100),
    since: Day,
    members: z
      .array(
        z.strictObject({
          agency: Id.nullable().default(null),
          name: Line(120),
          post: line(100),
          role: MemberRole,
          duties: line(1_000),
        }),
      )
      .max(200)
      .default([]),
  }),
]);

export class ResourceCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

export class FundsCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

export class ActivityCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

export class LeadingBodyCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
