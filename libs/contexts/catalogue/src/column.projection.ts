import {
  pickEvents,
  type CollectionSpec,
  type Day,
  type EventOf,
  type Projection,
  type Recorded,
} from '@gongkai/kernel';
import {
  catalogueEvents,
  type ColumnAgencyKind,
  type ColumnClass,
  type IndexNumberTemplate,
  type UpdateMode,
} from './events.js';

export type ColumnRow = {
  code: string;
  name: string;
  formerNames: string[];
  parent: string | null;
  class: ColumnClass;
  agencyKinds: ColumnAgencyKind[];
  responsibleAgency: string | null;
  updateMode: UpdateMode;
  updateWithinDays: number | null;
  addedOn: Day;
  dutyFrom: Day;
  closedOn: Day | null;
  closedBecause: string | null;
  successor: string | null;
};

export const columnCollection: CollectionSpec<ColumnRow> = {
  name: 'columns',
  version: 1,
  keys: {
    parent: (row) => row.parent,
    class: (row) => row.class,
    responsibleAgency: (row) => row.responsibleAgency,
    updateMode: (row) => row.updateMode,
    open: (row) => (row.closedOn === null ? 1 : 0),
  },
};

const columnEvents = pickEvents(
  catalogueEvents,
  'ColumnAdded',
  'ColumnRenamed',
  'ColumnMoved',
  'ColumnDutyAssigned',
  'ColumnClosed',
);
type ColumnEvent = EventOf<typeof columnEvents>;

/** One row per column of a government's catalogue, closed ones included. */
export const columnRows: Projection<ColumnRow, ColumnEvent> = {
  name: 'columnRows',
  version: 1,
  events: columnEvents,
  collection: columnCollection,
  key: (event) => event.data.code,
  apply(row, event: Recorded<ColumnEvent>) {
    if (event.type === 'ColumnAdded') {
      const { addedOn } = event.data;
      const none = { formerNames: [], closedOn: null, closedBecause: null, successor: null };
      return { ...event.data, ...none, dutyFrom: addedOn };
    }
    if (!row) return undefined;
    switch (event.type) {
      case 'ColumnRenamed': {
        const { name, formerName } = event.data;
        return { ...row, name, formerNames: [...row.formerNames, formerName] };
      }
      case 'ColumnMoved':
        return { ...row, parent: event.data.parent };
      case 'ColumnDutyAssigned': {
        const { assignedOn, ...duty } = event.data;
        return { ...row, ...duty, dutyFrom: assignedOn };
      }
      case 'ColumnClosed': {
        const { closedOn, reason, successor } = event.data;
        return { ...row, closedOn, closedBecause: reason, successor };
      }
    }
  },
};

export type CatalogueRow = { adoptedOn: Day; indexNumber: IndexNumberTemplate };

export const catalogueCollection: CollectionSpec<CatalogueRow> = {
  name: 'catalogues',
  version: 1,
  keys: {},
};

const adoptionEvents = pickEvents(
  catalogueEvents,
  'CatalogueAdopted',
  'IndexNumberTemplateReplaced',
);
type AdoptionEvent = EventOf<typeof adoptionEvents>;

/** One row per government: since when it has a catalogue, and how its items are numbered. */
export const catalogueRows: Projection<CatalogueRow, AdoptionEvent> = {
  name: 'catalogueRows',
  version: 1,
  events: adoptionEvents,
  collection: catalogueCollection,
  key: (event) => event.meta.aggregateId,
  apply(row, event) {
    switch (event.type) {
      case 'CatalogueAdopted':
        return event.data;
      case 'IndexNumberTemplateReplaced':
        return row ? { ...row, indexNumber: event.data.indexNumber } : undefined;
    }
  },
};
