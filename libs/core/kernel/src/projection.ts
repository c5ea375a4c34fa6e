import type { Call } from './call.js';
import {
  decode,
  UndecodableEvent,
  type AnyEvent,
  type Catalogue,
  type Day,
  type EventMetadata,
  type EventSpec,
  type Instant,
  type Position,
  type Recorded,
} from './event.js';
import {
  RowsMoved,
  type CollectionSpec,
  type Parked,
  type RowAt,
  type RowWrite,
  type StoredEvent,
} from './ports.js';
import { parseRecord } from './record.js';

/**
 * One read model: pure, total, rebuilt from the beginning at any time. Rows belong to the tenant of
 * the events; `key` names the rows an event touches (none: not its business).
 */
export type Projection<Row = unknown, E extends AnyEvent = AnyEvent> = {
  /** Unique across the platform; the checkpoint is kept under `name@version`. */
  name: string;
  version: number;
  /** The events it reads; the feed is filtered by these types. */
  events: Catalogue;
  collection: CollectionSpec<Row>;
  key(event: Recorded<E>): string | readonly string[] | undefined;
  /** Undefined deletes the row. Never throws. */
  apply(row: Row | undefined, event: Recorded<E>, id: string): Row | undefined;
};

/** A projection that can also ask: rows whose `due` day has come turn into commands. */
export type Process<Row = unknown, Command = unknown, E extends AnyEvent = AnyEvent> = Projection<
  Row,
  E
> & {
  /** Key column that holds the due day; the watcher asks for the range up to today, never for every row. */
  dueKey: string;
  /** What to ask of a row whose day has come; a decider makes a repeat harmless. */
  due(row: Row, today: Day): Command[];
  /** The bus command that carries it, e.g. `new DocumentCommand(call, data)`. */
  command(call: Call, data: Command): object;
};

/** `name@version`, under which the checkpoint of a projection is kept. */
export const checkpointName = (projection: Pick<Projection, 'name' | 'version'>): string =>
  `${projection.name}@${projection.version}`;

export type RowLoader = (
  tenant: string,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, RowAt>>;

export const recordedOf = (catalogue: Catalogue, stored: StoredEvent): Recorded => {
  const { meta, data } = parseRecord(stored.record);
  return { ...decode(catalogue, meta.type, meta.schema, data), meta, position: stored.position };
};

/** An event of a batch: parsed once, decoded once per event spec, however many projections read it. */
export class BatchEvent {
  readonly position: Position;
  readonly meta: EventMetadata;
  private readonly data: unknown;
  private readonly decoded = new Map<EventSpec | undefined, Recorded | UndecodableEvent>();

  constructor(private readonly stored: StoredEvent) {
    const { damaged, record, position } = stored;
    const { meta, data } = damaged
      ? { meta: damaged as EventMetadata, data: undefined }
      : parseRecord(record);
    this.position = position;
    this.meta = meta;
    this.data = data;
  }

  /** Throws UndecodableEvent. */
  as(catalogue: Catalogue): Recorded {
    const { meta, data, position, stored } = this;
    if (stored.damaged)
      throw new UndecodableEvent(stored.damaged.type, 'the record is not what was written');
    const spec = Object.hasOwn(catalogue, meta.type) ? catalogue[meta.type] : undefined;
    let event = this.decoded.get(spec);
    if (!event) {
      try {
        event = { ...decode(catalogue, meta.type, meta.schema, data), meta, position };
      } catch (error) {
        if (!(error instanceof UndecodableEvent)) throw error;
        event = error;
      }
      this.decoded.set(spec, event);
    }
    if (event instanceof UndecodableEvent) throw event;
    return event;
  }
}

type Wanted = { event: Recorded; ids: readonly string[] };
type Folded = { writes: RowWrite[]; parked: Parked[] };

/**
 * A batch on its way into the rows of one projection: loads each row once, applies events in order,
 * gives each row's last state once. What a row holds already is not folded into it again, so that a
 * batch may be repeated. An event that cannot be decoded or folded parks that tenant's share from
 * there on.
 */
export class Fold {
  private readonly parked = new Map<string, Parked>();
  private readonly touched = new Map<string, RowWrite>();
  /** When the last event added was recorded. */
  recordedAt: Instant | undefined;

  constructor(
    private readonly projection: Projection,
    private readonly load: RowLoader,
    private readonly parkedTenants: ReadonlySet<string>,
  ) {}

  /** The next events of the batch; may be called again with those that follow. */
  async add(events: readonly (StoredEvent | BatchEvent)[]): Promise<void> {
    const wanted = this.wantedOf(events);
    const rows = await this.loadWanted(wanted);
    for (const { event, ids } of wanted) {
      const { tenant } = event.meta;
      const stop = this.parked.get(tenant);
      if (stop && event.position >= stop.position) continue;
      const loaded = rows.get(tenant);
      const next: (RowWrite | undefined)[] = [];
      try {
        for (const id of ids)
          next.push(
            foldRow(
              this.projection,
              event,
              id,
              this.touched.get(`${tenant}/${id}`),
              loaded?.get(id),
            ),
          );
        for (const write of next) if (write) this.touched.set(`${tenant}/${write.id}`, write);
      } catch (error) {
        this.park(tenant, event.position, error);
      }
    }
  }

  /** Rows changed so far. */
  get size(): number {
    return this.touched.size;
  }

  /** What is to be saved of everything added. */
  result(): Folded {
    return { writes: [...this.touched.values()], parked: [...this.parked.values()] };
  }

  private wantedOf(events: readonly (StoredEvent | BatchEvent)[]): Wanted[] {
    const { projection, parkedTenants, parked } = this;
    const wanted: Wanted[] = [];
    for (const stored of events) {
      const read = stored instanceof BatchEvent ? stored : new BatchEvent(stored);
      const { tenant, recordedAt } = read.meta;
      this.recordedAt = recordedAt;
      if (parkedTenants.has(tenant) || parked.has(tenant)) continue;
      try {
        const event = read.as(projection.events);
        const key = projection.key(event);
        if (key !== undefined) wanted.push({ event, ids: typeof key === 'string' ? [key] : key });
      } catch (error) {
        this.park(tenant, read.position, error);
      }
    }
    return wanted;
  }

  /** Rows that no event added before has touched, by tenant. */
  private async loadWanted(
    wanted: readonly Wanted[],
  ): Promise<Map<string, ReadonlyMap<string, RowAt>>> {
    const idsByTenant = new Map<string, Set<string>>();
    for (const { event, ids } of wanted) {
      const { tenant } = event.meta;
      const known = idsByTenant.get(tenant) ?? new Set<string>();
      for (const id of ids) if (!this.touched.has(`${tenant}/${id}`)) known.add(id);
      if (known.size > 0) idsByTenant.set(tenant, known);
    }
    const rows = new Map<string, ReadonlyMap<string, RowAt>>();
    for (const [tenant, ids] of idsByTenant) rows.set(tenant, await this.load(tenant, [...ids]));
    return rows;
  }

  private park(tenant: string, position: Position, error: unknown): void {
    this.parked.set(tenant, {
      projection: checkpointName(this.projection),
      tenant,
      position,
      reason: error instanceof UndecodableEvent ? error.message : 'the fold failed',
    });
  }
}

/** Folds a whole batch at once. */
export const foldBatch = async (
  projection: Projection,
  events: readonly (StoredEvent | BatchEvent)[],
  load: RowLoader,
  parkedTenants: ReadonlySet<string>,
): Promise<Folded> => {
  const fold = new Fold(projection, load, parkedTenants);
  await fold.add(events);
  return fold.result();
};

/** Undefined when the row, as an earlier event of the batch left it or as loaded, holds the event. */
const foldRow = (
  projection: Projection,
  event: Recorded,
  id: string,
  write: RowWrite | undefined,
  loaded: RowAt | undefined,
): RowWrite | undefined => {
  const now = write ?? loaded;
  const { position } = event;
  if (now && now.position >= position) return undefined;
  const row = projection.apply(now?.row, event, id);
  const before = write ? write.before : (loaded?.position ?? null);
  return { tenant: event.meta.tenant, id, row, position, before };
};

/** How often a batch is folded anew at once; after that its failure is one like others. */
const MOVES_MAX = 100;

/**
 * Loads, folds and saves again at once when rows moved meanwhile: what another process folded into
 * them is loaded then, and skipped.
 */
export const untilUnmoved = async (work: () => Promise<void>): Promise<void> => {
  for (let moves = 0; ; moves++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RowsMoved) || moves === MOVES_MAX) throw error;
    }
  }
};
