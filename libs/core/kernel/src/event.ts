import { z } from 'zod';

/** A legal day `YYYY-MM-DD` in the tenant's zone (Asia/Shanghai); never a time of day. */
export const Day = z.iso.date();
export type Day = z.infer<typeof Day>;

/** An instant in UTC, ISO 8601 with milliseconds and `Z`. */
export type Instant = string;

/** How an event came into being. Only `live` events were recorded when they happened. */
export const Origin = z.enum(['live', 'imported', 'demo', 'simulated']);
export type Origin = z.infer<typeof Origin>;

export const Actor = z.strictObject({
  kind: z.enum(['officer', 'operator', 'process', 'public']),
  /** Account id of an officer, name of an operator or process, `anonymous` for the public. */
  id: z.string().min(1),
  /** The agency the officer acted for. */
  agency: z.string().optional(),
  /** The roles under which the officer acted. */
  roles: z.array(z.string()).optional(),
});
export type Actor = z.infer<typeof Actor>;

/**
 * Everything about a stored event but its data and its position; the first line of the stored
 * record. Key order is the order of this schema (docs/reference/log-format.md).
 */
export const EventMetadata = z.strictObject({
  id: z.string(),
  type: z.string(),
  schema: z.int().positive(),
  tenant: z.string(),
  agency: z.string().nullable(),
  aggregate: z.string(),
  aggregateId: z.string(),
  revision: z.int().positive(),
  actor: Actor,
  command: z.strictObject({ id: z.string(), digest: z.string() }),
  causation: z.string().nullable(),
  correlation: z.string(),
  occurredOn: Day,
  origin: Origin,
  recordedAt: z.iso.datetime(),
});
export type EventMetadata = z.infer<typeof EventMetadata>;

type Upcast = (old: never) => unknown;

/** One event type with all its versions; `version` grows by construction with `upcasts`. */
export type EventSpec<S extends z.ZodType = z.ZodType> = {
  current: S;
  version: number;
  upcasts: readonly Upcast[];
  /** The legal day the fact happened, when the data says so; else the day of the command. */
  occurredOn: ((data: z.infer<S>) => Day | null) | undefined;
  /** A number 0…1023 by which figures tell events of one type apart; must follow from the data. */
  facet: ((data: z.infer<S>) => number) | undefined;
};

export type EventOptions<S extends z.ZodType> = {
  /** upcasts[i] lifts version i+1 to i+2: pure, total, invents nothing. */
  upcasts?: readonly Upcast[];
  occurredOn?: (data: z.infer<S>) => Day | null;
  facet?: (data: z.infer<S>) => number;
};

export const event = <S extends z.ZodType>(
  current: S,
  { upcasts = [], occurredOn, facet }: EventOptions<S> = {},
): EventSpec<S> => ({ current, version: upcasts.length + 1, upcasts, occurredOn, facet });

// A catalogue holds specs of many shapes; the shape of one is recovered by EventOf.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Catalogue = Record<string, EventSpec<any>>;
export type EventOf<C extends Catalogue> = {
  [K in keyof C & string]: { type: K; data: z.infer<C[K]['current']> };
}[keyof C & string];
export type AnyEvent = { type: string; data: unknown };

/** An event as the feed gives it: decoded, with its metadata and its place in the log. */
export type Recorded<E extends AnyEvent = AnyEvent> = E & {
  meta: EventMetadata;
  position: Position;
};

/** A place in the global order: compared, never computed with. */
export type Position = bigint;

/** The stored event cannot be understood by this program: unknown type, newer version, bad shape. */
export class UndecodableEvent extends Error {
  constructor(
    readonly type: string,
    readonly reason: string,
  ) {
    super(`cannot decode ${type}: ${reason}`);
    this.name = 'UndecodableEvent';
  }
}

/** What is stored is not what was written: a record is damaged, missing, removed or not ours. */
export class IntegrityError extends Error {
  private constructor(what: string) {
    super(`${what} is not what was written`);
    this.name = 'IntegrityError';
  }

  static at(position: number): IntegrityError {
    return new IntegrityError(`the record at position ${position}`);
  }

  static of(stream: string, revision: number): IntegrityError {
    return new IntegrityError(`revision ${revision} of ${stream}`);
  }
}

/** One stream cannot be read: its record is not what was written, or nothing here understands it. */
export const isUnreadable = (error: unknown): boolean =>
  error instanceof IntegrityError || error instanceof UndecodableEvent;

/** Stored data to current event: find the type, lift old versions, validate once. */
export const decode = <C extends Catalogue>(
  catalogue: C,
  type: string,
  version: number,
  data: unknown,
): EventOf<C> => {
  const spec = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined;
  if (!spec) throw new UndecodableEvent(type, 'unknown type');
  if (version > spec.version) throw new UndecodableEvent(type, `version ${version} is newer`);
  let lifted: unknown;
  try {
    lifted = spec.upcasts
      .slice(version - 1)
      .reduce<unknown>((value, upcast) => upcast(value as never), data);
  } catch {
    throw new UndecodableEvent(type, `upcast from version ${version} failed`);
  }
  const parsed = spec.current.safeParse(lifted);
  if (!parsed.success) throw new UndecodableEvent(type, z.prettifyError(parsed.error));
  return { type, data: parsed.data } as EventOf<C>;
};

/** Some of the events of a catalogue, e.g. those a projection reads. */
export const pickEvents = <C extends Catalogue, const N extends keyof C>(
  catalogue: C,
  ...names: readonly N[]
): Pick<C, N> =>
  Object.fromEntries(names.map((name) => [name, catalogue[name]])) as unknown as Pick<C, N>;

/** Several catalogues read by one consumer. Event type names are unique across contexts. */
export const mergeCatalogues = <T extends Catalogue[]>(...catalogues: T): Catalogue =>
  Object.assign({}, ...catalogues) as Catalogue;
