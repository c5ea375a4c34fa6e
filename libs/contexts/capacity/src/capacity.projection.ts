import { entryKeys, entryRows, type EntryRow } from '@gongkai/entries';
import type { CollectionSpec } from '@gongkai/kernel';
import { activityNames, fundsNames, leadingBodyNames, resourceNames } from './decider.js';
import {
  activityEvents,
  fundsEvents,
  leadingBodyEvents,
  resourceEvents,
  type Activity,
  type ActivityEvent,
  type Funds,
  type FundsEvent,
  type LeadingBody,
  type LeadingBodyEvent,
  type Resource,
  type ResourceEvent,
} from './events.js';

export const resourceCollection: CollectionSpec<EntryRow<Resource>> = {
  name: 'resources',
  version: 1,
  keys: { ...entryKeys, kind: (row) => row.kind, since: (row) => row.since },
  indexes: [['since'], ['agency', 'since'], ['kind', 'since']],
};
export const resourceRows = entryRows<Resource, ResourceEvent>(
  resourceCollection,
  resourceEvents,
  resourceNames,
);

export const fundsCollection: CollectionSpec<EntryRow<Funds>> = {
  name: 'funds',
  version: 1,
  keys: { ...entryKeys, on: (row) => row.on },
  indexes: [['on'], ['agency', 'on']],
};
export const fundsRows = entryRows<Funds, FundsEvent>(fundsCollection, fundsEvents, fundsNames);

export const activityCollection: CollectionSpec<EntryRow<Activity>> = {
  name: 'activities',
  version: 1,
  keys: {
    ...entryKeys,
    kind: (row) => row.kind,
    on: (row) => row.on,
    bodyId: (row) => row.bodyId,
  },
  indexes: [['on'], ['agency', 'on'], ['kind', 'on'], ['bodyId', 'on']],
};
export const activityRows = entryRows<Activity, ActivityEvent>(
  activityCollection,
  activityEvents,
  activityNames,
);

export const leadingBodyCollection: CollectionSpec<EntryRow<LeadingBody>> = {
  name: 'leadingBodies',
  version: 1,
  keys: { ...entryKeys, kind: (row) => row.kind, since: (row) => row.since },
  sets: { members: (row) => row.members.flatMap(({ agency }) => agency ?? []) },
  indexes: [['since'], ['agency', 'since'], ['kind', 'since']],
};
export const leadingBodyRows = entryRows<LeadingBody, LeadingBodyEvent>(
  leadingBodyCollection,
  leadingBodyEvents,
  leadingBodyNames,
);
