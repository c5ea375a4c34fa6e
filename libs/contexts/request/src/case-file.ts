import {
  decode,
  isWithin,
  parseRecord,
  streamName,
  type Day,
  type EventMetadata,
  type EventStore,
  type Position,
  type ReplayBounds,
} from '@gongkai/kernel';
import type { Sealed } from '@gongkai/vault';
import { requestAggregate } from './decider.js';
import { noRequest, type Request } from './decider.state.js';
import { requestStreamEvents, type RequestEvent } from './events.js';

/** What lies sealed in a case, by the field an officer asks for. */
export type SealedField =
  | 'applicant'
  | 'contact'
  | 'description'
  | 'agent'
  | 'files'
  | 'clarification'
  | 'consultations'
  | 'replies'
  | 'suggestions';
export const SEALED_FIELDS: readonly SealedField[] = [
  'applicant',
  'contact',
  'description',
  'agent',
  'files',
  'clarification',
  'consultations',
  'replies',
  'suggestions',
];

/** A letter that went out; its bytes lie sealed under the key of the applicant. */
export type SentLetter = {
  kind: keyof typeof letterNames;
  on: Day;
  digest: string;
  /** To the applicant, who may fetch it; the others are between agencies or to a third party. */
  toApplicant: boolean;
};

export const letterNames = {
  clarification: { zh: '补正通知书', en: 'notice to correct the request' },
  extension: { zh: '延期答复通知书', en: 'notice of extension' },
  excess: { zh: '说明理由通知书', en: 'notice to give reasons' },
  fee: { zh: '收费通知书', en: 'notice of a fee' },
  reply: { zh: '答复书', en: 'reply' },
  consultation: { zh: '征求意见函', en: 'letter of consultation' },
  override: { zh: '告知第三方书', en: 'notice to the third party' },
} as const;

/** One event of the stream as it was recorded. */
export type CaseEvent = RequestEvent & { meta: EventMetadata; position: Position };

/** A request folded from its stream, with what the state does not keep. */
export type CaseFile = {
  request: Request;
  revision: number;
  events: readonly CaseEvent[];
};

/**
 * The case as the log has it now, or had it within bounds: folded by `evolve` alone, which is total on
 * any share of the events. Undefined when there is none in this government, or none yet.
 */
export const readCase = async (
  store: EventStore,
  tenant: string,
  id: string,
  bounds: ReplayBounds = {},
): Promise<CaseFile | undefined> => {
  if (!/^[A-Za-z0-9]{1,64}$/.test(id)) return undefined;
  const stored = await store.read(streamName(tenant, requestAggregate.name, id));
  const events = stored.flatMap(({ record, position }): CaseEvent[] => {
    const { meta, data } = parseRecord(record);
    if (!isWithin(meta, bounds)) return [];
    const event = decode(requestStreamEvents, meta.type, meta.schema, data) as RequestEvent;
    return [{ ...event, meta, position }];
  });
  // A share of the events may lack the receipt, e.g. one corrected to an earlier day since.
  if (!events.some(({ type }) => type === 'RequestReceived')) return undefined;
  const { evolve } = requestAggregate.decider;
  const request = events.reduce((state, event) => evolve(state, event), noRequest);
  return { request, revision: events.at(-1)!.meta.revision, events };
};

/** Every letter that went out, in order. */
export const lettersOf = (events: readonly RequestEvent[]): SentLetter[] =>
  events.flatMap((event): SentLetter[] => {
    const sent = letterOf(event);
    return sent?.digest ? [{ ...sent, digest: sent.digest }] : [];
  });

type MaybeSent = Omit<SentLetter, 'digest'> & { digest: string | null };

const letterOf = (event: RequestEvent): MaybeSent | undefined => {
  const toApplicant = true;
  switch (event.type) {
    case 'ClarificationRequested': {
      const { sentOn, letter } = event.data;
      return { kind: 'clarification', on: sentOn, digest: letter, toApplicant };
    }
    case 'ExtensionGranted': {
      const { noticedOn, letter } = event.data;
      return { kind: 'extension', on: noticedOn, digest: letter, toApplicant };
    }
    case 'ExcessReasonsAsked': {
      const { askedOn, letter } = event.data;
      return { kind: 'excess', on: askedOn, digest: letter, toApplicant };
    }
    case 'FeeNoticed': {
      const { sentOn, letter } = event.data;
      return { kind: 'fee', on: sentOn, digest: letter, toApplicant };
    }
    case 'ReplyIssued': {
      const { issuedOn, letter } = event.data;
      return { kind: 'reply', on: issuedOn, digest: letter, toApplicant };
    }
    case 'ConsultationSent': {
      const { sentOn, letter } = event.data;
      return { kind: 'consultation', on: sentOn, digest: letter, toApplicant: false };
    }
    case 'OverrideNoticed': {
      const { noticedOn, letter } = event.data;
      return { kind: 'override', on: noticedOn, digest: letter, toApplicant: false };
    }
    default:
      return undefined;
  }
};

type Kept = { field: SealedField; label: string | null; sealed: Sealed };

/** What lies sealed, each with what it is of; the last word on a field takes the place of the first. */
export const sealedOf = ({ request, events }: CaseFile): Kept[] => {
  const kept: Kept[] = [];
  const keep = (field: SealedField, sealed: Sealed | null, label: string | null = null) => {
    if (sealed) kept.push({ field, label, sealed });
  };
  const { applicant, description, files } = request;
  keep('applicant', applicant.name);
  keep('contact', applicant.contact);
  keep('description', description);
  keep('agent', applicant.agent);
  for (const file of files) keep('files', file.name, `${file.digest} ${file.bytes}`);
  for (const { type, data } of events)
    switch (type) {
      case 'ClarificationRequested':
        keep('clarification', data.text, data.sentOn);
        break;
      case 'ExcessReasonsGiven':
        keep('clarification', data.reasons, data.givenOn);
        break;
      case 'RequestWithdrawn':
        keep('clarification', data.text, data.on);
        break;
      case 'ConsultationSent':
        keep('consultations', data.addressee, `${data.consultationId} addressee`);
        break;
      case 'ConsultationAnswered':
        keep('consultations', data.text, `${data.consultationId} answer`);
        break;
      case 'OverrideNoticed':
        keep('consultations', data.reason, `${data.consultationId} override`);
        break;
      case 'ReplyDrafted':
        keep('replies', data.text, data.replyId);
        break;
      case 'PublicationSuggested':
        keep('suggestions', data.text, data.suggestionId);
        break;
      default:
        break;
    }
  return kept;
};
