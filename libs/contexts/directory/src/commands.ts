import { BlankText, Day, Line, type Call } from '@gongkai/kernel';
import { z } from 'zod';
import { AgencyKind, DivisionKind, Post } from './events.js';

/** `data` is parsed by the handler. */
export class DivisionCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
export class GovernmentCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
export class AgencyCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);
const name = Line(100);
const ground = Line(200).nullish().default(null);
/** GB/T 2260 for counties and above, with the three digits of GB/T 10114 for towns. */
const divisionCode = z.string().regex(/^\d{6}(\d{3})?$/);
/** Offices number agencies in their own ways: 014314799, GSD0122, 11341702486344515H. */
const agencyCode = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z-]{0,31}$/);
const since = Day.nullish().default(null);

export const DivisionCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('list'),
    kind: DivisionKind,
    code: divisionCode,
    name,
    parent: id.nullable(),
    since,
    grouping: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('rename'), division: id, name, on: Day, ground }),
  z.strictObject({
    type: z.literal('recode'),
    division: id,
    code: divisionCode,
    name,
    on: Day,
    ground,
  }),
  z.strictObject({
    type: z.literal('move'),
    division: id,
    parent: id,
    code: divisionCode,
    on: Day,
    ground,
  }),
  z.strictObject({ type: z.literal('merge'), division: id, into: id, on: Day, ground }),
  z.strictObject({ type: z.literal('abolish'), division: id, on: Day, ground }),
]);
export type DivisionCommandData = z.infer<typeof DivisionCommands>;

export const GovernmentCommands = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('join'), division: id, name, on: Day }),
  z.strictObject({ type: z.literal('rename'), government: id, name, on: Day }),
]);
export type GovernmentCommandData = z.infer<typeof GovernmentCommands>;

const holder = {
  agency: id,
  post: Post,
  title: Line(100),
  account: id.nullish().default(null),
  name: name.nullish().default(null),
  on: Day,
};

export const AgencyCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('register'),
    kind: AgencyKind,
    code: agencyCode,
    name,
    parent: id.nullish().default(null),
    division: id.nullish().default(null),
    since,
  }),
  z.strictObject({ type: z.literal('rename'), agency: id, name, on: Day }),
  z.strictObject({ type: z.literal('recode'), agency: id, code: agencyCode, on: Day }),
  z.strictObject({
    type: z.literal('move'),
    agency: id,
    parent: id.nullish().default(null),
    division: id.nullish().default(null),
    on: Day,
  }),
  z.strictObject({ type: z.literal('merge'), agency: id, into: id, on: Day }),
  z.strictObject({ type: z.literal('abolish'), agency: id, on: Day }),
  z.strictObject({ type: z.literal('fillPost'), ...holder }),
  z.strictObject({
    type: z.literal('handOverPost'),
    ...holder,
    note: BlankText(2000).nullish().default(''),
  }),
]);
export type AgencyCommandData = z.infer<typeof AgencyCommands>;
