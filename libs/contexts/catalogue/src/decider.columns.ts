import { nameKey, Rejection, type Day, type Facts } from '@gongkai/kernel';
import type { ColumnInput } from './commands.js';
import { rejectCatalogue } from './errors.js';
import type { ColumnAgencyKind, ColumnClass, IndexNumberTemplate, UpdateMode } from './events.js';

export const COLUMN_DEPTH_MAX = 5;
export const COLUMNS_MAX = 500;

export type Column = {
  code: string;
  name: string;
  parent: string | null;
  class: ColumnClass;
  agencyKinds: readonly ColumnAgencyKind[];
  responsibleAgency: string | null;
  updateMode: UpdateMode;
  updateWithinDays: number | null;
  /** The day from which the duty as it stands is owed. */
  dutyFrom: Day;
  closedOn: Day | null;
};

export type Catalogue = {
  adopted: boolean;
  columns: Readonly<Record<string, Column>>;
  /** Every template so far, the one in force last; numbers given under the others stay good. */
  templates: readonly IndexNumberTemplate[];
};

/** What the handler looked up about the agencies a command names. */
export type AgencyFacts = Facts & {
  /** By id; an agency that is not there is unknown. */
  agencies: Readonly<Record<string, 'active' | 'inactive'>>;
};

/** The column with this code, open or closed. */
export const columnOf = (catalogue: Catalogue, code: string): Column | undefined =>
  Object.hasOwn(catalogue.columns, code) ? catalogue.columns[code] : undefined;

/** The template by which numbers are given today. */
export const templateOf = (catalogue: Catalogue): IndexNumberTemplate | undefined =>
  catalogue.templates.at(-1);

/** The codes from the top of the tree to this column; empty when there is no such column. */
export const columnPath = (catalogue: Catalogue, code: string): string[] => {
  const path: string[] = [];
  for (
    let column = columnOf(catalogue, code);
    column && path.length < COLUMN_DEPTH_MAX * 2;
    column = column.parent === null ? undefined : columnOf(catalogue, column.parent)
  )
    path.unshift(column.code);
  return path;
};

const isFor = (catalogue: Catalogue, code: string, agencyKind: ColumnAgencyKind): boolean =>
  columnPath(catalogue, code).every((step) => {
    const kinds = columnOf(catalogue, step)!.agencyKinds;
    return kinds.length === 0 || kinds.includes(agencyKind);
  });

/** The open columns agencies of this kind may publish in, in the order of their codes. */
export const columnsFor = (catalogue: Catalogue, agencyKind: ColumnAgencyKind): Column[] =>
  Object.values(catalogue.columns)
    .filter((column) => column.closedOn === null && isFor(catalogue, column.code, agencyKind))
    .sort((a, b) => (a.code < b.code ? -1 : 1));

/** The column an agency wants to publish in, or why it may not. */
export const columnToPublishIn = (
  catalogue: Catalogue,
  code: string,
  agencyKind: ColumnAgencyKind,
  field = 'columnCode',
): Column | Rejection => {
  const column = openColumn(catalogue, code, field);
  if (column instanceof Rejection || isFor(catalogue, code, agencyKind)) return column;
  return rejectCatalogue('catalogue.columnNotForAgency', { code, agencyKind }, field);
};

/** The column if it is there and open, or why not. */
export const openColumn = (
  catalogue: Catalogue,
  code: string,
  field: string,
): Column | Rejection => {
  if (!catalogue.adopted) return rejectCatalogue('catalogue.notAdopted', {}, field);
  const column = columnOf(catalogue, code);
  if (!column) return rejectCatalogue('catalogue.columnUnknown', { code }, field);
  if (column.closedOn !== null)
    return rejectCatalogue('catalogue.columnClosed', { code, closedOn: column.closedOn }, field);
  return column;
};

/** The open columns directly below; null for the top. */
export const openChildren = (catalogue: Catalogue, parent: string | null): Column[] =>
  Object.values(catalogue.columns).filter(
    (column) => column.parent === parent && column.closedOn === null,
  );

/** Whether an open column beside it has the same name in any composition. */
export const nameTaken = (
  catalogue: Catalogue,
  parent: string | null,
  name: string,
  code: string,
) =>
  openChildren(catalogue, parent).some(
    (column) => column.code !== code && nameKey(column.name) === nameKey(name),
  );

/** How many levels hang from a column, itself included. */
export const heightOf = (catalogue: Catalogue, code: string): number =>
  1 + Math.max(0, ...openChildren(catalogue, code).map((child) => heightOf(catalogue, child.code)));

/** 栏目负责制: who keeps the column up to date, how, and within how many days. */
export const checkDuty = (
  { responsibleAgency, updateMode, updateWithinDays }: Duty,
  { agencies }: AgencyFacts,
  prefix = '',
): Rejection | undefined => {
  if (updateMode === 'regular' && updateWithinDays === null)
    return rejectCatalogue('catalogue.limitMissing', {}, `${prefix}updateWithinDays`);
  if (updateMode === 'permanent' && updateWithinDays !== null)
    return rejectCatalogue('catalogue.limitNotWanted', {}, `${prefix}updateWithinDays`);
  return responsibleAgency === null
    ? undefined
    : checkAgency(responsibleAgency, agencies, `${prefix}responsibleAgency`);
};
type Duty = Pick<ColumnInput, 'responsibleAgency' | 'updateMode' | 'updateWithinDays'>;

/** An agency that a command names must exist and be active. */
export const checkAgency = (
  agency: string,
  agencies: AgencyFacts['agencies'],
  field: string,
): Rejection | undefined => {
  const known = Object.hasOwn(agencies, agency) ? agencies[agency] : undefined;
  if (!known) return rejectCatalogue('catalogue.agencyUnknown', { agency }, field);
  if (known === 'inactive') return rejectCatalogue('catalogue.agencyInactive', { agency }, field);
  return undefined;
};
