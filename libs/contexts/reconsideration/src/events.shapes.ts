import { Day } from '@gongkai/kernel';
import { z } from 'zod';
import { packAppeal, type AppealFacet } from './events.facets.js';
import { CHALLENGE_KINDS, LawEdition, Procedure, type TableOutcome } from './events.kinds.js';

export const reconsiderationId = z.string().min(1);
export const by = z.string().min(1);
export const on = { occurredOn: (data: { on: string }) => data.on };
/** What the figures need to know of a case, said again by each event they count. */
export const counted = {
  challenge: z.enum(CHALLENGE_KINDS),
  edition: LawEdition,
  procedure: Procedure.nullable(),
  reviewFirst: z.boolean(),
  /** The day the case was filed: who ends it in a later year has carried it over. */
  filedOn: Day,
};
export type Counted = {
  challenge: AppealFacet['challenge'];
  edition: AppealFacet['edition'];
  procedure: Procedure | null;
  reviewFirst: boolean;
  filedOn: string;
};
export const facetOf = (
  data: Counted,
  late: boolean,
  tableOutcome: TableOutcome | null = null,
  on: string | null = null,
): number =>
  packAppeal({
    ...data,
    late,
    tableOutcome,
    simplified: data.procedure === 'simplified',
    carriedOver: on !== null && on.slice(0, 4) > data.filedOn.slice(0, 4),
  });
/** Facet and day of an event that ends a case. */
export const ends = {
  occurredOn: (data: { on: string }) => data.on,
  facet: (data: Counted & { on: string; late: boolean; tableOutcome: TableOutcome }) =>
    facetOf(data, data.late, data.tableOutcome, data.on),
};
export const ofTheWatch = {
  occurredOn: (data: { notedOn: string }) => data.notedOn,
  facet: (data: Counted) => facetOf(data, true),
};
