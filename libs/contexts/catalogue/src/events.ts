import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

/** The four classes of a disclosure catalogue and the rest; figures count items by them. */
export const ColumnClass = z.enum(['functions', 'policy', 'plans', 'work', 'other']);
export type ColumnClass = z.infer<typeof ColumnClass>;

/** Kinds of agency a column may be reserved for; `government` is the government's own office. */
export const ColumnAgencyKind = z.enum([
  'government',
  'department',
  'subdistrict',
  'township',
  'institution',
  'enterprise',
]);
export type ColumnAgencyKind = z.infer<typeof ColumnAgencyKind>;

/**
 * 栏目负责制: `regular` columns must show something new within the limit, `adHoc` ones when there is
 * something to publish, `permanent` ones stand until the matter itself changes.
 */
export const UpdateMode = z.enum(['regular', 'adHoc', 'permanent']);
export type UpdateMode = z.infer<typeof UpdateMode>;

/** One part of an index number (索引号), in the order written. */
export const IndexNumberPart = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('literal'), text: z.string().min(1).max(30) }),
  z.strictObject({ kind: z.literal('agencyCode') }),
  /** The whole column code, or `length` characters of it from the `from`th on, filled with 0. */
  z.strictObject({
    kind: z.literal('columnCode'),
    from: z.int().min(1).max(12).optional(),
    length: z.int().min(1).max(12).optional(),
  }),
  z.strictObject({ kind: z.literal('year') }),
  z.strictObject({ kind: z.literal('yearMonth') }),
  z.strictObject({ kind: z.literal('date') }),
  /** At least `width` digits; a series that outgrows its width goes on with more. */
  z.strictObject({ kind: z.literal('serial'), width: z.int().min(1).max(10) }),
]);
export type IndexNumberPart = z.infer<typeof IndexNumberPart>;
export const IndexNumberTemplate = z.array(IndexNumberPart).min(1).max(20);
export type IndexNumberTemplate = z.infer<typeof IndexNumberTemplate>;

const days = z.int().min(1).max(3_650).nullable();
const agency = z.string().nullable();

export const catalogueEvents = {
  /** 条例第十二条: the government has a catalogue; its index numbers follow this template. */
  CatalogueAdopted: event(z.strictObject({ indexNumber: IndexNumberTemplate, adoptedOn: Day }), {
    occurredOn: (d) => d.adoptedOn,
  }),
  IndexNumberTemplateReplaced: event(
    z.strictObject({ indexNumber: IndexNumberTemplate, replacedOn: Day }),
    { occurredOn: (d) => d.replacedOn },
  ),
  ColumnAdded: event(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      parent: z.string().nullable(),
      class: ColumnClass,
      /** Empty: for agencies of every kind. */
      agencyKinds: z.array(ColumnAgencyKind),
      /** Null: whoever the column is for. */
      responsibleAgency: agency,
      updateMode: UpdateMode,
      updateWithinDays: days,
      addedOn: Day,
    }),
    { occurredOn: (d) => d.addedOn },
  ),
  ColumnRenamed: event(
    z.strictObject({ code: z.string(), name: z.string(), formerName: z.string(), renamedOn: Day }),
    { occurredOn: (d) => d.renamedOn },
  ),
  ColumnMoved: event(
    z.strictObject({
      code: z.string(),
      parent: z.string().nullable(),
      formerParent: z.string().nullable(),
      movedOn: Day,
    }),
    { occurredOn: (d) => d.movedOn },
  ),
  ColumnDutyAssigned: event(
    z.strictObject({
      code: z.string(),
      responsibleAgency: agency,
      updateMode: UpdateMode,
      updateWithinDays: days,
      assignedOn: Day,
    }),
    { occurredOn: (d) => d.assignedOn },
  ),
  ColumnClosed: event(
    z.strictObject({
      code: z.string(),
      reason: z.string(),
      successor: z.string().nullable(),
      closedOn: Day,
    }),
    { occurredOn: (d) => d.closedOn },
  ),
};
export type CatalogueEvent = EventOf<typeof catalogueEvents>;

const part = z.string().nullable();

/** 条例第十二条第二款 (2007 第十九条): what a guide says; null where a draft does not say it yet. */
export const GuideContents = z.strictObject({
  classification: part,
  arrangement: part,
  waysToObtain: part,
  officeName: part,
  officeAddress: part,
  officeHours: part,
  officePhone: part,
  officeFax: part,
  officeInternet: part,
  officeEmail: part,
});
export type GuideContents = z.infer<typeof GuideContents>;

/** Which edition of the Regulations says what a guide must contain. */
export const GuideEdition = z.enum(['cn2007', 'cn2019']);
export type GuideEdition = z.infer<typeof GuideEdition>;

const number = z.int().min(1);

export const guideEvents = {
  GuideVersionDrafted: event(z.strictObject({ agency, number, contents: GuideContents })),
  GuideVersionRevised: event(z.strictObject({ number, contents: GuideContents })),
  GuideVersionPublished: event(
    z.strictObject({ number, edition: GuideEdition, publishedOn: Day }),
    { occurredOn: (d) => d.publishedOn },
  ),
  GuideVersionSuperseded: event(z.strictObject({ number, by: number, supersededOn: Day }), {
    occurredOn: (d) => d.supersededOn,
  }),
  /** 条例第十二条第一款: looked through and still right, without a new version. */
  GuideVersionConfirmed: event(z.strictObject({ number, confirmedOn: Day }), {
    occurredOn: (d) => d.confirmedOn,
  }),
};
export type GuideEvent = EventOf<typeof guideEvents>;
