import { parseRecord, type ReplayBounds } from '@gongkai/kernel';
import { inClear } from '@gongkai/vault';
import labels from './event-labels.data.json' with { type: 'json' };
import type { RowDifference } from './difference.js';
import type { FigureDifference } from './figure-difference.js';
import type { CaseReplay, ReplayedEvent, ReplayedRow } from './replay-case.js';
import type { ReplayedFigures } from './replay-figures.js';
import type { CaseDifference } from './replay.js';

/** What stands in rows and events only so that one person is told from another. */
const CONCEALED: ReadonlySet<string> = new Set([
  'person',
  'persons',
  'identityMac',
  'trackingDigest',
  'secretDigest',
]);

/** A value as a replay shows it: of what lies sealed only that it is there. */
export const shown = (value: unknown): unknown => inClear(value, CONCEALED);

/** `RequestReceived` in words: 收到申请, request received. */
export const eventLabel = (type: string): { zh: string; en: string } => {
  const words = type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const en = words.charAt(0).toUpperCase() + words.slice(1);
  return { zh: (labels as Record<string, string>)[type] ?? type, en };
};

export const shownEvent = ({ position, record, meta }: ReplayedEvent) => {
  const { aggregate, aggregateId, revision, type, occurredOn, recordedAt, actor, origin } = meta;
  return {
    position: String(position),
    aggregate,
    aggregateId,
    revision,
    type,
    ...eventLabel(type),
    occurredOn,
    recordedAt,
    actorKind: actor.kind,
    actor: actor.id,
    origin,
    facts: shown(parseRecord(record).data),
  };
};

export const shownRow = ({ collection, id, row }: ReplayedRow) => ({
  collection,
  id,
  row: shown(row),
});

const boundsOf = ({ asOf, asKnownAt }: ReplayBounds) => ({
  asOf: asOf ?? null,
  asKnownAt: asKnownAt ?? null,
});

const positionText = (position: bigint | null): string | null =>
  position === null ? null : String(position);

const shownCaseOf = ({ case: { tenant: _, ...of } }: CaseReplay) => of;

/** A replayed case as JSON: bounds, events and rows, nothing of a person. */
export const shownCase = (replay: CaseReplay) => ({
  case: shownCaseOf(replay),
  asOf: replay.asOf,
  asKnownAt: replay.asKnownAt,
  position: positionText(replay.position),
  events: replay.events.map(shownEvent),
  rows: replay.rows.map(shownRow),
  projectionVersions: replay.projectionVersions,
  parked: replay.parked.map(({ projection, position, reason }) => ({
    projection,
    position: String(position),
    reason,
  })),
});

export const shownRowDifference = ({ added, changed, gone }: RowDifference) => ({
  added: added.map(shownRow),
  changed: changed
    .map(({ fields, ...row }) => ({
      ...row,
      fields: fields
        .filter(({ field }) => !field.split('.').some((name) => CONCEALED.has(name)))
        .map(({ field, from, to }) => ({
          field,
          from: shown(from ?? null),
          to: shown(to ?? null),
        })),
    }))
    .filter(({ fields }) => fields.length > 0),
  gone: gone.map(shownRow),
});

export const shownCaseDifference = ({ from, to, rows, gained, lost }: CaseDifference) => {
  const side = (replay: CaseReplay) => ({
    asOf: replay.asOf,
    asKnownAt: replay.asKnownAt,
    position: positionText(replay.position),
  });
  return {
    case: shownCaseOf(to.events.length > 0 ? to : from),
    from: side(from),
    to: side(to),
    ...shownRowDifference(rows),
    gained: gained.map(shownEvent),
    lost: lost.map(shownEvent),
  };
};

export const shownFigures = ({ position, ...table }: ReplayedFigures) => ({
  ...table,
  position: String(position),
});

export const shownFigureDifference = ({ from, to, cells, ...of }: FigureDifference) => ({
  ...of,
  from: boundsOf(from),
  to: boundsOf(to),
  cells: cells.map(({ events, ...cell }) => ({
    ...cell,
    events: events.map(({ tenant: _, position, ...event }) => ({
      ...event,
      position: String(position),
      ...eventLabel(event.type),
    })),
  })),
});
