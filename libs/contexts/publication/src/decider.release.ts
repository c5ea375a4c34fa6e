import { Rejection, secrecyMarkInTitle, type Day } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { normOf, type Channel, type Means, type PublicItem } from './decider.content.js';
import { beforeFormation, impossible } from './decider.days.js';
import { meansOf, samePlace } from './decider.draft.js';
import { countedAgainst, limitOf, pendingCorrection } from './decider.limits.js';
import { tooEarly } from './decider.order.js';
import { restand } from './decider.records.js';
import {
  evolveDocument,
  mayReachPublic,
  type Document,
  type DocumentFacts,
} from './decider.state.js';
import { placementsOf, publicationsOf } from './decider.stay.js';
import { reject } from './errors.js';
import type { DocumentEvent } from './events.js';

type Outcome = DocumentEvent[] | Rejection;

/** The gate, for what newly goes out: an attestation only covers what was already out. */
const mayGoOut = (document: Document): Rejection | undefined => {
  const title = mayReachPublic(document);
  if (title instanceof Rejection) return title;
  if (title.by === 'attestation') return reject('publication.attestationOnly');
  if (document.ended !== null) return reject('publication.noLongerInForce');
  return undefined;
};

type Place = { channel: Channel; means: Means; site: string | null; url: string | null };

/** What the public gets, and how it counts; only ever made behind the gate. */
const published = (
  document: Document,
  place: Place,
  publishedOn: Day,
  facts: DocumentFacts,
  from: { submission: number | null; gazetteIssue: string | null },
): DocumentEvent => {
  const { id: documentId, content, contentDigest, columnClass } = document;
  const first = !document.everPublic;
  const entered = document.publicDigest === null;
  const { genre, normative } = content!;
  return {
    type: 'DocumentPublished',
    data: {
      documentId,
      ...place,
      publishedOn,
      first,
      firstInChannel: !publicationsOf(document).some((of) => of.channel === place.channel),
      ...countedAgainst(entered ? limitOf(document, facts.calendar) : null, publishedOn),
      genre,
      normative,
      columnClass,
      contentDigest,
      entered,
      item: entered ? itemOf(document, facts) : null,
      ...from,
    },
  };
};

/** What was public earlier than is on record takes its place in the count. */
const inOrder = (
  document: Document,
  events: DocumentEvent[],
  facts: DocumentFacts,
): DocumentEvent[] => {
  const after = events.reduce(evolveDocument, document);
  const why = { mistaken: [], reason: '', by: facts.actor.id };
  return [...events, ...restand(after, after.stays, why, facts)];
};

export const itemOf = (
  { agency, column, columnClass, content, indexNumber }: Document,
  facts: DocumentFacts,
): PublicItem => ({
  agency,
  column,
  columnClass,
  indexNumber: indexNumber ?? facts.indexNumber ?? null,
  content: content!,
});

/** A number given for an item that has another, or that no public item may bear. */
export const indexNumberFault = (
  document: Document,
  given: string | undefined,
): Rejection | undefined => {
  if (given !== undefined && secrecyMarkInTitle(given))
    return reject('publication.classifiedMark', {}, 'indexNumber');
  return given !== undefined && document.indexNumber !== null && given !== document.indexNumber
    ? reject('publication.indexNumberFixed', { value: document.indexNumber }, 'indexNumber')
    : undefined;
};

export const publish = (
  document: Document,
  command: CommandOf<'publish'>,
  facts: DocumentFacts,
): Outcome => {
  const refused = mayGoOut(document) ?? indexNumberFault(document, command.indexNumber);
  if (refused) return refused;
  if (pendingCorrection(document)) return reject('publication.correctionPending');
  const means = meansOf(command);
  if (means instanceof Rejection) return means;
  const { channel, site = null, url = null } = command;
  const place = { channel, means, site, url };
  const releasedOn = channel === 'gazette' ? (facts.gazetteIssue?.releasedOn ?? null) : null;
  if (channel === 'gazette' && releasedOn === null)
    return reject('publication.gazetteIssueUnknown', {}, 'gazetteIssue');
  const publishedOn = command.publishedOn ?? releasedOn ?? facts.today;
  const day =
    beforeFormation(publishedOn, document.content!.formedOn) ??
    impossible(publishedOn, facts.today, 'publishedOn', { approved: document.approval!.on }) ??
    tooEarly(publishedOn, document.stays.at(-1)?.withdrawal?.withdrawnOn, 'publishedOn');
  if (day) return day;
  if (releasedOn !== null && publishedOn !== releasedOn)
    return reject('publication.gazetteDay', { releasedOn }, 'publishedOn');
  if (placementsOf(document).some((known) => samePlace(known, place)))
    return reject('publication.alreadyInChannel', {}, 'channel');
  const gazetteIssue = channel === 'gazette' ? (command.gazetteIssue ?? null) : null;
  const from = { submission: null, gazetteIssue };
  return inOrder(document, [published(document, place, publishedOn, facts, from)], facts);
};

export const submit = (
  document: Document,
  command: CommandOf<'submit'>,
  { today }: DocumentFacts,
): Outcome => {
  const refused = mayGoOut(document);
  if (refused) return refused;
  if (pendingCorrection(document)) return reject('publication.correctionPending');
  const { documentId, to, site } = command;
  const earlier = document.submissions.filter((known) => known.to === to && known.site === site);
  if (earlier.some(({ outcome }) => outcome === 'sent'))
    return reject('publication.submissionPending');
  if (earlier.some(({ outcome }) => outcome === 'taken') && document.publicDigest !== null)
    return reject('publication.alreadyInChannel', {}, 'site');
  const sentOn = command.sentOn ?? today;
  const day = impossible(sentOn, today, 'sentOn', { approved: document.approval!.on });
  if (day) return day;
  const submission = document.submissions.length + 1;
  const { contentDigest } = document;
  const data = { documentId, submission, to, site, contentDigest, sentOn };
  return [{ type: 'SubmissionSent', data }];
};

/**
 * That the superior's site has it is a fact and recorded whatever has happened here meanwhile. It
 * counts as a publication when it is the present content and that content may reach the public.
 */
export const recordTaken = (
  document: Document,
  command: CommandOf<'recordTaken'>,
  facts: DocumentFacts,
): Outcome => {
  const { documentId, submission, url = null } = command;
  const sent = document.submissions[submission - 1];
  if (sent?.outcome !== 'sent') return reject('publication.submissionUnknown', {}, 'submission');
  const refused = indexNumberFault(document, command.indexNumber);
  if (refused) return refused;
  const takenOn = command.takenOn ?? facts.today;
  const day = impossible(takenOn, facts.today, 'takenOn', { sent: sent.sentOn });
  if (day) return day;
  const taken: DocumentEvent = {
    type: 'SubmissionTaken',
    data: { documentId, submission, takenOn, url },
  };
  const means = 'superiorPortal';
  const place = { channel: 'website', means, site: sent.site, url } as const;
  if (
    sent.contentDigest !== document.contentDigest ||
    mayGoOut(document) !== undefined ||
    pendingCorrection(document) ||
    placementsOf(document).some((known) => samePlace(known, place)) ||
    tooEarly(takenOn, document.stays.at(-1)?.withdrawal?.withdrawnOn, 'takenOn') !== undefined
  )
    return [taken];
  const early = beforeFormation(takenOn, document.content!.formedOn, 'takenOn');
  if (early) return early;
  const from = { submission, gazetteIssue: null };
  return inOrder(document, [taken, published(document, place, takenOn, facts, from)], facts);
};

export const recordReturned = (
  document: Document,
  command: CommandOf<'recordReturned'>,
  { today }: DocumentFacts,
): Outcome => {
  const { documentId, submission, reason } = command;
  const sent = document.submissions[submission - 1];
  if (sent?.outcome !== 'sent') return reject('publication.submissionUnknown', {}, 'submission');
  const returnedOn = command.returnedOn ?? today;
  return (
    impossible(returnedOn, today, 'returnedOn', { sent: sent.sentOn }) ?? [
      { type: 'SubmissionReturned', data: { documentId, submission, returnedOn, reason } },
    ]
  );
};

/** What was put right is read again by the signer and the reviewer before the public sees it. */
export const correct = (
  document: Document,
  command: CommandOf<'correct'>,
  facts: DocumentFacts,
): Outcome => {
  if (document.publicContent === null) return reject('publication.notPublic');
  if (document.publicDigest === document.contentDigest)
    return reject('publication.nothingToCorrect');
  const refused = mayGoOut(document);
  if (refused) return refused;
  const correctedOn = command.correctedOn ?? facts.today;
  const day = impossible(correctedOn, facts.today, 'correctedOn', {
    approved: document.approval!.on,
  });
  if (day) return day;
  const { contentDigest, changedOn, version } = document;
  return [
    {
      type: 'DocumentCorrected',
      data: {
        documentId: command.documentId,
        version: version + 1,
        contentDigest,
        reason: command.reason,
        correctedBy: facts.actor.id,
        correctedOn,
        changedOn,
        ...countedAgainst(limitOf(document, facts.calendar), correctedOn),
        normBefore: normOf(document.publicContent),
        inForce: document.inForce,
        item: itemOf(document, facts),
      },
    },
  ];
};
