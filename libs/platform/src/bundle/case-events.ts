import { parseRecord, type EventMetadata, type Position } from '@gongkai/kernel';
import type { Withheld } from './bundle-input.js';

/** An event of a case as it was stored. */
export type CaseEvent = {
  stream: string;
  position: Position;
  record: Uint8Array;
  meta: EventMetadata;
  data: Readonly<Record<string, unknown>>;
};

export const caseEvent = (
  stream: string,
  { position, record }: { position: Position; record: Uint8Array },
): CaseEvent => {
  const { meta, data } = parseRecord(record);
  return { stream, position, record, meta, data: data as Record<string, unknown> };
};

type Challenged = {
  kind: string;
  replyId?: string | null;
  requestId?: string;
  documentId?: string;
};

/** The event by which the challenged decision took effect, as far as it is in the case. */
const decisionTypes = (challenged: Challenged): readonly string[] => {
  switch (challenged.kind) {
    case 'reply':
      return ['ReplyIssued', 'RequestConcluded', 'OutcomeAttested'];
    case 'silence':
      return ['DeadlineMissed'];
    case 'noLongerProcessed':
      return ['RequestConcluded'];
    case 'publication':
      return ['DocumentPublished', 'DocumentAttested'];
    default:
      return [];
  }
};

/** The appeals that challenge anything. */
const filedIn = (events: readonly CaseEvent[]): CaseEvent[] =>
  events.filter(
    ({ meta, data }) => /^(ReconsiderationFiled|SuitFiled)$/.test(meta.type) && data['challenged'],
  );

/**
 * The decision that the appeals of a case challenge. What the agency gathered after it may not serve
 * to defend it (行政诉讼法第三十五条), so that everything behind it is marked.
 */
export const decisionIn = (
  events: readonly CaseEvent[],
): { stream: string; revision: number } | null => {
  const filed = filedIn(events)[0];
  const challenged = filed?.data['challenged'] as Challenged | undefined;
  if (!challenged) return null;
  const about = challenged.requestId ?? challenged.documentId;
  const types = decisionTypes(challenged);
  const found = events.find(
    ({ meta, data, position }) =>
      meta.aggregateId === about &&
      types.includes(meta.type) &&
      position < filed!.position &&
      (typeof challenged.replyId !== 'string' ||
        data['replyId'] === undefined ||
        data['replyId'] === challenged.replyId),
  );
  return found ? { stream: found.stream, revision: found.meta.revision } : null;
};

const PUBLISHING = new Set([
  'DocumentPublished',
  'DocumentAttested',
  'PublicationAttested',
  'PublicationRestated',
]);

/** The papers with a record of a publication that was not taken back. */
const standingIn = (events: readonly CaseEvent[]): string[] => {
  const records = new Map<string, number>();
  for (const { stream, meta } of events) {
    const change = PUBLISHING.has(meta.type) ? 1 : meta.type === 'PublicationVoided' ? -1 : 0;
    if (change !== 0) records.set(stream, (records.get(stream) ?? 0) + change);
  }
  return [...records].filter(([, standing]) => standing > 0).map(([stream]) => stream);
};

/** The papers the public ever had, and those whose publication is challenged, as it stood then. */
const publishedIn = (events: readonly CaseEvent[]): ReadonlySet<string> => {
  const challenged = filedIn(events).flatMap(({ data, position }) => {
    const { documentId } = data['challenged'] as Challenged;
    return documentId === undefined
      ? []
      : standingIn(
          events.filter((of) => of.meta.aggregateId === documentId && of.position < position),
        );
  });
  return new Set([...standingIn(events), ...challenged]);
};

/**
 * What a party sees only the commitment of: secrecy reviews, the opinion of a third party, views asked
 * of other agencies, and papers that were never published (条例第三十二条, 条例第十七条).
 */
export const withheldFrom = (
  events: readonly CaseEvent[],
): ((event: CaseEvent) => Withheld | null) => {
  const published = publishedIn(events);
  const asked = new Map(
    events
      .filter(({ meta }) => meta.type === 'ConsultationSent')
      .map(({ data }) => [data['consultationId'], data['kind']]),
  );
  return ({ stream, meta, data }) => {
    if (/^Secrecy/.test(meta.type)) return 'secrecyReview';
    if (/^(Consultation|OverrideNoticed)/.test(meta.type))
      return asked.get(data['consultationId']) === 'thirdParty'
        ? 'thirdPartyOpinion'
        : 'consultationOfAgencies';
    if (meta.aggregate === 'document' && !published.has(stream)) return 'withheldPaper';
    return null;
  };
};

/** The person whose case it is: the key their fields are sealed under, by the case's own stream. */
export const partyKeyIn = (events: readonly CaseEvent[], ownStream: string): string | null => {
  const named = events.find(
    ({ stream, data }) => stream === ownStream && typeof data['person'] === 'string',
  );
  return (named?.data['person'] as string | undefined) ?? null;
};

/** Replies that were drafted and never went out: nobody outside has ever seen them. */
export const isUnissuedDraft = (events: readonly CaseEvent[]): ((event: CaseEvent) => boolean) => {
  const issued = new Set(
    events
      .filter(({ meta }) => meta.type === 'ReplyIssued')
      .map(({ data }) => data['contentDigest']),
  );
  return ({ meta, data }) => meta.type === 'ReplyDrafted' && !issued.has(data['contentDigest']);
};

const DIGEST = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/** Everything in an event that could be the digest of a file. */
export const digestsIn = ({ record }: CaseEvent): string[] => [
  ...new Set([...Buffer.from(record).toString().matchAll(DIGEST)].map(([digest]) => digest)),
];
