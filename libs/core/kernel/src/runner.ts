import type { Position } from './event.js';
import type { Clock, EventStore, FeedBatch, ReadStore } from './ports.js';
import { BatchEvent, checkpointName, Fold, untilUnmoved, type Projection } from './projection.js';
import { PositionWait } from './position-wait.js';
import { ALL_BUCKETS, bucketPositions, shardName, type BucketRange } from './shards.js';
import { bucketOf } from './stream.js';

export type RunnerDeps = { store: Pick<EventStore, 'feed'>; reads: ReadStore; clock: Clock };

export type RunnerOptions = {
  projections: readonly Projection[];
  /** The share of the log this runner keeps; default all. */
  buckets?: BucketRange;
  batchSize?: number;
  /** Pause before a failed read or save is tried again; null ends the run with the failure. */
  retryMs?: number | null;
  onProgress?: (runner: ProjectionRunner) => void;
};

/** How one projection stands. */
export type ProjectionProgress = {
  projection: string;
  /** Rows are visible up to here. */
  position: Position | undefined;
  /** False until it has once reached the end of the log. */
  live: boolean;
  /** How long after being recorded the events of the last batch became visible. */
  lagMs: number;
  parkedTenants: number;
  /** Why it stands still; null when it does not. */
  failure: string | null;
};

/** One projection under way. */
type Course = {
  projection: Projection;
  name: string;
  position: Position | undefined;
  saved: Position | undefined;
  /** Batches since the checkpoint was saved. */
  unsaved: number;
  /** Buckets that another share had taken further than this one begins. */
  floors: Map<number, Position> | undefined;
  parked: Set<string>;
  live: boolean;
  lagMs: number;
};

/**
 * Events of a batch that are parsed and folded at once, by one projection after the other: what was
 * made of them is gone before it grows old, and only rows are kept until the whole batch is saved.
 */
const FOLDED_TOGETHER = 500;

/** Checkpoints of batches that changed no row are saved this seldom: reading those again costs little. */
const IDLE_BATCHES = 64;

/**
 * Keeps projections up to date: follows the log in batches, folds each event into the rows of every
 * projection that wants it, and saves rows, parkings and checkpoint together. The feed is pulled, so
 * no more than one batch waits. A projection that starts from nothing catches up beside the others.
 */
export class ProjectionRunner {
  private readonly courses: Course[];
  private readonly buckets: BucketRange;
  private readonly waits = new PositionWait((position) => this.reached(position));
  private failure: string | null = null;

  constructor(
    private readonly deps: RunnerDeps,
    private readonly options: RunnerOptions,
  ) {
    this.buckets = options.buckets ?? ALL_BUCKETS;
    this.courses = options.projections.map((projection) => {
      if (projection.collection.version !== projection.version)
        throw new Error(`${projection.name}: its collection must carry the same version`);
      const name = shardName(checkpointName(projection), this.buckets);
      const begin = { position: undefined, saved: undefined, unsaved: 0, floors: undefined };
      return { projection, name, ...begin, parked: new Set<string>(), live: false, lagMs: 0 };
    });
  }

  /** Everything up to here is visible in every projection; undefined before the first batch. */
  get position(): Position | undefined {
    let least: Position | undefined;
    for (const { position } of this.courses) {
      if (position === undefined) return undefined;
      if (least === undefined || position < least) least = position;
    }
    return least;
  }

  progress(): ProjectionProgress[] {
    return this.courses.map(({ projection, position, live, lagMs, parked }) => ({
      projection: checkpointName(projection),
      position,
      live,
      lagMs,
      parkedTenants: parked.size,
      failure: this.failure,
    }));
  }

  /** Resolves when every projection shows the event at the position. */
  waitFor(position: Position, signal?: AbortSignal): Promise<void> {
    return this.waits.until(position, signal);
  }

  /** Follows the log until the signal; what fails is tried again. */
  async run(signal: AbortSignal): Promise<void> {
    if (await this.insist(signal, () => this.load())) {
      this.waits.settle();
      this.options.onProgress?.(this);
    }
    while (!signal.aborted)
      await this.insist(signal, () => {
        // At the end of the log there may be nothing to show that reading works again.
        this.failure = null;
        return this.lanes(signal);
      });
    await this.saveIdle();
  }

  /** Reads to the end of the log as it is now, then stops; used by rebuilds and tests. */
  async catchUp(signal: AbortSignal = new AbortController().signal): Promise<void> {
    await this.load();
    await this.lane(this.courses, signal, false);
    await this.saveIdle();
  }

  private async load(): Promise<void> {
    const parked = await this.deps.reads.parked();
    const checkpoints = await this.deps.reads.checkpoints();
    for (const course of this.courses) {
      const name = checkpointName(course.projection);
      const positions = bucketPositions(checkpoints, name, this.buckets);
      const distinct = new Set(positions.values());
      const whole = positions.size === this.buckets[1] - this.buckets[0];
      course.position = whole ? leastOf(distinct) : undefined;
      course.saved = checkpoints.get(course.name);
      course.floors = distinct.size > (whole ? 1 : 0) ? positions : undefined;
      course.parked = new Set(parked.filter((p) => p.projection === name).map((p) => p.tenant));
    }
  }

  /** Projections that begin from nothing run beside those that only follow, then join them. */
  private async lanes(signal: AbortSignal): Promise<void> {
    const fresh = this.courses.filter(({ position }) => position === undefined);
    const kept = this.courses.filter(({ position }) => position !== undefined);
    if (fresh.length === 0 || kept.length === 0) return this.lane(this.courses, signal, true);
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const following = this.lane(kept, both, true).finally(() => stop.abort());
    // Awaited below; until then a failure must not count as unhandled.
    following.catch(() => undefined);
    try {
      await this.lane(fresh, both, false);
    } finally {
      stop.abort();
      await following;
    }
  }

  private async lane(
    courses: readonly Course[],
    signal: AbortSignal,
    follow: boolean,
  ): Promise<void> {
    const positions = courses.map(({ position }) => position);
    const after = positions.some((p) => p === undefined)
      ? undefined
      : leastOf(positions as Position[]);
    const types = [...new Set(courses.flatMap(({ projection }) => Object.keys(projection.events)))];
    const [from, to] = this.buckets;
    const all = from === ALL_BUCKETS[0] && to === ALL_BUCKETS[1];
    const filter = { types, ...(all ? {} : { buckets: [from, to] as const }) };
    const { batchSize = 1000 } = this.options;
    const feed = this.deps.store.feed(after, filter, { signal, batchSize, follow });
    for await (const batch of feed) {
      await this.take(courses, batch, signal);
      if (signal.aborted) return;
    }
    if (!follow) for (const course of courses) course.live = true;
  }

  private async take(
    courses: readonly Course[],
    batch: FeedBatch,
    signal: AbortSignal,
  ): Promise<void> {
    const behind = courses.filter(
      ({ position }) => position === undefined || position < batch.upTo,
    );
    let folds: readonly Fold[] = [];
    const foldAll = async () => void (folds = await this.fold(behind, batch));
    if (!(await this.insist(signal, foldAll))) return;
    for (const [i, course] of behind.entries())
      if (!(await this.advance(course, folds[i]!, batch, signal))) return;
    this.waits.settle();
    this.options.onProgress?.(this);
  }

  /** Folds one batch for several projections, some events of it after the other. */
  private async fold(courses: readonly Course[], batch: FeedBatch): Promise<Fold[]> {
    const folds = courses.map(({ projection, parked }) => {
      const { collection } = projection;
      const load = (tenant: string, ids: readonly string[]) =>
        this.deps.reads.rowsAt<unknown>(collection, tenant, ids);
      return new Fold(projection, load, parked);
    });
    for (let at = 0; at < batch.events.length; at += FOLDED_TOGETHER) {
      const stored = batch.events.slice(at, at + FOLDED_TOGETHER);
      const events = stored.map((each) => new BatchEvent(each));
      for (const [i, course] of courses.entries()) {
        const mine = events.filter((event) => wants(course, event));
        if (mine.length > 0) await folds[i]!.add(mine);
      }
    }
    return folds;
  }

  /** Saves one batch of one projection; false when stopped before it was saved. */
  private async advance(
    course: Course,
    folded: Fold,
    batch: FeedBatch,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { collection } = course.projection;
    let fold: Fold | undefined = folded;
    const save = async () => {
      // After an attempt that failed the rows may be others: the batch is folded anew.
      const { writes, parked } = (fold ?? (await this.fold([course], batch))[0]!).result();
      fold = undefined;
      const idle = writes.length === 0 && parked.length === 0 && course.saved !== undefined;
      if (idle && ++course.unsaved < IDLE_BATCHES) return;
      await this.deps.reads.save({
        projection: course.name,
        collection: collection as never,
        writes,
        parked,
        upTo: batch.upTo,
      });
      for (const { tenant } of parked) course.parked.add(tenant);
      course.saved = batch.upTo;
      course.unsaved = 0;
    };
    if (!(await this.insist(signal, () => untilUnmoved(save)))) return false;
    if (folded.recordedAt !== undefined)
      course.lagMs = Math.max(0, this.deps.clock.now().getTime() - Date.parse(folded.recordedAt));
    course.position = batch.upTo;
    course.live ||= batch.live;
    return true;
  }

  /** Tries until it works or the signal stops it; a failure shows in the progress meanwhile. */
  private async insist(signal: AbortSignal, work: () => Promise<void>): Promise<boolean> {
    while (!signal.aborted) {
      try {
        await work();
        this.failure = null;
        return true;
      } catch (error) {
        const { retryMs = 1000, onProgress } = this.options;
        if (retryMs === null) throw error;
        this.failure = error instanceof Error ? error.message : 'failed';
        onProgress?.(this);
        await pause(retryMs, signal);
      }
    }
    return false;
  }

  private async saveIdle(): Promise<void> {
    for (const course of this.courses) {
      const { projection, name, position, saved } = course;
      if (position === undefined || (saved !== undefined && saved >= position)) continue;
      const collection = projection.collection as never;
      await this.deps.reads.save({
        projection: name,
        collection,
        writes: [],
        parked: [],
        upTo: position,
      });
      course.saved = position;
    }
  }

  private reached(position: Position): boolean {
    const least = this.position;
    return this.courses.length === 0 || (least !== undefined && least >= position);
  }
}

const wants = ({ projection, position, floors }: Course, event: BatchEvent): boolean => {
  if (!Object.hasOwn(projection.events, event.meta.type)) return false;
  if (position !== undefined && event.position <= position) return false;
  if (!floors) return true;
  const floor = floors.get(Number(bucketOf(event.meta.tenant).slice(1)));
  return floor === undefined || event.position > floor;
};

const leastOf = (positions: Iterable<Position>): Position | undefined => {
  let least: Position | undefined;
  for (const position of positions) if (least === undefined || position < least) least = position;
  return least;
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
