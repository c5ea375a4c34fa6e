import { freshnessKey } from '@gongkai/catalogue';
import type { CollectionSpec, Day, Projection } from '@gongkai/kernel';
import { afterEvents, gazetteIssueEvents, type GazetteIssueEvent } from './events.after.js';
import { publicationEvents, type PublicationEvent } from './events.js';

export type ColumnUseRow = {
  column: string;
  agency: string | null;
  lastPublishedOn: Day;
  items: number;
};

export const columnUseCollection: CollectionSpec<ColumnUseRow> = {
  name: 'columnUse',
  version: 1,
  keys: {
    column: (row) => row.column,
    agency: (row) => row.agency,
    lastPublishedOn: (row) => row.lastPublishedOn,
  },
};

const { DocumentPublished, DocumentAttested, SubmissionSent, SubmissionTaken, SubmissionReturned } =
  publicationEvents;
const { DocumentCorrected } = afterEvents;
const useEvents = { DocumentPublished, DocumentAttested, DocumentCorrected };
type UseEvent = Extract<PublicationEvent, { type: keyof typeof useEvents }>;

/** When each agency last put something into each column; the overdue list compares it with limits. */
export const columnUse: Projection<ColumnUseRow, UseEvent> = {
  name: 'columnUse',
  version: 1,
  events: useEvents,
  collection: columnUseCollection,
  key: ({ data: { item } }) => (item && freshnessKey(item.column, item.agency)) || undefined,
  apply(row, event) {
    const { item } = event.data;
    if (item === null) return row;
    const on = event.type === 'DocumentCorrected' ? event.data.correctedOn : event.data.publishedOn;
    const { column, agency } = item;
    return {
      column,
      agency,
      lastPublishedOn: row && row.lastPublishedOn > on ? row.lastPublishedOn : on,
      items: (row?.items ?? 0) + Number(event.type !== 'DocumentCorrected'),
    };
  },
};

export type SubmissionRow = {
  documentId: string;
  /** Whose paper it is. */
  agency: string | null;
  submission: number;
  to: string;
  site: string;
  sentOn: Day;
  outcome: 'sent' | 'taken' | 'returned';
  answeredOn: Day | null;
  reason: string | null;
  url: string | null;
};

export const submissionCollection: CollectionSpec<SubmissionRow> = {
  name: 'submissions',
  version: 2,
  keys: {
    agency: (row) => row.agency,
    documentId: (row) => row.documentId,
    to: (row) => row.to,
    site: (row) => row.site,
    outcome: (row) => row.outcome,
    sentOn: (row) => row.sentOn,
  },
  indexes: [['outcome', 'sentOn'], ['sentOn'], ['documentId']],
};

const submissionEvents = { SubmissionSent, SubmissionTaken, SubmissionReturned };
type SubmissionEvent = Extract<PublicationEvent, { type: keyof typeof submissionEvents }>;

/** One row per item sent to a superior's site (报送): with it, taken or returned. */
export const submissionRows: Projection<SubmissionRow, SubmissionEvent> = {
  name: 'submissions',
  version: 2,
  events: submissionEvents,
  collection: submissionCollection,
  key: ({ data: { documentId, submission } }) => `${documentId}.${submission}`,
  apply(row, event) {
    if (event.type === 'SubmissionSent') {
      const { documentId, submission, to, site, sentOn } = event.data;
      const { agency } = event.meta;
      const open = { outcome: 'sent', answeredOn: null, reason: null, url: null } as const;
      return { documentId, agency, submission, to, site, sentOn, ...open };
    }
    if (!row) return undefined;
    if (event.type === 'SubmissionTaken') {
      const { takenOn: answeredOn, url } = event.data;
      return { ...row, outcome: 'taken', answeredOn, url };
    }
    const { returnedOn: answeredOn, reason } = event.data;
    return { ...row, outcome: 'returned', answeredOn, reason };
  },
};

export type GazetteIssueRow = {
  id: string;
  year: number;
  number: number;
  title: string;
  pickUpPoints: string[];
  releasedOn: Day | null;
  copies: number | null;
};

export const gazetteIssueCollection: CollectionSpec<GazetteIssueRow> = {
  name: 'gazetteIssues',
  version: 1,
  keys: {
    year: (row) => row.year,
    number: (row) => row.number,
    order: (row) => row.year * 10_000 + row.number,
    released: (row) => Number(row.releasedOn !== null),
  },
  indexes: [['order']],
};

/** One row per gazette issue; its items are found in `items` by the issue's id. */
export const gazetteIssueRows: Projection<GazetteIssueRow, GazetteIssueEvent> = {
  name: 'gazetteIssues',
  version: 1,
  events: gazetteIssueEvents,
  collection: gazetteIssueCollection,
  key: (event) => event.data.issueId,
  apply(row, event, id) {
    if (event.type === 'GazetteIssuePlanned') {
      const { year, number, title } = event.data;
      return { id, year, number, title, pickUpPoints: [], releasedOn: null, copies: null };
    }
    if (!row) return undefined;
    switch (event.type) {
      case 'PickUpPointAdded':
        return { ...row, pickUpPoints: [...row.pickUpPoints, event.data.place] };
      case 'PickUpPointRemoved': {
        const pickUpPoints = row.pickUpPoints.filter((place) => place !== event.data.place);
        return { ...row, pickUpPoints };
      }
      case 'GazetteIssueReleased': {
        const { releasedOn, copies } = event.data;
        return { ...row, releasedOn, copies };
      }
    }
  },
};
