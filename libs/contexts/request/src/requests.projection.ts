import type { CollectionSpec, Projection } from '@gongkai/kernel';
import { requestStreamEvents, type RequestEvent } from './events.js';
import { rowAfter, type RequestRow } from './request-row.projection.js';

export const requestCollection: CollectionSpec<RequestRow> = {
  name: 'requests',
  version: 1,
  keys: {
    agency: (row) => row.agency,
    stage: (row) => row.stage,
    open: (row) => Number(row.outcome === null),
    late: (row) => Number(row.late),
    number: (row) => row.number,
    channel: (row) => row.channel,
    applicantKind: (row) => row.applicantKind,
    /** Whose it is: by identity number where there is one. */
    applicant: (row) => row.identityMac ?? row.person,
    officer: (row) => row.officer,
    outcome: (row) => row.outcome,
    receivedOn: (row) => row.receivedOn,
    dueOn: (row) => row.dueOn,
    lastOn: (row) => row.lastOn,
    clockFrom: (row) => (row.outcome === null && row.dueOn !== null ? row.startsOn : null),
    /** The due day of what is open, null of what is not: a calendar moves only those. */
    clockDue: (row) => (row.outcome === null ? row.dueOn : null),
  },
  indexes: [
    ['stage', 'dueOn'],
    ['open', 'dueOn'],
    ['agency', 'stage', 'dueOn'],
    ['applicant', 'receivedOn'],
    ['number'],
    ['receivedOn'],
    ['lastOn'],
    ['clockDue'],
  ],
  text: (row) => [row.subject ?? '', row.number].join('\n'),
  textOrder: 'receivedOn',
};

/** One row per request, for the officers of its government and for its applicant. */
export const requestRows: Projection<RequestRow, RequestEvent> = {
  name: 'requests',
  version: 1,
  events: requestStreamEvents,
  collection: requestCollection,
  key: ({ meta }) => (meta.aggregate === 'request' ? meta.aggregateId : undefined),
  apply: (row, event) => rowAfter(row, event, event.meta.occurredOn),
};
