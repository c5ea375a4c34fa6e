import { Code, Day, Line, Text, type Call } from '@gongkai/kernel';
import { z } from 'zod';
import { ColumnAgencyKind, ColumnClass, IndexNumberTemplate, UpdateMode } from './events.js';

/** Column codes are letters and digits, so that an index number can be read back. */
const ColumnCode = Code(12).regex(/^[0-9A-Za-z]+$/, '只能用字母和数字 · letters and digits only');
const AgencyId = z.string().regex(/^[A-Za-z0-9]{1,64}$/);

const duty = {
  responsibleAgency: AgencyId.nullable().default(null),
  updateMode: UpdateMode,
  updateWithinDays: z.int().min(1).max(3_650).nullable().default(null),
};

export const ColumnInput = z.strictObject({
  code: ColumnCode,
  name: Line(60),
  parent: ColumnCode.nullable().default(null),
  class: ColumnClass,
  agencyKinds: z
    .array(ColumnAgencyKind)
    .max(6)
    .nullish()
    .transform((kinds) => kinds ?? []),
  ...duty,
});
export type ColumnInput = z.infer<typeof ColumnInput>;

const Template = IndexNumberTemplate.superRefine((parts, context) => {
  for (const [i, part] of parts.entries())
    if (part.kind === 'literal' && !Code(30).safeParse(part.text).success)
      context.addIssue({ code: 'custom', path: [i, 'text'], message: '字符不合格 · not allowed' });
});

export const CatalogueCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('adopt'),
    columns: z.array(ColumnInput).max(500),
    indexNumber: Template,
  }),
  z.strictObject({ type: z.literal('replaceTemplate'), indexNumber: Template }),
  z.strictObject({ type: z.literal('addColumn'), ...ColumnInput.shape }),
  z.strictObject({ type: z.literal('renameColumn'), code: ColumnCode, name: Line(60) }),
  z.strictObject({
    type: z.literal('moveColumn'),
    code: ColumnCode,
    parent: ColumnCode.nullable(),
  }),
  z.strictObject({ type: z.literal('assignDuty'), code: ColumnCode, ...duty }),
  z.strictObject({
    type: z.literal('closeColumn'),
    code: ColumnCode,
    reason: Line(200),
    successor: ColumnCode.nullable().default(null),
  }),
]);
export type CatalogueCommandData = z.infer<typeof CatalogueCommands>;

const part = (max: number) => Text(max).nullable().default(null);

export const GuideContentsInput = z.strictObject({
  classification: part(5_000),
  arrangement: part(5_000),
  waysToObtain: part(5_000),
  officeName: part(200),
  officeAddress: part(500),
  officeHours: part(500),
  officePhone: part(200),
  officeFax: part(200),
  officeInternet: part(500),
  officeEmail: part(200),
});

const guideAgency = AgencyId.nullable().default(null);

export const GuideCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('draft'),
    agency: guideAgency,
    contents: GuideContentsInput,
  }),
  z.strictObject({
    type: z.literal('publish'),
    agency: guideAgency,
    /** The day it was put before the public; today when absent. */
    publishedOn: Day.nullable().default(null),
  }),
  z.strictObject({
    type: z.literal('confirm'),
    agency: guideAgency,
    confirmedOn: Day.nullable().default(null),
  }),
]);
export type GuideCommandData = z.infer<typeof GuideCommands>;

/** A command to the catalogue of the caller's government. */
export class CatalogueCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}

/** A command to the guide of one agency of the caller's government. */
export class GuideCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
  ) {}
}
