import type { Catalogue, EventMetadata, Position } from './event.js';

/** An event on its way into the log; the store adds `recordedAt` and the position. */
export type NewEvent = {
  meta: Omit<EventMetadata, 'recordedAt'>;
  /** The data as JSON text, exactly as it will be stored. */
  data: string;
  /** 0…1023, from the event's spec; kept in the hot key for figures. */
  facet: number;
};

export type StoredEvent = {
  position: Position;
  /** metadata ‖ 0x0A ‖ data, the exact stored bytes. */
  record: Uint8Array;
  /** In a feed: the record is not what was written; whose it is, as far as the store can tell. */
  damaged?: { tenant: string; type: string };
};

export type Appended = { revision: number; position: Position; recordedAt: string };

/** Which events a consumer wants; absent means all. */
export type FeedFilter = {
  types?: readonly string[];
  tenants?: readonly string[];
  /** Half-open range of bucket numbers, e.g. [0, 32]. */
  buckets?: readonly [number, number];
};

export type FeedBatch = {
  events: StoredEvent[];
  /** Everything up to here has been considered, filtered out or given. */
  upTo: Position;
  /** True when the batch reached the end of the log as it was read. */
  live: boolean;
};

export type FeedOptions = { signal: AbortSignal; batchSize?: number; follow?: boolean };

/** The log. Appends are all or nothing, durable when the promise resolves, in one global order. */
export interface EventStore {
  /** Events of a stream from a revision on (1 is the first); empty for a stream that does not exist. */
  read(stream: string, fromRevision?: number): Promise<StoredEvent[]>;
  /** 0 for a stream that does not exist. */
  revision(stream: string): Promise<number>;
  /** Throws `ConflictError` when the stream is not at `expectedRevision`. */
  append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<Appended>;
  /** Batches after a position (undefined: from the beginning); catches up, then follows. */
  feed(
    after: Position | undefined,
    filter: FeedFilter,
    options: FeedOptions,
  ): AsyncIterable<FeedBatch>;
  /** Position of the last event, undefined in an empty log. */
  head(): Promise<Position | undefined>;
  /** Appends not answered yet, and how many there may be; undefined where none is refused for that. */
  readonly queue?: AppendQueue | undefined;
  close(): Promise<void>;
}

export type AppendQueue = { waiting: number; max: number };

/** The stream moved on since it was read. */
export class ConflictError extends Error {
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream} is at revision ${actual}, not ${expected}`);
    this.name = 'ConflictError';
  }
}

/** The log cannot take events now: `full` resumes by itself, `failed` needs a restart, `busy` a pause. */
export class StoreUnavailable extends Error {
  constructor(readonly reason: 'full' | 'failed' | 'busy' | 'readOnly') {
    super(`the event store is unavailable: ${reason}`);
    this.name = 'StoreUnavailable';
  }
}

/**
 * One hot key per event, packed into 53 bits so that a JavaScript number holds it:
 * agency 21 · month 12 · type 10 · facet 10. Agency and type are dictionary numbers of the store;
 * month counts from January 1900.
 */
export type HotKeys = {
  /** Calls `visit` with blocks of packed keys of positions in (after, upTo]. */
  scan(
    after: Position | undefined,
    upTo: Position,
    visit: (keys: Float64Array, count: number) => void,
  ): void;
  /** Dictionary number → name: agency `<tenant>/<agency>` and type names. */
  agencies(): ReadonlyMap<number, string>;
  types(): ReadonlyMap<number, string>;
  /** Positions of the events behind one cell, in order, after a position. */
  positions(key: HotKeyRange, after: Position | undefined, limit: number): Position[];
};
export type HotKeyRange = {
  agency: number;
  monthFrom: number;
  monthTo: number;
  /** Last position to look at; saves reading the rest of the log. */
  upTo?: Position;
  /** Pairs of type number and facets that count. */
  matches: readonly { type: number; facets: ReadonlySet<number> }[];
};

// Read side ------------------------------------------------------------------------------------

export type KeyValue = string | number | null;

/** A function of a row, checked where it is written; a list of collections holds them for any row. */
type OfRow<Row, Value> = { of(row: Row): Value }['of'];

/** A kind of row: what it is called, which columns queries may name, what full text it has. */
export type CollectionSpec<Row> = {
  name: string;
  /** Grows with every change of row shape or keys; a new version is rebuilt beside the old. */
  version: number;
  /** Scalar key columns; only these can be queried and sorted by. Booleans are 0/1. */
  keys: Readonly<Record<string, OfRow<Row, KeyValue>>>;
  /** Multi-valued keys, queried by membership (`has`). */
  sets?: Readonly<Record<string, OfRow<Row, readonly string[]>>>;
  /** Indexes beside the primary key, each a list of key names; the tenant is put first. */
  indexes?: readonly (readonly string[])[];
  /** Text for full-text search; absent when the collection is not searched. Null: not indexed. */
  text?: OfRow<Row, string | null>;
  /** The key whose descending order search results have; must be a day `YYYY-MM-DD`. */
  textOrder?: string;
};

export type Condition =
  | { key: string; eq: KeyValue }
  | { key: string; in: readonly KeyValue[] }
  | { key: string; from?: KeyValue; to?: KeyValue }
  | { key: string; prefix: string }
  | { set: string; has: string }
  | { text: string };

export type Query = {
  where?: readonly Condition[];
  /** Sort key and direction; the row id breaks ties. Default: id ascending. */
  sort?: { key: string; descending?: boolean };
  /** Keyset: the sort value and id of the last row of the page before. */
  after?: { value: KeyValue; id: string };
  limit: number;
};

export type Page<Row> = { rows: Row[]; next: { value: KeyValue; id: string } | null };

export type RowWrite = {
  tenant: string;
  id: string;
  /** Undefined deletes the row. */
  row: unknown;
  /** Position of the last event folded into the row; above `before`. */
  position: Position;
  /** Position the row had when it was loaded, null when there was none: the row must still have it. */
  before: Position | null;
};

/** A row with the position of the last event folded into it; of a deleted row only that is left. */
export type RowAt<Row = unknown> = { row: Row | undefined; position: Position };

export type Parked = { projection: string; tenant: string; position: Position; reason: string };

/**
 * One batch of one projection, each row at most once. A store with transactions makes rows, parkings
 * and checkpoint visible together; one without makes them visible in this order, so that a batch cut
 * off is folded again, past what its rows hold already.
 */
export type ReadBatch = {
  projection: string;
  collection: CollectionSpec<never>;
  writes: readonly RowWrite[];
  parked: readonly Parked[];
  upTo: Position;
};

/** Some rows no longer have the positions they were loaded at; fold the batch anew. */
export class RowsMoved extends Error {
  constructor(readonly collection: string) {
    super(`rows of ${collection} moved on since they were loaded`);
    this.name = 'RowsMoved';
  }
}

/** Rows for questions. Every call names a tenant; there is no unscoped query. */
export interface ReadStore {
  get<Row>(collection: CollectionSpec<Row>, tenant: string, id: string): Promise<Row | undefined>;
  getMany<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    ids: readonly string[],
  ): Promise<Map<string, Row>>;
  /** The same for folding: with positions, and with rows that were deleted. */
  rowsAt<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    ids: readonly string[],
  ): Promise<Map<string, RowAt<Row>>>;
  find<Row>(collection: CollectionSpec<Row>, tenant: string, query: Query): Promise<Page<Row>>;
  /** Rows by value of a key (`null` key counts all under ''), exact up to `limit`, `limit + 1` beyond. */
  count<Row>(
    collection: CollectionSpec<Row>,
    tenant: string,
    where: readonly Condition[],
    by: string | null,
    limit?: number,
  ): Promise<Map<string, number>>;
  /** Every row of every tenant, for rebuilding state held in memory; never behind a question. */
  scan<Row>(
    collection: CollectionSpec<Row>,
  ): AsyncIterable<{ tenant: string; id: string; row: Row }>;
  /** Throws `RowsMoved` when a row is not at `before`; the checkpoint stays where it was then. */
  save(batch: ReadBatch): Promise<void>;
  /** Position up to which a projection version has been saved; undefined when never. */
  checkpoint(projection: string): Promise<Position | undefined>;
  /** Every checkpoint by the name it was saved under. */
  checkpoints(): Promise<Map<string, Position>>;
  parked(): Promise<Parked[]>;
  /** Drops a collection version and its projection's checkpoint and parkings. */
  drop(collection: CollectionSpec<never>, projection: string): Promise<void>;
  close(): Promise<void>;
}

/** Bytes by SHA-256 digest, per tenant. */
export interface Blobs {
  put(
    tenant: string,
    bytes: AsyncIterable<Uint8Array>,
    limit: number,
  ): Promise<{ digest: string; size: number }>;
  get(tenant: string, digest: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  size(tenant: string, digest: string): Promise<number | undefined>;
}

export interface Clock {
  now(): Date;
  /** Today in the tenant's zone. */
  today(): string;
}
export interface Ids {
  id(): string;
}

/** Nest injection tokens of the ports. */
export const EVENT_STORE = Symbol('EventStore');
export const READ_STORE = Symbol('ReadStore');
export const BLOBS = Symbol('Blobs');
export const CLOCK = Symbol('Clock');
export const IDS = Symbol('Ids');

export type { Catalogue };
