import { normOf, type Content } from './decider.content.js';
import type { Document } from './decider.state.js';
import { presentStay, standingOf, type Publication, type Stay } from './decider.stay.js';
import type { PublicationEvent } from './events.js';

const shown = ({ genre, normative, formedOn }: Content) => ({ genre, normative, formedOn });

type Release = Extract<
  PublicationEvent,
  {
    type: 'DocumentAttested' | 'PublicationAttested' | 'DocumentPublished' | 'DocumentCorrected';
  }
>;
type Publishing = Exclude<Release, { type: 'DocumentCorrected' }>;

/** The record of a publication, in the present stay or as the beginning of one. */
const recorded = (document: Document, { type, data }: Publishing): Document => {
  const { channel, means, site, url, publishedOn } = data;
  const { first, firstInChannel, late, dueOn, genre, normative, columnClass } = data;
  const isPublished = type === 'DocumentPublished';
  const submission = isPublished ? data.submission : null;
  const item = type === 'PublicationAttested' ? null : data.item;
  const sentOn = document.submissions[(submission ?? 0) - 1]?.sentOn ?? null;
  const number = document.recorded + 1;
  const publication: Publication = {
    number,
    submission,
    notBefore: sentOn ?? (isPublished ? (document.approval?.on ?? null) : null),
    channel,
    means,
    site,
    url,
    publishedOn,
    gazetteIssue: isPublished ? data.gazetteIssue : null,
    column: item?.column ?? document.column,
    columnClass,
    genre,
    normative,
    first,
    firstInChannel,
    entered: item !== null,
    dueOn,
    late,
    issued: type === 'DocumentAttested',
  };
  const present = presentStay(document);
  const { formedOn = null, formedMark = 'unknown' } = item?.content ?? {};
  const { changedOn } = document;
  const stay: Stay = {
    entry: present?.entry ?? { genre, normative, formedOn, formedMark, changedOn, dueOn },
    publications: [...(present?.publications ?? []), publication],
    corrections: present?.corrections ?? [],
    withdrawal: null,
  };
  const before = present ? document.stays.slice(0, -1) : document.stays;
  return { ...document, ...standingOf([...before, stay]), recorded: number };
};

const corrected = (
  document: Document,
  { data }: Extract<Release, { type: 'DocumentCorrected' }>,
) => {
  const { version, contentDigest, item, correctedOn, late, normBefore, inForce } = data;
  const { column, content } = item;
  const normAfter = normOf(content);
  const correction = { version, correctedOn, column, late, normBefore, normAfter, inForce };
  const stays = document.stays.map((stay, i) =>
    i === document.stays.length - 1
      ? { ...stay, corrections: [...stay.corrections, correction] }
      : stay,
  );
  return {
    ...document,
    ...standingOf(stays),
    version,
    publicDigest: contentDigest,
    publicContent: shown(content),
    changedOn: null,
    returned: null,
  };
};

/** How a document stands after something of it reached the public, or was attested to have. */
export const evolveReleased = (document: Document, event: Release): Document => {
  if (event.type === 'DocumentCorrected') return corrected(document, event);
  const placed = recorded(document, event);
  if (event.type === 'PublicationAttested') return placed;
  const { item, contentDigest } = event.data;
  if (item === null) return placed;
  const entered: Document = {
    ...placed,
    publicDigest: contentDigest,
    publicContent: shown(item.content),
    version: placed.version + 1,
    indexNumber: item.indexNumber,
    inForce: placed.ended === null,
    changedOn: null,
  };
  if (event.type === 'DocumentPublished') return entered;
  const { agency, column, columnClass, content } = item;
  return {
    ...entered,
    id: event.data.documentId,
    status: 'open',
    agency,
    column,
    columnClass,
    content,
    contentDigest,
    attestedDigest: contentDigest,
    authors: [event.data.recordedBy],
  };
};
