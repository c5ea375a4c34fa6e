import { Rejection } from '@gongkai/kernel';
import { publishLimit } from './decider.days.js';
import { countedAgainst, runningLimit, runningOf } from './decider.limits.js';
import {
  evolveDocument,
  mayReachPublic,
  type Document,
  type DocumentFacts,
} from './decider.state.js';
import {
  counted,
  presentStay,
  publicationsOf,
  type Against,
  type Publication,
  type Stay,
  type Withdrawal,
} from './decider.stay.js';
import type { DocumentEvent } from './events.js';

/** The mistaken records, why they are, and who says so; what only follows has no reason of its own. */
export type Why = { mistaken: readonly number[]; reason: string; by: string };

/**
 * What was found of a publication stays found. Of another day, or in another place of the count, it is
 * asked anew, from the day of formation or change it had: against the later of the day on record and the
 * one a notice loaded since gives, and against none that may still move.
 */
const againstLimit = (document: Document, { calendar }: DocumentFacts): Against => {
  const records = new Map(publicationsOf(document).map((of) => [of.number, of]));
  const firstEntry = document.stays[0]?.entry;
  return ({ number, publishedOn }, entry, first) => {
    const was = records.get(number);
    if (was?.entered && was.first === first && was.publishedOn === publishedOn)
      return { dueOn: was.dueOn, late: was.late };
    const since = first ? document.releasedOn : entry.changedOn;
    if (!first && since === null) return countedAgainst(null, publishedOn);
    const limit = publishLimit(entry, since, document.limit, calendar);
    const known = first === (entry === firstEntry) ? entry.dueOn : null;
    const day = limit && known !== null && known > limit.day ? known : limit?.day;
    return countedAgainst(limit && { ...limit, day: day! }, publishedOn);
  };
};

/** Not public and not ended, and it may be published as it stands. */
const isReady = (document: Document): boolean =>
  document.publicDigest === null &&
  document.ended === null &&
  !(mayReachPublic(document) instanceof Rejection);

/** What is to be done with a document as it is now, because what was taken back of it never was. */
export const leftToDo = (document: Document, now: Document, { calendar }: DocumentFacts) => ({
  // Only a limit that had ended runs again.
  running: runningLimit(now) === runningLimit(document) ? null : runningOf(now, calendar),
  ready: !isReady(document) && isReady(now),
});

export const sameRecord = (a: Publication, b: Publication): boolean =>
  (Object.keys(a) as (keyof Publication)[]).every((key) => a[key] === b[key]);

type Restated = Extract<DocumentEvent, { type: 'PublicationRestated' }>;
type Voided = Extract<DocumentEvent, { type: 'PublicationVoided' }>;

/** A record as events carry it. */
const recordOf = (document: Document, stay: Stay, publication: Publication) => {
  const { notBefore: _, number, ...counts } = publication;
  const shown = stay === presentStay(document);
  return { documentId: document.id, publication: number, shown, ...counts };
};

/** With the last publication of a stay goes what else was counted of it. */
const emptied = (
  { id: documentId }: Document,
  { corrections, withdrawal }: Stay,
  { reason, by: voidedBy }: Why,
): DocumentEvent[] => {
  const events = corrections.map((of): DocumentEvent => ({
    type: 'CorrectionVoided',
    data: { documentId, ...of, reason, voidedBy },
  }));
  if (withdrawal === null) return events;
  return [...events, withdrawalVoided(documentId, withdrawal, { reason, voidedBy })];
};

export const withdrawalVoided = (
  documentId: string,
  { withdrawnOn, genre, normative, wasInForce }: Withdrawal,
  why: { reason: string; voidedBy: string },
): DocumentEvent => ({
  type: 'WithdrawalVoided',
  data: { documentId, withdrawnOn, genre, normative, wasInForce, ...why },
});

/**
 * What is to be recorded for the publications to stand as wished, stay by stay: each that is another
 * or counts otherwise is restated under a new number, and the records that no longer hold are voided.
 */
export const restand = (
  document: Document,
  wished: readonly Stay[],
  why: Why,
  facts: DocumentFacts,
): DocumentEvent[] => {
  const after = counted(wished, document.attestedDigest !== null, againstLimit(document, facts));
  const restated: Restated[] = [];
  const gone: DocumentEvent[] = [];
  for (const [i, stay] of document.stays.entries()) {
    const { publications } = after[i]!;
    if (publications.length === 0) gone.push(...emptied(document, stay, why));
    const voided: Voided[] = [];
    for (const known of stay.publications) {
      const now = publications.find(({ number }) => number === known.number);
      if (now && sameRecord(now, known)) continue;
      const reason = why.mistaken.includes(known.number) ? why.reason : null;
      if (now) {
        const number = document.recorded + restated.length + 1;
        const data = recordOf(document, stay, { ...now, number });
        const of = { of: known.number, reason, restatedBy: why.by };
        restated.push({ type: 'PublicationRestated', data: { ...data, ...of } });
      }
      const data = recordOf(document, stay, known);
      const left = { ...NOTHING_ELSE, last: false };
      voided.push({
        type: 'PublicationVoided',
        data: { ...data, reason, voidedBy: why.by, ...left },
      });
    }
    const last = voided.at(-1);
    if (last && publications.length === 0) last.data.last = true;
    gone.push(...voided);
  }
  return whatIsLeft(document, [...restated, ...gone], facts);
};

const NOTHING_ELSE = {
  running: null,
  ready: false,
  unattested: false,
  closed: false,
  indexNumber: null,
};

const isAttested = ({ notBefore }: Publication): boolean => notBefore === null;

/** Says with the last record voided what begins anew with it, or that nothing is left to go on with. */
const whatIsLeft = (
  document: Document,
  events: DocumentEvent[],
  facts: DocumentFacts,
): DocumentEvent[] => {
  const last = events.findLast((event): event is Voided => event.type === 'PublicationVoided');
  if (!last) return events;
  const now = events.reduce(evolveDocument, document);
  const left = publicationsOf(now);
  const unattested = publicationsOf(document).some(isAttested) && !left.some(isAttested);
  // What was reviewed and approved since is a paper of its own.
  const closed = unattested && left.length === 0 && !document.everApproved;
  const { indexNumber } = document;
  const more = closed ? { closed, indexNumber } : leftToDo(document, now, facts);
  const data = { ...last.data, unattested, ...more };
  return events.map((event) => (event === last ? { ...last, data } : event));
};
