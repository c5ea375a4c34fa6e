import { freshnessKey } from '@gongkai/catalogue';
import type { CollectionSpec, Day, Projection, Recorded } from '@gongkai/kernel';
import { afterEvents, gazetteIssueEvents, type GazetteIssueEvent } from './events.after.js';
import { publicationEvents, type PublicationEvent } from './events.js';
import { voidEvents } from './events.void.js';

export type ColumnUseRow = {
  column: string;
  agency: string | null;
  /** The latest days and how often something came on each, the newest first; a bounded number. */
  days: [Day, number][];
  /** The newest of the days that found no room there. */
  before: Day | null;
  lastPublishedOn: Day | null;
  items: number;
};

export const columnUseCollection: CollectionSpec<ColumnUseRow> = {
  name: 'columnUse',
  version: 2,
  keys: {
    column: (row) => row.column,
    agency: (row) => row.agency,
    lastPublishedOn: (row) => row.lastPublishedOn,
  },
};

const { DocumentPublished, DocumentAttested, SubmissionSent, SubmissionTaken, SubmissionReturned } =
  publicationEvents;
const { DocumentCorrected } = afterEvents;
const { PublicationRestated, PublicationVoided, CorrectionVoided, SubmissionVoided } = voidEvents;
const useEvents = {
  DocumentPublished,
  DocumentAttested,
  DocumentCorrected,
  PublicationRestated,
  PublicationVoided,
  CorrectionVoided,
};
type UseEvent = Extract<PublicationEvent, { type: keyof typeof useEvents }>;

type Use = { column: string; agency: string | null; on: Day; times: 1 | -1; items: 0 | 1 };

/** Which column something came into, when, or which of that is taken back. */
const useIn = ({ type, data, meta }: Recorded<UseEvent>): Use | undefined => {
  switch (type) {
    case 'DocumentPublished':
    case 'DocumentAttested':
      return data.item === null
        ? undefined
        : { ...data.item, on: data.publishedOn, times: 1, items: 1 };
    case 'DocumentCorrected':
      return { ...data.item, on: data.correctedOn, times: 1, items: 0 };
    case 'CorrectionVoided':
      return { ...data, agency: meta.agency, on: data.correctedOn, times: -1, items: 0 };
    default: {
      const times = type === 'PublicationRestated' ? 1 : -1;
      return data.entered
        ? { ...data, agency: meta.agency, on: data.publishedOn, times, items: 1 }
        : undefined;
    }
  }
};

/** How many of the latest days are kept: as many uses can be taken back before one is guessed. */
const DAYS_KEPT = 12;

const daysAfter = (
  { days, before }: Pick<ColumnUseRow, 'days' | 'before'>,
  { on, times }: Use,
): Pick<ColumnUseRow, 'days' | 'before'> => {
  const had = days.find(([day]) => day === on)?.[1] ?? 0;
  if (had === 0 && (times < 0 || (before !== null && on < before))) return { days, before };
  const others = days.filter(([day]) => day !== on);
  const now = had + times;
  const all: ColumnUseRow['days'] = now > 0 ? [...others, [on, now]] : others;
  all.sort(([a], [b]) => (a < b ? 1 : -1));
  const dropped = all[DAYS_KEPT]?.[0];
  return {
    days: all.slice(0, DAYS_KEPT),
    before: dropped !== undefined && dropped > (before ?? '') ? dropped : before,
  };
};

/** When each agency last put something into each column; the overdue list compares it with limits. */
export const columnUse: Projection<ColumnUseRow, UseEvent> = {
  name: 'columnUse',
  version: 2,
  events: useEvents,
  collection: columnUseCollection,
  key(event) {
    const use = useIn(event);
    return use && freshnessKey(use.column, use.agency);
  },
  apply(row, event) {
    const use = useIn(event)!;
    const { column, agency, times } = use;
    const { days, before } = daysAfter(row ?? { days: [], before: null }, use);
    const items = (row?.items ?? 0) + times * use.items;
    return { column, agency, days, before, lastPublishedOn: days[0]?.[0] ?? before, items };
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

const submissionEvents = { SubmissionSent, SubmissionTaken, SubmissionReturned, SubmissionVoided };
type SubmissionEvent = Extract<PublicationEvent, { type: keyof typeof submissionEvents }>;

/** One row per item sent to a superior's site (报送): with it, taken or returned; none that never was. */
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
    switch (event.type) {
      case 'SubmissionTaken': {
        const { takenOn: answeredOn, url } = event.data;
        return { ...row, outcome: 'taken', answeredOn, url };
      }
      case 'SubmissionReturned': {
        const { returnedOn: answeredOn, reason } = event.data;
        return { ...row, outcome: 'returned', answeredOn, reason };
      }
      case 'SubmissionVoided':
        return event.data.what === 'sent'
          ? undefined
          : { ...row, outcome: 'sent', answeredOn: null, reason: null, url: null };
    }
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
      case 'GazetteIssueCorrected': {
        const { title, releasedOn, copies } = event.data;
        return { ...row, title, releasedOn, copies };
      }
      case 'GazetteReleaseVoided':
        return { ...row, releasedOn: null, copies: null };
    }
  },
};
