import type { CollectionSpec, Day, Projection, Recorded } from '@gongkai/kernel';
import {
  directoryEvents,
  type AgencyKind,
  type DirectoryEvent,
  type DivisionKind,
} from './events.js';
import { begin, change, end, latest, type History } from './history.js';

export type NodeKind = DivisionKind | AgencyKind;

/** A node of the tree with its whole life: a division (tenant platform) or an agency (its tenant). */
export type NodeRow = History & {
  id: string;
  kind: NodeKind;
  /** The tenant whose government this is, or whose agency; null for a division without one. */
  tenant: string | null;
  grouping: boolean;
  government: { name: string; joinedOn: Day } | null;
  /** Revision of the node's own stream; an event at or below it is already in the row. */
  revision: number;
};

export const nodeRows: CollectionSpec<NodeRow> = {
  name: 'nodes',
  version: 1,
  keys: {
    code: (row) => latest(row).code,
    name: (row) => latest(row).name,
    kind: (row) => row.kind,
    parent: (row) => latest(row).parent,
    tenant: (row) => row.tenant,
    governed: (row) => (row.government === null ? 0 : 1),
    until: (row) => row.until,
  },
  indexes: [['code'], ['name'], ['parent', 'code'], ['governed', 'code']],
};

const keyOf = (event: Recorded<DirectoryEvent>): string | undefined => {
  switch (event.type) {
    case 'GovernmentJoined':
    case 'GovernmentRenamed':
      return event.data.division;
    case 'PostFilled':
    case 'PostPassedOn':
      return undefined;
    default:
      return event.meta.aggregateId;
  }
};

/** A town's government stands where the town stands; other agencies under their superior. */
const placeOf = (data: {
  division: string | null;
  parent: string | null;
  government: string;
}): string => data.division ?? data.parent ?? data.government;

const listed = (event: Recorded<DirectoryEvent>, id: string): NodeRow | undefined => {
  const { revision } = event.meta;
  if (event.type === 'DivisionListed') {
    const { kind, grouping, since, code, name, parent } = event.data;
    const life = begin({ since, code, name, parent });
    return { id, kind, tenant: null, grouping, government: null, revision, ...life };
  }
  if (event.type === 'AgencyRegistered') {
    const { kind, since, code, name } = event.data;
    const life = begin({ since, code, name, parent: placeOf(event.data) });
    const { tenant } = event.meta;
    return { id, kind, tenant, grouping: false, government: null, revision, ...life };
  }
  return undefined;
};

const changed = (row: NodeRow, { type, data }: DirectoryEvent): NodeRow => {
  switch (type) {
    case 'DivisionRenamed':
    case 'AgencyRenamed':
      return change(row, data.on, { name: data.name });
    case 'DivisionRecoded':
      return change(row, data.on, { code: data.code, name: data.name });
    case 'AgencyRecoded':
      return change(row, data.on, { code: data.code });
    case 'DivisionMoved':
      return change(row, data.on, { code: data.code, parent: data.parent });
    case 'AgencyMoved':
      return change(row, data.on, { parent: placeOf(data) });
    case 'DivisionMerged':
    case 'AgencyMerged':
      return end(row, data.on, data.into);
    case 'DivisionAbolished':
    case 'AgencyAbolished':
      return end(row, data.on, null);
    default:
      return row;
  }
};

/** The row after an event; the same row when the event is already in it. */
export const applyToNode = (
  row: NodeRow | undefined,
  event: Recorded<DirectoryEvent>,
  id: string,
): NodeRow | undefined => {
  if (row === undefined) return listed(event, id);
  if (event.type === 'GovernmentJoined')
    return {
      ...row,
      tenant: event.meta.aggregateId,
      government: { name: event.data.name, joinedOn: event.data.on },
    };
  if (event.type === 'GovernmentRenamed')
    return row.government
      ? { ...row, government: { ...row.government, name: event.data.name } }
      : row;
  const { revision } = event.meta;
  return revision <= row.revision ? row : { ...changed(row, event), revision };
};

export const nodeProjection: Projection<NodeRow, DirectoryEvent> = {
  name: 'directoryNodes',
  version: 1,
  events: directoryEvents,
  collection: nodeRows,
  key: keyOf,
  apply: applyToNode,
};
