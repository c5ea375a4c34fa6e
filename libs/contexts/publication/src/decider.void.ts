import { Rejection } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { beforeFormation, impossible } from './decider.days.js';
import { meansOf, samePlace } from './decider.draft.js';
import { afterWithdrawal, outOfOrder } from './decider.order.js';
import { leftToDo, restand, sameRecord, withdrawalVoided, type Why } from './decider.records.js';
import { evolveDocument, type Document, type DocumentFacts } from './decider.state.js';
import { publicationsOf, type Publication, type Stay } from './decider.stay.js';
import { reject } from './errors.js';
import type { DocumentEvent } from './events.js';

type Outcome = DocumentEvent[] | Rejection;

const byRecord = (document: Document, number: number) => {
  const stay = document.stays.find(({ publications }) =>
    publications.some((of) => of.number === number),
  );
  const publication = stay?.publications.find((of) => of.number === number);
  return stay && publication ? { stay, publication } : undefined;
};

/** Takes the answer of a superior's site back, and with it the publication it brought. */
const answerVoided = (
  { id: documentId, submissions }: Document,
  submission: number,
  why: { reason: string; voidedBy: string },
): DocumentEvent[] => {
  const known = submissions[submission - 1];
  if (!known || known.outcome === 'voided') return [];
  const { outcome: what, answeredOn, sentOn } = known;
  const data = { documentId, submission, what, on: answeredOn ?? sentOn, ...why };
  return [{ type: 'SubmissionVoided', data }];
};

/** Takes back what was recorded as published and was not: the records named, or all. */
export const voidPublication = (
  document: Document,
  { publications, reason }: CommandOf<'voidPublication'>,
  facts: DocumentFacts,
): Outcome => {
  const all = publicationsOf(document).map(({ number }) => number);
  const mistaken = publications ?? all;
  if (mistaken.length === 0 || mistaken.some((number) => !all.includes(number)))
    return reject('publication.recordUnknown', {}, 'publications');
  return withoutRecords(document, mistaken, reason, facts);
};

const withoutRecords = (
  document: Document,
  mistaken: readonly number[],
  reason: string,
  facts: DocumentFacts,
): Outcome => {
  const by = facts.actor.id;
  const wished = document.stays.map((stay) => ({
    ...stay,
    publications: stay.publications.filter(({ number }) => !mistaken.includes(number)),
  }));
  // It was repealed or replaced as what the public last had; that is taken back first.
  const isEmptied = wished.at(-1)?.publications.length === 0;
  if (isEmptied && document.ended !== null) return reject('publication.endingStands');
  const refused = outOfOrder(document, wished, 'publications');
  if (refused) return refused;
  const answers = publicationsOf(document)
    .filter(({ number, submission }) => mistaken.includes(number) && submission !== null)
    .flatMap(({ submission }) => answerVoided(document, submission!, { reason, voidedBy: by }));
  return [...answers, ...restand(document, wished, { mistaken, reason, by }, facts)];
};

/** Puts right where or when something was published, as it should have been recorded. */
export const correctPublication = (
  document: Document,
  command: CommandOf<'correctPublication'>,
  facts: DocumentFacts,
): Outcome => {
  const { publication: number, reason, channel, site = null, url = null } = command;
  const found = byRecord(document, number);
  if (!found) return reject('publication.recordUnknown', {}, 'publication');
  const means = meansOf(command);
  if (means instanceof Rejection) return means;
  const { stay, publication: known } = found;
  const publishedOn = command.publishedOn ?? known.publishedOn;
  const gazetteIssue = channel === 'gazette' ? (command.gazetteIssue ?? null) : null;
  const now = { ...known, channel, means, site, url, publishedOn, gazetteIssue };
  if (sameRecord(now, known)) return [];
  const refused = misplaced(document, stay, now, known) ?? misdated(document, stay, now, facts);
  if (refused) return refused;
  const wished = document.stays.map((of) =>
    of === stay
      ? { ...of, publications: of.publications.map((one) => (one === known ? now : one)) }
      : of,
  );
  const early = outOfOrder(document, wished, 'publishedOn');
  if (early) return early;
  const why = { mistaken: [number], reason, by: facts.actor.id };
  return [...takenAnew(document, now, known, why), ...restand(document, wished, why, facts)];
};

const misplaced = (
  document: Document,
  { publications }: Stay,
  now: Publication,
  known: Publication,
): Rejection | undefined => {
  if (known.submission !== null && !samePlace(now, known))
    return reject('publication.ofSubmission', {}, 'channel');
  const isTaken = publications.some((of) => of !== known && samePlace(of, now));
  return isTaken ? reject('publication.alreadyInChannel', {}, 'channel') : undefined;
};

const misdated = (
  document: Document,
  stay: Stay,
  { channel, publishedOn, notBefore, submission }: Publication,
  { today, gazetteIssue }: DocumentFacts,
): Rejection | undefined => {
  const releasedOn = channel === 'gazette' ? (gazetteIssue?.releasedOn ?? null) : null;
  if (channel === 'gazette' && releasedOn === null)
    return reject('publication.gazetteIssueUnknown', {}, 'gazetteIssue');
  const { formedOn } = document.publicContent ?? document.content!;
  const day =
    beforeFormation(publishedOn, formedOn) ??
    impossible(
      publishedOn,
      today,
      'publishedOn',
      submission === null ? { approved: notBefore } : { sent: notBefore },
    ) ??
    afterWithdrawal(publishedOn, stay, 'publishedOn');
  if (day) return day;
  return releasedOn !== null && publishedOn !== releasedOn
    ? reject('publication.gazetteDay', { releasedOn }, 'publishedOn')
    : undefined;
};

/** When and at what address a superior's site took an item, it was published there. */
const takenAnew = (
  document: Document,
  { submission, publishedOn: takenOn, url }: Publication,
  known: Publication,
  { reason, by: voidedBy }: Why,
): DocumentEvent[] => {
  if (submission === null || (known.publishedOn === takenOn && known.url === url)) return [];
  const data = { documentId: document.id, submission, takenOn, url };
  return [
    ...answerVoided(document, submission, { reason, voidedBy }),
    { type: 'SubmissionTaken', data },
  ];
};

/** Takes back what was last recorded of a submission: its outcome, else that it was sent. */
export const voidSubmission = (
  document: Document,
  { submission, reason }: CommandOf<'voidSubmission'>,
  facts: DocumentFacts,
): Outcome => {
  const brought = publicationsOf(document).find((of) => of.submission === submission);
  if (brought) return withoutRecords(document, [brought.number], reason, facts);
  const events = answerVoided(document, submission, { reason, voidedBy: facts.actor.id });
  return events.length === 0 ? reject('publication.submissionUnknown', {}, 'submission') : events;
};

/** Takes back a repeal or replacement that never was; what was withdrawn since left in force. */
export const voidEnding = (
  document: Document,
  { documentId, reason }: CommandOf<'voidEnding'>,
  facts: DocumentFacts,
): Outcome => {
  const { ended, stays } = document;
  if (ended === null) return reject('publication.stillInForce');
  const { by: ending, on: endedOn, ...counts } = ended;
  const why = { reason, voidedBy: facts.actor.id };
  const data = { documentId, ending, endedOn, ...counts, ...why };
  const since = stays.at(-1)?.withdrawal ?? null;
  const anew: DocumentEvent[] =
    ended.wasInForce && since !== null
      ? [
          withdrawalVoided(documentId, since, why),
          { type: 'DocumentWithdrawn', data: { documentId, ...since, wasInForce: true } },
        ]
      : [];
  const nothing = { running: null, ready: false };
  const voided: DocumentEvent = { type: 'EndingVoided', data: { ...data, ...nothing } };
  const left = leftToDo(document, evolveDocument(document, voided), facts);
  return [{ type: 'EndingVoided', data: { ...data, ...left } }, ...anew];
};

/** Takes back the note that a classified paper is handled outside. */
export const voidHandledOutside = (
  { outside }: Document,
  { documentId, reason }: CommandOf<'voidHandledOutside'>,
  { actor }: DocumentFacts,
): Outcome =>
  outside === null
    ? reject('publication.notHandledOutside')
    : [
        {
          type: 'HandledOutsideVoided',
          data: { documentId, ...outside, reason, voidedBy: actor.id },
        },
      ];
