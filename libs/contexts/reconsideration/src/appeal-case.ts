import {
  decode,
  isWithin,
  parseRecord,
  streamName,
  type EventMetadata,
  type EventStore,
  type Position,
  type ReplayBounds,
} from '@gongkai/kernel';
import type { Sealed } from '@gongkai/vault';
import { reconsiderationAggregate } from './decider.js';
import { noAppeal, type Appeal } from './decider.state.js';
import { reconsiderationEvents, type ReconsiderationEvent } from './events.js';
import type { AppealFile } from './events.kinds.js';

/** One event of the stream as it was recorded. */
export type AppealEvent = ReconsiderationEvent & { meta: EventMetadata; position: Position };
/** A case folded from its stream, with what the state does not keep. */
export type AppealCase = { appeal: Appeal; revision: number; events: readonly AppealEvent[] };

/**
 * The case as the log has it now, or had it within bounds: folded by `evolve` alone, which is total on
 * any share of the events. Undefined when there is none in this government, or none yet.
 */
export const readAppeal = async (
  store: EventStore,
  tenant: string,
  id: string,
  bounds: ReplayBounds = {},
): Promise<AppealCase | undefined> => {
  if (!/^[A-Za-z0-9]{1,64}$/.test(id)) return undefined;
  const stored = await store.read(streamName(tenant, reconsiderationAggregate.name, id));
  const events = stored.flatMap(({ record, position }): AppealEvent[] => {
    const { meta, data } = parseRecord(record);
    if (!isWithin(meta, bounds)) return [];
    const event = decode(reconsiderationEvents, meta.type, meta.schema, data);
    return [{ ...event, meta, position } as AppealEvent];
  });
  if (!events.some(({ type }) => type === 'ReconsiderationFiled')) return undefined;
  const { evolve } = reconsiderationAggregate.decider;
  const appeal = events.reduce(evolve, noAppeal);
  return { appeal, revision: events.at(-1)!.meta.revision, events };
};

/** What lies sealed in a case, by the field an officer asks for. */
export const SEALED_FIELDS = [
  'applicant',
  'contact',
  'agent',
  'grounds',
  'files',
  'answer',
  'material',
  'withdrawal',
] as const;
export type SealedField = (typeof SEALED_FIELDS)[number];
export type Kept = { field: SealedField; label: string | null; sealed: Sealed };

/** What lies sealed, each with what it is of: the digest of a file, the id of a piece. */
export const sealedOf = ({ events }: AppealCase): Kept[] => {
  const kept: Kept[] = [];
  const keep = (field: SealedField, sealed: Sealed | null, label: string | null = null) => {
    if (sealed) kept.push({ field, label, sealed });
  };
  for (const { type, data } of events)
    switch (type) {
      case 'ReconsiderationFiled':
        keep('applicant', data.applicant);
        keep('contact', data.contact);
        keep('agent', data.agent);
        keep('grounds', data.grounds);
        break;
      case 'AnswerSubmitted':
        keep('answer', data.text);
        break;
      case 'MaterialSubmitted':
        for (const { id, title } of data.items) keep('material', title, id);
        break;
      case 'ReconsiderationWithdrawn':
        keep('withdrawal', data.reason);
        break;
      default:
        break;
    }
  for (const { digest, name } of filesOf(events)) keep('files', name, digest);
  return kept;
};

/** Every file of a case, whoever handed it in. */
export const filesOf = (events: readonly ReconsiderationEvent[]): AppealFile[] =>
  events.flatMap(({ type, data }): AppealFile[] => {
    switch (type) {
      case 'ReconsiderationFiled':
      case 'ReconsiderationCorrected':
        return data.files;
      case 'AnswerSubmitted':
      case 'ReconsiderationDecided':
        return data.letter ? [data.letter] : [];
      case 'MaterialSubmitted':
        return data.items.flatMap(({ file }) => file ?? []);
      default:
        return [];
    }
  });
