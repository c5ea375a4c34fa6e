import type { Calendar } from '@gongkai/calendar';
import type { ColumnClass } from '@gongkai/catalogue';
import type { Rejection } from '@gongkai/kernel';
import { type Day, type Facts } from '@gongkai/kernel';
import {
  evolveSecrecy,
  noSecrecy,
  secrecyEvents,
  secrecyPassedFor,
  type Secrecy,
  type SecrecyEvent,
  type SecrecySubject,
} from '@gongkai/secrecy';
import type { Attribute, Content, Ground, SecrecyMark } from './decider.content.js';
import { evolveAfter } from './decider.evolve.js';
import type { Stay } from './decider.stay.js';
import { reject } from './errors.js';
import type { DocumentEvent, PublicationEvent } from './events.js';

/** What one concerned agency said about one content (发布协调). */
export type Coordination = {
  external: boolean;
  contentDigest: string;
  askedOn: Day;
  dueOn: Day;
  /** Working days to answer in; null where it was recorded before it was said. */
  withinDays: number | null;
  silenceConsents: boolean;
  answer: 'none' | 'confirmed' | 'objected' | 'silent' | 'settled';
};
export type Decision = {
  attribute: Attribute;
  ground: Ground | null;
  reason: string;
  contentDigest: string;
  by: string;
  /** What the public had by it was withdrawn since. */
  withdrawn: boolean;
};
export type Submission = {
  to: string;
  site: string;
  contentDigest: string;
  sentOn: Day;
  /** `voided`: it was never sent. */
  outcome: 'sent' | 'taken' | 'returned' | 'voided';
  answeredOn: Day | null;
};

/** How a paper ceased to be in force, as it was counted. */
export type Ending = {
  by: 'repealed' | 'replaced';
  on: Day;
  genre: Content['genre'];
  normative: boolean;
  wasInForce: boolean;
};

/** One hand-over to an archive or library (条例第二十五条), of one version. */
export type Delivery = { to: 'archive' | 'library'; place: string; on: Day; version: number };

export type Document = {
  id: string;
  status: 'none' | 'open' | 'abandoned' | 'handledOutside' | 'voided';
  /** The mark of a paper handled outside, and when that was noted. */
  outside: { mark: SecrecyMark; notedOn: Day } | null;
  agency: string | null;
  column: string;
  columnClass: ColumnClass;
  content: Content | null;
  contentDigest: string;
  limit: { workingDays: number; article: string } | null;
  publishBy: Day | null;
  changedOn: Day | null;
  /** When a re-evaluation let go what was withheld. */
  releasedOn: Day | null;
  /** Everybody who ever wrote in it; the first is the drafter. */
  authors: readonly string[];
  /** Everybody who ever proposed its attribute. */
  proposers: readonly string[];
  proposal: Pick<Decision, 'attribute' | 'ground' | 'reason' | 'by'> | null;
  secrecy: Secrecy;
  /** Contents a review refused or the department asked forbade, until re-evaluation lets them go. */
  barred: readonly string[];
  coordination: Readonly<Record<string, Coordination>>;
  decision: Decision | null;
  approval: { contentDigest: string; by: string; on: Day } | null;
  everApproved: boolean;
  /** Sent back with this reason; cleared by the next revision, or choice of another attribute. */
  returned: string | null;
  /** Each time before the public, the present one last. */
  stays: readonly Stay[];
  /** How many publications were ever recorded; the next has the number after. */
  recorded: number;
  /** The content the public has now; null when it has none. */
  publicDigest: string | null;
  publicContent: Pick<Content, 'genre' | 'normative' | 'formedOn'> | null;
  everPublic: boolean;
  firstPublishedOn: Day | null;
  /** Its first publication, or a change of it, reached the public after the limit. */
  publishedLate: boolean;
  version: number;
  indexNumber: string | null;
  /** Taken over as already public elsewhere: which content the attestation is about. */
  attestedDigest: string | null;
  submissions: readonly Submission[];
  /** The last daily inspection, and of which version; null when there was none. */
  inspected: { on: Day; version: number; passed: boolean } | null;
  deliveries: readonly Delivery[];
  inForce: boolean;
  ended: Ending | null;
  reevaluateOn: Day | null;
  /** The due day after which it was last noted late. */
  lateNotedFor: Day | null;
  reevaluationNoted: Day | null;
};

export const noDocument: Document = {
  id: '',
  status: 'none',
  outside: null,
  agency: null,
  column: '',
  columnClass: 'other',
  content: null,
  contentDigest: '',
  limit: null,
  publishBy: null,
  changedOn: null,
  releasedOn: null,
  authors: [],
  proposers: [],
  proposal: null,
  secrecy: noSecrecy,
  barred: [],
  coordination: {},
  decision: null,
  approval: null,
  everApproved: false,
  returned: null,
  stays: [],
  recorded: 0,
  publicDigest: null,
  publicContent: null,
  everPublic: false,
  firstPublishedOn: null,
  publishedLate: false,
  version: 0,
  indexNumber: null,
  attestedDigest: null,
  submissions: [],
  inspected: null,
  deliveries: [],
  inForce: false,
  ended: null,
  reevaluateOn: null,
  lateNotedFor: null,
  reevaluationNoted: null,
};

/** What the handler looked up, straight from the log; absent where a command does not need it. */
export type DocumentFacts = Facts & {
  calendar: Calendar;
  calendarRevision: number;
  /** The column that the command names, or why the agency cannot publish in it. */
  column?: { code: string; class: ColumnClass } | Rejection;
  /** Whether the agency that the command names exists and is active; true for the own office. */
  agencyActive?: boolean;
  /** The first attachment whose bytes are not there. */
  missingAttachment?: string | null;
  /** The proof of an attestation names a file whose bytes are not there. */
  proofMissing?: boolean;
  /** The index number claimed for this document. */
  indexNumber?: string | null;
  /** The gazette issue that the command names. */
  gazetteIssue?: { releasedOn: Day | null } | null;
  replacementIsPublic?: boolean;
};

/** What the secrecy review is about, and who may not do it: all who wrote and who proposed. */
export const secrecySubject = (document: Document): SecrecySubject => ({
  id: document.id,
  host: 'document',
  contentDigest: document.contentDigest,
  authors: [...document.authors, ...document.proposers],
  agency: document.agency,
});

/** The agencies whose consent to the present content is still open. */
export const openCoordination = (document: Document): string[] =>
  Object.entries(document.coordination)
    .filter(
      ([, { contentDigest, answer, silenceConsents }]) =>
        contentDigest !== document.contentDigest ||
        answer === 'none' ||
        answer === 'objected' ||
        (answer === 'silent' && !silenceConsents),
    )
    .map(([party]) => party);

/** Public elsewhere as attested, and nothing else has been signed or has taken it down since. */
const isOnAttestation = ({ attestedDigest, contentDigest, publicDigest, approval }: Document) =>
  attestedDigest === contentDigest && publicDigest === contentDigest && approval === null;

/** Why the public may see the present content. */
export type Title = { by: 'approval' | 'attestation' };

/**
 * The one gate to the public. Every way there (publication, gazette, submission, correction, public
 * rows) asks here whether exactly the present content has the attribute 主动公开, has passed the
 * secrecy review of another person, is settled with every agency concerned, and is approved by a
 * signer who did not write it. The one exception is an old item on its attestation.
 */
export const mayReachPublic = (document: Document): Title | Rejection => {
  if (document.status === 'none') return reject('publication.notFound');
  if (document.status !== 'open') return reject('publication.closed');
  const { contentDigest, decision, approval } = document;
  if (isOnAttestation(document)) return { by: 'attestation' };
  if (decision === null || decision.contentDigest !== contentDigest)
    return reject('publication.attributeUndecided');
  if (decision.attribute !== 'onInitiative') return reject('publication.notForThePublic');
  if (!secrecyPassedFor(document.secrecy, secrecySubject(document)))
    return reject('publication.secrecyMissing');
  const [party] = openCoordination(document);
  if (party !== undefined) return reject('publication.coordinationOpen', { party });
  if (approval === null || approval.contentDigest !== contentDigest)
    return reject('publication.notApproved');
  if (document.authors.includes(approval.by) || document.authors.includes(decision.by))
    return reject('publication.separationOfDuties');
  return { by: 'approval' };
};

const isSecrecy = (event: DocumentEvent): event is SecrecyEvent =>
  Object.hasOwn(secrecyEvents, event.type);

const bars = (event: SecrecyEvent): boolean =>
  event.type === 'SecrecyReviewRefused' ||
  (event.type === 'SecrecyGuidanceAnswered' && event.data.outcome === 'mayNotDisclose');

export const evolveDocument = (document: Document, event: DocumentEvent): Document => {
  if (!isSecrecy(event)) return evolvePublication(document, event);
  const { secrecy, barred } = document;
  return {
    ...document,
    secrecy: evolveSecrecy(secrecy, event),
    barred: bars(event) ? [...barred, event.data.contentDigest] : barred,
  };
};

const evolvePublication = (document: Document, event: PublicationEvent): Document => {
  switch (event.type) {
    case 'DocumentDrafted': {
      const { documentId: id, author, ...rest } = event.data;
      return { ...document, ...rest, id, status: 'open', authors: [author] };
    }
    case 'DocumentContentRevised': {
      const { content, contentDigest, revisedBy, changedOn, publishBy } = event.data;
      const authors = document.authors.includes(revisedBy)
        ? document.authors
        : [...document.authors, revisedBy];
      return {
        ...document,
        content,
        contentDigest,
        authors,
        changedOn,
        publishBy,
        returned: null,
        approval: null,
      };
    }
    case 'DocumentColumnAssigned': {
      const { column, columnClass } = event.data;
      return { ...document, column, columnClass };
    }
    case 'DraftAbandoned':
      return {
        ...document,
        status: 'abandoned',
        indexNumber: null,
        coordination: {},
        reevaluateOn: null,
      };
    case 'HandledOutsideNoted': {
      const { documentId: id, agency, mark, notedOn } = event.data;
      return { ...document, id, agency, status: 'handledOutside', outside: { mark, notedOn } };
    }
    default:
      return evolveAfter(document, event);
  }
};
