import { rejections, Rejection, fold, type Decider, type Facts } from './decider.js';
import {
  decode,
  type Actor,
  type AnyEvent,
  type Catalogue,
  type EventMetadata,
  type Origin,
  type Position,
} from './event.js';
import { LAST_LEGAL_DAY } from './hot-key.js';
import { deriveId, digestOf } from './ids.js';
import {
  ConflictError,
  type EventStore,
  type Ids,
  type NewEvent,
  type StoredEvent,
} from './ports.js';
import { EVENT_BYTES_MAX, EVENTS_PER_COMMAND_MAX, parseRecord } from './record.js';
import { streamName } from './stream.js';

/** What `execute` needs to know of one kind of aggregate. */
export type Aggregate<Command, State, E extends AnyEvent, F extends Facts = Facts> = {
  /** Name in the stream, letters only: `document`. */
  name: string;
  events: Catalogue;
  decider: Decider<Command, State, E, F>;
  /** The agency an event belongs to, read off the state after it; null for the government itself. */
  agencyOf(state: State): string | null;
};

/** Who commands, in whose name, and why: everything of the metadata that is not the event's own. */
export type Envelope = {
  tenant: string;
  actor: Actor;
  commandId: string;
  /** SHA-256 of the body as the client sent it (`digestOf`). */
  digest: string;
  /** Event id that made a process command. */
  causation?: string | null;
  correlation?: string;
  origin?: Origin;
  /** Refuse when the stream is not at this revision; absent: whatever it is. */
  expectedRevision?: number;
};

export type Receipt = { id: string; revision: number; position: Position | null };

const { texts: commandErrors, reject } = rejections({
  'command.invalid': {
    zh: '命令内容不符合要求:{zh}',
    en: 'The command is not well shaped: {en}',
  },
  'command.idReused': {
    zh: '此命令编号已用于另一内容,请换新的编号。',
    en: 'This command id was used for another body; take a new one.',
  },
  'command.conflict': {
    zh: '内容已被他人修改(现为第 {actual} 版),请刷新后重试。',
    en: 'It has changed meanwhile (now at revision {actual}); reload and try again.',
  },
  'command.tooManyEvents': {
    zh: '一次操作的记录过多。',
    en: 'One command may not record this many events.',
  },
  'command.dayTooFar': {
    zh: '日期 {on} 超出可记录的范围(至 {last}),请核对年份。',
    en: 'The day {on} is beyond what can be recorded (to {last}); check the year.',
  },
  'event.tooLarge': { zh: '一条记录超过 256 KiB。', en: 'One record is over 256 KiB.' },
});
export { commandErrors };
export const rejectCommand = reject;

const RETRIES_MAX = 8;

type Loaded<S> = { state: S; revision: number; stored: StoredEvent[] };

const load = async <C, S, E extends AnyEvent, F extends Facts>(
  store: EventStore,
  aggregate: Aggregate<C, S, E, F>,
  stream: string,
): Promise<Loaded<S> & { metas: EventMetadata[] }> => {
  const stored = await store.read(stream);
  const metas: EventMetadata[] = [];
  const events = stored.map(({ record }) => {
    const { meta, data } = parseRecord(record);
    metas.push(meta);
    return decode(aggregate.events, meta.type, meta.schema, data) as unknown as E;
  });
  return { state: fold(aggregate.decider, events), revision: stored.length, stored, metas };
};

/** The state of one aggregate, folded from its stream. */
export const loadState = async <C, S, E extends AnyEvent, F extends Facts>(
  store: EventStore,
  aggregate: Aggregate<C, S, E, F>,
  tenant: string,
  id: string,
): Promise<{ state: S; revision: number }> =>
  load(store, aggregate, streamName(tenant, aggregate.name, id));

/**
 * Load, fold, decide, validate, append: the only place where state and commands meet. The same
 * command id with the same body gives the same receipt for ever; a lost race is tried again a
 * bounded number of times. One command, one stream, all its events or none.
 */
export const execute = async <C, S, E extends AnyEvent, F extends Facts>(
  { store, ids }: { store: EventStore; ids: Ids },
  aggregate: Aggregate<C, S, E, F>,
  id: string,
  command: C,
  facts: F,
  envelope: Envelope,
): Promise<Receipt | Rejection> => {
  const stream = streamName(envelope.tenant, aggregate.name, id);
  if (id === idForCreate(envelope, aggregate.name)) {
    const created = await create({ store, ids }, aggregate, id, command, facts, envelope);
    if (created) return created;
  }
  for (let attempt = 0; ; attempt++) {
    const { state, revision, stored, metas } = await load(store, aggregate, stream);
    const earlier = receiptOf(id, stored, metas, envelope);
    if (earlier) return earlier;
    if (envelope.expectedRevision !== undefined && envelope.expectedRevision !== revision)
      return reject('command.conflict', { expected: envelope.expectedRevision, actual: revision });
    const decided = aggregate.decider.decide(state, command, facts);
    if (decided instanceof Rejection) return decided;
    if (decided.length === 0) return { id, revision, position: null };
    if (decided.length > EVENTS_PER_COMMAND_MAX) return reject('command.tooManyEvents');
    const events = stamp(aggregate, id, state, revision, decided, facts, envelope, ids);
    if (events instanceof Rejection) return events;
    try {
      const appended = await store.append(stream, revision, events);
      return { id, revision: appended.revision, position: appended.position };
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      if (attempt >= RETRIES_MAX) return reject('command.conflict', { actual: error.actual });
    }
  }
};

/**
 * A command that makes a new stream is tried without looking first: nothing but this very command
 * can have made it. Undefined when there is anything to look at after all.
 */
const create = async <C, S, E extends AnyEvent, F extends Facts>(
  { store, ids }: { store: EventStore; ids: Ids },
  aggregate: Aggregate<C, S, E, F>,
  id: string,
  command: C,
  facts: F,
  envelope: Envelope,
): Promise<Receipt | undefined> => {
  const { initial } = aggregate.decider;
  if (envelope.expectedRevision !== undefined) return undefined;
  const decided = aggregate.decider.decide(initial, command, facts);
  if (decided instanceof Rejection || decided.length === 0) return undefined;
  if (decided.length > EVENTS_PER_COMMAND_MAX) return undefined;
  const events = stamp(aggregate, id, initial, 0, decided, facts, envelope, ids);
  if (events instanceof Rejection) return undefined;
  try {
    const stream = streamName(envelope.tenant, aggregate.name, id);
    const { revision, position } = await store.append(stream, 0, events);
    return { id, revision, position };
  } catch (error) {
    if (error instanceof ConflictError) return undefined;
    throw error;
  }
};

const receiptOf = (
  id: string,
  stored: readonly StoredEvent[],
  metas: readonly EventMetadata[],
  envelope: Envelope,
): Receipt | Rejection | undefined => {
  const last = metas.findLastIndex((meta) => meta.command.id === envelope.commandId);
  if (last < 0) return undefined;
  if (metas[last]!.command.digest !== envelope.digest) return reject('command.idReused');
  return { id, revision: last + 1, position: stored[last]!.position };
};

/** A character takes three bytes at most, so that hardly any text has to be measured. */
const fits = (text: string): boolean =>
  text.length * 3 <= EVENT_BYTES_MAX || Buffer.byteLength(text, 'utf8') <= EVENT_BYTES_MAX;

const stamp = <C, S, E extends AnyEvent, F extends Facts>(
  aggregate: Aggregate<C, S, E, F>,
  id: string,
  before: S,
  revision: number,
  decided: readonly E[],
  facts: F,
  envelope: Envelope,
  ids: Ids,
): NewEvent[] | Rejection => {
  let state = before;
  const events: NewEvent[] = [];
  for (const [i, event] of decided.entries()) {
    const spec = aggregate.events[event.type];
    if (!spec)
      throw new Error(`${aggregate.name} decided on ${event.type}, which it does not declare`);
    const parsed: unknown = spec.current.parse(event.data);
    const data = JSON.stringify(parsed);
    if (!fits(data)) return reject('event.tooLarge');
    const occurredOn = spec.occurredOn?.(parsed as never) ?? facts.today;
    if (occurredOn > LAST_LEGAL_DAY) return tooFar(occurredOn, event.data);
    state = aggregate.decider.evolve(state, event);
    events.push({
      meta: {
        id: ids.id(),
        type: event.type,
        schema: spec.version,
        tenant: envelope.tenant,
        agency: aggregate.agencyOf(state),
        aggregate: aggregate.name,
        aggregateId: id,
        revision: revision + i + 1,
        actor: envelope.actor,
        command: { id: envelope.commandId, digest: envelope.digest },
        causation: envelope.causation ?? null,
        correlation: envelope.correlation ?? envelope.commandId,
        occurredOn,
        origin: envelope.origin ?? 'live',
      },
      data,
      facet: spec.facet?.(parsed as never) ?? 0,
    });
  }
  return events;
};

const tooFar = (on: string, data: unknown): Rejection => {
  const field = Object.entries(data as object).find(([, value]) => value === on)?.[0];
  return reject('command.dayTooFar', { on, last: LAST_LEGAL_DAY }, field);
};

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/**
 * Id of an aggregate that the command creates: follows from tenant, kind and command id. A ULID as
 * command id gives its time to the id, so that streams made one after the other lie side by side.
 */
export const idForCreate = (
  envelope: Pick<Envelope, 'tenant' | 'commandId'>,
  aggregate: string,
): string => {
  const id = deriveId(envelope.tenant, aggregate, envelope.commandId);
  return ULID.test(envelope.commandId) ? envelope.commandId.slice(0, 10) + id.slice(10) : id;
};

export { digestOf };
