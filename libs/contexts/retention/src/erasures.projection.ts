import type { CollectionSpec, Day, Origin, Projection } from '@gongkai/kernel';
import {
  retentionEvents,
  type ErasureEvent,
  type HoldCause,
  type RetentionEvent,
} from './events.js';

export type ErasureState = 'asked' | 'approved' | 'refused' | 'withdrawn' | 'erased' | 'destroyed';

/** An erasure with everything that became of it; the certificate once it is written. */
export type ErasureRow = {
  id: string;
  person: string;
  state: ErasureState;
  ground: 'retentionOver' | 'lawOrders';
  legalGround: string;
  requestedBy: 'person' | 'office';
  reason: string;
  askedBy: string;
  askedOn: Day;
  /** Who approved, refused or took it back. */
  decidedBy: string | null;
  decidedOn: Day | null;
  /** Of the certificate. */
  erasedOn: Day | null;
  streams: readonly string[];
  fields: number | null;
  files: number | null;
  destroyedOn: Day | null;
  origin: Origin;
  /** The day from which it is to be carried out. */
  due: Day | null;
};

export const erasureCollection: CollectionSpec<ErasureRow> = {
  name: 'erasures',
  version: 1,
  keys: {
    due: (row) => row.due,
    state: (row) => row.state,
    person: (row) => row.person,
    askedOn: (row) => row.askedOn,
  },
  indexes: [['due'], ['person'], ['askedOn']],
};

type Certificate = Extract<RetentionEvent, { type: 'PersonErased' }>;
export type ErasureRowEvent = ErasureEvent | Certificate;

export const afterErasure = (
  row: ErasureRow | undefined,
  event: ErasureRowEvent,
  origin: Origin,
): ErasureRow | undefined => {
  if (event.type === 'PersonErasureAsked') {
    const { erasure: id, cases: _, on: askedOn, ...asked } = event.data;
    const open = { decidedBy: null, decidedOn: null, erasedOn: null, destroyedOn: null, due: null };
    const nothing = { streams: [], fields: null, files: null };
    return { id, ...asked, askedOn, state: 'asked', ...open, ...nothing, origin };
  }
  if (!row) return undefined;
  const { on } = event.data;
  switch (event.type) {
    case 'PersonErasureApproved': {
      const decidedBy = event.data.approvedBy;
      return { ...row, state: 'approved', decidedBy, decidedOn: on, due: on };
    }
    case 'PersonErasureRefused': {
      const decidedBy = event.data.refusedBy;
      return { ...row, state: 'refused', decidedBy, decidedOn: on, due: null };
    }
    case 'PersonErasureWithdrawn':
      // After the certificate the deed is only finished.
      if (row.state === 'erased') return row;
      return { ...row, state: 'withdrawn', decidedOn: on, due: null };
    case 'PersonErased': {
      const { fields, files } = event.data;
      const streams = event.data.streams.flatMap(({ prefix, ids }) => ids.map((id) => prefix + id));
      return { ...row, state: 'erased', erasedOn: on, streams, fields, files, due: on };
    }
    case 'PersonKeysDestroyed':
      return { ...row, state: 'destroyed', destroyedOn: on, due: null };
  }
};

/** A hold, standing or lifted. */
export type HoldRow = {
  id: string;
  caseKind: string;
  caseId: string;
  cause: HoldCause;
  reason: string;
  orderedBy: string;
  placedOn: Day;
  placedBy: string;
  lifted: { on: Day; by: string; reason: string; orderedBy: string } | null;
};

export const holdCollection: CollectionSpec<HoldRow> = {
  name: 'legalHolds',
  version: 1,
  keys: {
    case: (row) => row.caseId,
    standing: (row) => Number(row.lifted === null),
    placedOn: (row) => row.placedOn,
  },
  indexes: [['case'], ['placedOn']],
};

const { HoldPlaced, HoldLifted } = retentionEvents;

export const legalHolds: Projection<
  HoldRow,
  Extract<RetentionEvent, { type: 'HoldPlaced' | 'HoldLifted' }>
> = {
  name: 'legalHolds',
  version: 1,
  events: { HoldPlaced, HoldLifted },
  collection: holdCollection,
  key: (event) => event.data.hold,
  apply(row, event) {
    if (event.type === 'HoldPlaced') {
      const { hold: id, ...hold } = event.data;
      return { id, ...hold, lifted: null };
    }
    const { on, liftedBy: by, reason, orderedBy } = event.data;
    return row && { ...row, lifted: { on, by, reason, orderedBy } };
  },
};
