import { kindOfName, Rejection, type Day } from '@gongkai/kernel';
import { voidSecrecy, type GroundCode } from '@gongkai/secrecy';
import type { CommandOf } from './commands.js';
import {
  attributeDefaultOf,
  channelOfMeans,
  contentDigestOf,
  defaultMeans,
  groundOn,
  secrecyMarkedField,
  type Attribute,
  type Channel,
  type Content,
  type Ground,
  type Means,
} from './decider.content.js';
import { beforeFormation, impossible, publishByOf } from './decider.days.js';
import type { Document, DocumentFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { DocumentEvent } from './events.js';

type Outcome = DocumentEvent[] | Rejection;
type ContentFields = Pick<CommandOf<'draft'>, keyof Content>;

/** The content of a command, or why it cannot be one. */
export const contentOf = (command: ContentFields, facts: DocumentFacts): Content | Rejection => {
  const { title, summary, documentNumber, genre, normative, formedOn, details, attachments } =
    command;
  const formedMark = command.formedMark ?? (formedOn === null ? 'unknown' : 'known');
  if ((formedOn === null) !== (formedMark === 'unknown'))
    return reject('publication.formationMark', {}, 'formedMark');
  const day = formedOn === null ? undefined : impossible(formedOn, facts.today, 'formedOn');
  if (day) return day;
  const marked = secrecyMarkedField(command);
  if (marked) return reject('publication.classifiedMark', {}, marked);
  if (
    details.kind === 'processChart' &&
    !attachments.some(({ digest }) => digest === details.chart)
  )
    return reject('publication.chartMissing', {}, 'details.chart');
  // What is handed out is called what was looked into when it came.
  const unlike = attachments.find(({ name, mediaType: of }) => kindOfName(name)?.mediaType !== of);
  if (unlike) return reject('publication.attachmentKind', { name: unlike.name }, 'attachments');
  if (facts.missingAttachment)
    return reject(
      'publication.attachmentUnknown',
      { digest: facts.missingAttachment },
      'attachments',
    );
  return {
    title,
    summary,
    documentNumber,
    genre,
    normative,
    formedOn,
    formedMark,
    details,
    text: command.text,
    attachments,
  };
};

export const placeOf = (
  command: { column: string; agency?: string | null },
  facts: DocumentFacts,
): { column: string; columnClass: Document['columnClass'] } | Rejection => {
  if (facts.agencyActive === false)
    return reject('publication.agencyUnknown', { agency: command.agency }, 'agency');
  const column = facts.column!;
  return column instanceof Rejection ? column : { column: column.code, columnClass: column.class };
};

export const draft = (
  document: Document,
  command: CommandOf<'draft'>,
  facts: DocumentFacts,
): Outcome => {
  if (document.status !== 'none') return reject('publication.alreadyExists');
  const place = placeOf(command, facts);
  if (place instanceof Rejection) return place;
  const content = contentOf(command, facts);
  if (content instanceof Rejection) return content;
  const limit = command.limit ?? null;
  return [
    {
      type: 'DocumentDrafted',
      data: {
        documentId: command.documentId,
        agency: command.agency,
        author: facts.actor.id,
        ...place,
        content,
        contentDigest: contentDigestOf(content),
        limit,
        publishBy: publishByOf(content, null, limit, facts.calendar),
      },
    },
  ];
};

/** A new content voids what was reviewed, agreed and approved for the old one. */
export const revise = (
  document: Document,
  command: CommandOf<'revise'>,
  facts: DocumentFacts,
): Outcome => {
  if (document.ended) return reject('publication.noLongerInForce');
  const content = contentOf(command, facts);
  if (content instanceof Rejection) return content;
  const early =
    document.firstPublishedOn &&
    beforeFormation(document.firstPublishedOn, content.formedOn, 'formedOn');
  if (early) return early;
  const contentDigest = contentDigestOf(content);
  // What the public has already is no change to carry out, and late for nothing.
  const isPublic = contentDigest === document.publicDigest;
  const changedOn = isPublic ? null : (command.changedOn ?? document.changedOn);
  const day =
    changedOn === null
      ? undefined
      : impossible(changedOn, facts.today, 'changedOn', { formed: content.formedOn });
  if (day) return day;
  if (contentDigest === document.contentDigest && changedOn === document.changedOn) return [];
  const voided =
    contentDigest === document.contentDigest
      ? []
      : voidSecrecy(document.secrecy, document, facts.today);
  const { documentId } = command;
  const since = document.everPublic ? changedOn : document.releasedOn;
  const publishBy = isPublic ? null : publishByOf(content, since, document.limit, facts.calendar);
  return [
    {
      type: 'DocumentContentRevised',
      data: {
        documentId,
        content,
        contentDigest,
        revisedBy: facts.actor.id,
        changedOn,
        publishBy,
      },
    },
    ...voided,
  ];
};

export const assignColumn = (
  document: Document,
  command: CommandOf<'assignColumn'>,
  facts: DocumentFacts,
): Outcome => {
  const place = placeOf(command, facts);
  if (place instanceof Rejection) return place;
  if (place.column === document.column) return [];
  const { documentId } = command;
  return [{ type: 'DocumentColumnAssigned', data: { documentId, ...place } }];
};

export const abandon = (
  document: Document,
  { documentId, reason }: CommandOf<'abandon'>,
): Outcome =>
  document.everPublic
    ? reject('publication.alreadyPublic')
    : [
        {
          type: 'DraftAbandoned',
          data: { documentId, reason, indexNumber: document.indexNumber },
        },
      ];

export const noteHandledOutside = (
  document: Document,
  { documentId, agency, mark, on }: CommandOf<'noteHandledOutside'>,
  { today, actor, agencyActive }: DocumentFacts,
): Outcome => {
  if (document.status !== 'none') return reject('publication.alreadyExists');
  if (agencyActive === false) return reject('publication.agencyUnknown', { agency }, 'agency');
  const notedOn = on ?? today;
  return (
    impossible(notedOn, today, 'on') ?? [
      {
        type: 'HandledOutsideNoted',
        data: { documentId, agency, mark, notedBy: actor.id, notedOn },
      },
    ]
  );
};

/** What an attribute must come with: a ground to withhold, a reason for all but 主动公开. */
export const groundedAttribute = (
  attribute: Attribute,
  { ground: code, reason }: { ground?: GroundCode | undefined; reason?: string | undefined },
  today: Day,
): { attribute: Attribute; ground: Ground | null; reason: string } | Rejection => {
  if (attribute === 'withheld' && code === undefined)
    return reject('publication.groundNeeded', {}, 'ground');
  if (attribute !== 'onInitiative' && reason === undefined)
    return reject('publication.reasonNeeded', {}, 'reason');
  const ground = code === undefined ? null : groundOn(code, today);
  if (ground === undefined)
    return reject('publication.groundNotInForce', { ground: code }, 'ground');
  return { attribute, ground, reason: reason ?? '' };
};

export const proposeAttribute = (
  document: Document,
  command: CommandOf<'proposeAttribute'>,
  { today, actor }: DocumentFacts,
): Outcome => {
  if (document.decision && document.decision.contentDigest === document.contentDigest)
    return reject('publication.attributeAlreadyDecided');
  const { documentId, attribute } = command;
  const preset = document.content && attributeDefaultOf(document.content.genre, today);
  if (attribute === undefined && !preset)
    return reject('publication.attributeNeeded', {}, 'attribute');
  const proposed = attribute === undefined ? preset! : groundedAttribute(attribute, command, today);
  if (proposed instanceof Rejection) return proposed;
  const prefilled = attribute === undefined;
  const data = { documentId, ...proposed, prefilled, proposedBy: actor.id };
  return [{ type: 'AttributeProposed', data }];
};

/** The means of a channel, or that it belongs to another one. */
export const meansOf = (place: {
  channel: Channel;
  means?: Means | undefined;
}): Means | Rejection => {
  const means = place.means ?? defaultMeans[place.channel];
  const { channel } = place;
  return channelOfMeans[means] === channel
    ? means
    : reject('publication.meansOfOtherChannel', { means, channel }, 'means');
};

export const samePlace = (
  a: { means: Means; site: string | null },
  b: { means: Means; site: string | null },
): boolean => a.means === b.means && a.site === b.site;
