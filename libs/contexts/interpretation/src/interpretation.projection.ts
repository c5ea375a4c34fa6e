import { entryKeys, entryRows, type EntryRow } from '@gongkai/entries';
import type { CollectionSpec, Day, Projection } from '@gongkai/kernel';
import { interpretationNames } from './decider.js';
import {
  concernEvents,
  interpretationEntries,
  type AnswerChannel,
  type ConcernEvent,
  type ConcernKind,
  type EntryEvent,
  type Interpretation,
} from './events.js';

export type InterpretationRow = EntryRow<Interpretation>;

export const interpretationCollection: CollectionSpec<InterpretationRow> = {
  name: 'interpretations',
  version: 1,
  keys: {
    ...entryKeys,
    kind: (row) => row.kind,
    on: (row) => row.on,
    spokespersonId: (row) => row.spokespersonId,
  },
  sets: { documents: (row) => row.explains.flatMap(({ documentId }) => documentId ?? []) },
  indexes: [['on'], ['agency', 'on'], ['kind', 'on']],
};

/** Press conferences, interviews and articles in their latest version. */
export const interpretationRows = entryRows<Interpretation, EntryEvent>(
  interpretationCollection,
  interpretationEntries,
  interpretationNames,
);

export type AnswerRow = {
  answer: number;
  channel: AnswerChannel;
  on: Day;
  address: string | null;
  withdrawnBecause: string | null;
};
export type ConcernRow = {
  id: string;
  agency: string | null;
  title: string;
  kind: ConcernKind;
  arisenOn: Day;
  answers: AnswerRow[];
  voidedBecause: string | null;
};

const standing = ({ answers }: ConcernRow) =>
  answers.filter(({ withdrawnBecause }) => withdrawnBecause === null);
const stateOf = (row: ConcernRow): string => {
  if (row.voidedBecause !== null) return 'voided';
  return standing(row).length === 0 ? 'open' : 'answered';
};

export const concernCollection: CollectionSpec<ConcernRow> = {
  name: 'concerns',
  version: 1,
  keys: {
    agency: (row) => row.agency ?? '',
    kind: (row) => row.kind,
    arisenOn: (row) => row.arisenOn,
    state: stateOf,
  },
  indexes: [['arisenOn'], ['agency', 'arisenOn'], ['state', 'arisenOn']],
};

const { ConcernAnswerCounted: _, ...shown } = concernEvents;
type ShownEvent = Exclude<ConcernEvent, { type: 'ConcernAnswerCounted' }>;

/** Matters of public concern with their answers. */
export const concernRows: Projection<ConcernRow, ShownEvent> = {
  name: 'concerns',
  version: 1,
  events: shown,
  collection: concernCollection,
  key: ({ data }) => data.concernId,
  apply(row, event, id) {
    if (event.type === 'ConcernNoted') {
      const { agency, title, kind, arisenOn } = event.data;
      return { id, agency, title, kind, arisenOn, answers: [], voidedBecause: null };
    }
    if (!row) return undefined;
    switch (event.type) {
      case 'ConcernCorrected':
        return { ...row, ...event.data.now };
      case 'ConcernAnswered': {
        const { answer, channel, on, address } = event.data;
        const given = { answer, channel, on, address, withdrawnBecause: null };
        return { ...row, answers: [...row.answers, given] };
      }
      case 'ConcernAnswerWithdrawn': {
        const { answer, reason } = event.data;
        return {
          ...row,
          answers: row.answers.map((of) =>
            of.answer === answer ? { ...of, withdrawnBecause: reason } : of,
          ),
        };
      }
      case 'ConcernVoided':
        return { ...row, voidedBecause: event.data.reason };
    }
  },
};
