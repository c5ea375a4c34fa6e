import type { CollectionSpec, Day, Projection } from '@gongkai/kernel';
import { afterEvents } from './events.after.js';
import type { Attachment, Channel, Content, PublicItem } from './decider.content.js';
import type { Placement } from './decider.stay.js';
import { publicationEvents, type PublicationEvent } from './events.js';
import { voidEvents } from './events.void.js';

/**
 * What the public sees of an item. The row is made only from events that carry `item` or a channel,
 * and those are only decided behind `mayReachPublic`: no draft is ever read here.
 */
export type ItemRow = {
  id: string;
  agency: string | null;
  column: string;
  columnClass: string;
  indexNumber: string | null;
  content: Content;
  /** The day it first reached the public here, or elsewhere as attested. */
  publishedOn: Day;
  dueOn: Day | null;
  late: boolean;
  publications: Placement[];
  /** When, and which version: the reason and the former words were never reviewed for the public. */
  corrections: { version: number; correctedOn: Day }[];
  /** A repealed or replaced item stays readable, marked so. */
  standing: 'inForce' | 'replaced' | 'repealed';
  standingSince: Day | null;
  replacedBy: string | null;
  attested: { by: string; proof: string } | null;
};

export const itemCollection: CollectionSpec<ItemRow> = {
  name: 'items',
  version: 2,
  keys: {
    agency: (row) => row.agency,
    column: (row) => row.column,
    columnClass: (row) => row.columnClass,
    year: (row) => Number(row.publishedOn.slice(0, 4)),
    documentNumber: (row) => row.content.documentNumber,
    indexNumber: (row) => row.indexNumber,
    publishedOn: (row) => row.publishedOn,
    formedOn: (row) => row.content.formedOn,
    genre: (row) => row.content.genre,
    kind: (row) => row.content.details.kind,
    normative: (row) => Number(row.content.normative),
    standing: (row) => row.standing,
    late: (row) => Number(row.late),
  },
  sets: {
    channels: (row) => [...new Set(row.publications.map(({ channel }) => channel))],
    gazetteIssues: (row) => row.publications.flatMap(({ gazetteIssue }) => gazetteIssue ?? []),
    digests: (row) => row.content.attachments.map(({ digest }: Attachment) => digest),
  },
  indexes: [
    ['publishedOn'],
    ['agency', 'publishedOn'],
    ['column', 'publishedOn'],
    ['year', 'publishedOn'],
    ['documentNumber'],
    ['indexNumber'],
  ],
  text: ({ content: { title, summary, documentNumber } }) =>
    [title, summary, documentNumber ?? ''].join('\n'),
  textOrder: 'publishedOn',
};

const { DocumentPublished, DocumentAttested, PublicationAttested, DocumentColumnAssigned } =
  publicationEvents;
const { DocumentCorrected, DocumentWithdrawn, DocumentReplaced, DocumentRepealed } = afterEvents;
const { PublicationRestated, PublicationVoided, EndingVoided } = voidEvents;
const itemEvents = {
  DocumentPublished,
  DocumentAttested,
  PublicationAttested,
  DocumentColumnAssigned,
  DocumentCorrected,
  DocumentWithdrawn,
  DocumentReplaced,
  DocumentRepealed,
  PublicationRestated,
  PublicationVoided,
  EndingVoided,
};
type ItemEvent = Extract<PublicationEvent, { type: keyof typeof itemEvents }>;
type Placed = Extract<ItemEvent, { data: { channel: Channel } }>;

const publicationOf = ({ data }: Pick<Placed, 'data'>): ItemRow['publications'][number] => {
  const { channel, means, site, url, publishedOn } = data;
  const gazetteIssue = 'gazetteIssue' in data ? data.gazetteIssue : null;
  return { channel, means, site, url, publishedOn, gazetteIssue };
};

const entered = (id: string, item: PublicItem, event: Placed): ItemRow => ({
  id,
  ...item,
  publishedOn: event.data.publishedOn,
  dueOn: event.data.dueOn,
  late: event.data.late,
  publications: [publicationOf(event)],
  corrections: [],
  standing: 'inForce',
  standingSince: null,
  replacedBy: null,
  attested:
    event.type === 'DocumentAttested'
      ? { by: event.data.attestedBy, proof: event.data.proof.reference }
      : null,
});

type Restood = Extract<ItemEvent, { type: 'PublicationRestated' | 'PublicationVoided' }>;

/** A record of the present stay restated or taken back; without any other the item is not public. */
const restood = (row: ItemRow, { type, data }: Restood): ItemRow | undefined => {
  const record = publicationOf({ data });
  if (type === 'PublicationRestated') {
    const publications = [...row.publications, record];
    const { entered, publishedOn, dueOn, late } = data;
    return entered ? { ...row, publications, publishedOn, dueOn, late } : { ...row, publications };
  }
  const at = row.publications.findIndex((known) =>
    (Object.keys(record) as (keyof Placement)[]).every((key) => known[key] === record[key]),
  );
  const publications = row.publications.filter((_, i) => i !== at);
  const attested = data.unattested ? null : row.attested;
  return publications.length === 0 ? undefined : { ...row, publications, attested };
};

/** One row per item the public may see; none for what was withdrawn. */
export const itemRows: Projection<ItemRow, ItemEvent> = {
  name: 'items',
  version: 2,
  events: itemEvents,
  collection: itemCollection,
  key: (event) => event.data.documentId,
  apply(row, event, id) {
    if (event.type === 'DocumentAttested') return entered(id, event.data.item, event);
    if (event.type === 'DocumentPublished' && event.data.item !== null)
      return entered(id, event.data.item, event);
    if (!row) return undefined;
    switch (event.type) {
      case 'DocumentPublished':
      case 'PublicationAttested':
        return { ...row, publications: [...row.publications, publicationOf(event)] };
      case 'DocumentColumnAssigned': {
        const { column, columnClass } = event.data;
        return { ...row, column, columnClass };
      }
      case 'DocumentCorrected': {
        const { item, version, correctedOn } = event.data;
        return { ...row, ...item, corrections: [...row.corrections, { version, correctedOn }] };
      }
      case 'DocumentWithdrawn':
        return undefined;
      case 'DocumentReplaced': {
        const { by: replacedBy, replacedOn: standingSince } = event.data;
        return { ...row, standing: 'replaced', standingSince, replacedBy };
      }
      case 'DocumentRepealed':
        return { ...row, standing: 'repealed', standingSince: event.data.repealedOn };
      case 'PublicationRestated':
      case 'PublicationVoided':
        return event.data.shown ? restood(row, event) : row;
      case 'EndingVoided':
        return { ...row, standing: 'inForce', standingSince: null, replacedBy: null };
    }
  },
};
