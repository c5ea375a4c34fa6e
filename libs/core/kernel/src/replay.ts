import { rejections, type Rejection } from './decider.js';
import {
  Day,
  decode,
  type AnyEvent,
  type EventMetadata,
  type Instant,
  type Recorded,
} from './event.js';
import type { Aggregate } from './execute.js';
import type { Facts } from './decider.js';
import type { EventStore } from './ports.js';
import type { Projection } from './projection.js';
import { parseRecord } from './record.js';
import { streamName } from './stream.js';

/**
 * What a replay may know. `asOf`: only what happened by the end of that legal day (Asia/Shanghai).
 * `asKnownAt`: only what had been recorded by that instant. Both absent: everything, as now.
 */
export type ReplayBounds = {
  asOf?: Day | undefined;
  asKnownAt?: Instant | undefined;
};

const { texts: replayErrors, reject: rejectReplay } = rejections({
  'replay.noSuchDay': {
    zh: '没有这一天:{day}。日期写作 2017-06-30。',
    en: 'There is no such day: {day}. A day is written 2017-06-30.',
  },
  'replay.noSuchInstant': {
    zh: '没有这一时刻:{instant}。时刻写作 2017-06-30T16:00:00+08:00。',
    en: 'There is no such instant: {instant}. An instant is written 2017-06-30T16:00:00+08:00.',
  },
  'replay.instantInFuture': {
    zh: '时刻 {instant} 尚未到来,无从得知那时的记录。',
    en: 'The instant {instant} has not come; nobody knows what will be on record then.',
  },
});
export { rejectReplay, replayErrors };

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

const isDay = (text: string): boolean => Day.safeParse(text).success && text >= '0001';

/** The instant in UTC with milliseconds, or undefined when the text is none. */
const instantOf = (text: string): Instant | undefined => {
  if (!INSTANT.test(text) || !isDay(text.slice(0, 10))) return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

/**
 * Bounds as somebody wrote them. Refuses a day or an instant that does not exist, and an instant
 * that is still to come; a day to come is no mistake, for the law names such days.
 */
export const replayBounds = (
  { asOf, asKnownAt }: { asOf?: string | null | undefined; asKnownAt?: string | null | undefined },
  now: Date,
): ReplayBounds | Rejection => {
  if (asOf != null && !isDay(asOf))
    return rejectReplay('replay.noSuchDay', { day: asOf.slice(0, 60) }, 'asOf');
  if (asKnownAt == null) return asOf == null ? {} : { asOf };
  const instant = instantOf(asKnownAt);
  if (instant === undefined)
    return rejectReplay('replay.noSuchInstant', { instant: asKnownAt.slice(0, 60) }, 'asKnownAt');
  if (instant > now.toISOString())
    return rejectReplay('replay.instantInFuture', { instant }, 'asKnownAt');
  return { ...(asOf == null ? {} : { asOf }), asKnownAt: instant };
};

/**
 * Whether an event belongs to a replay. `recordedAt` does not decrease in the order of the log, so
 * that to look at it is to stop at the last position recorded at or before the instant.
 */
export const isWithin = (
  { occurredOn, recordedAt }: Pick<EventMetadata, 'occurredOn' | 'recordedAt'>,
  { asOf, asKnownAt }: ReplayBounds,
): boolean =>
  (asOf === undefined || occurredOn <= asOf) &&
  (asKnownAt === undefined || recordedAt <= asKnownAt);

/** True when nothing is left out. */
export const isUnbounded = ({ asOf, asKnownAt }: ReplayBounds): boolean =>
  asOf === undefined && asKnownAt === undefined;

/** An aggregate as of a day or as known at an instant. */
export type ReplayedAggregate<S, E extends AnyEvent> = {
  state: S;
  /** The events the state was folded from, in the order of the log. */
  events: readonly Recorded<E>[];
};

/**
 * The state of one aggregate folded from a share of its stream by `evolve` alone, which is total on
 * any subsequence; the decider's `decide` never sees such a state. The initial state when nothing
 * lies within the bounds.
 */
export const replayAggregate = async <C, S, E extends AnyEvent, F extends Facts>(
  store: EventStore,
  aggregate: Aggregate<C, S, E, F>,
  tenant: string,
  id: string,
  bounds: ReplayBounds,
): Promise<ReplayedAggregate<S, E>> => {
  const events: Recorded<E>[] = [];
  let state = aggregate.decider.initial;
  for (const { position, record } of await store.read(streamName(tenant, aggregate.name, id))) {
    const { meta, data } = parseRecord(record);
    if (!isWithin(meta, bounds)) continue;
    const event = decode(aggregate.events, meta.type, meta.schema, data) as unknown as E;
    state = aggregate.decider.evolve(state, event);
    events.push({ ...event, meta, position });
  }
  return { state, events };
};

/**
 * One row of a projection that follows a single stream, folded from a share of it. Undefined when the
 * row was not there yet. Throws UndecodableEvent.
 */
export const replayRow = async <Row, E extends AnyEvent>(
  store: EventStore,
  projection: Projection<Row, E>,
  tenant: string,
  aggregate: string,
  id: string,
  bounds: ReplayBounds,
): Promise<Row | undefined> => {
  let row: Row | undefined;
  for (const stored of await store.read(streamName(tenant, aggregate, id))) {
    const { meta, data } = parseRecord(stored.record);
    if (!isWithin(meta, bounds) || !Object.hasOwn(projection.events, meta.type)) continue;
    const decoded = decode(projection.events, meta.type, meta.schema, data) as unknown as E;
    const event = { ...decoded, meta, position: stored.position };
    if (projection.key(event) === id) row = projection.apply(row, event, id);
  }
  return row;
};
