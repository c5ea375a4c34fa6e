import { setTimeout as pause } from 'node:timers/promises';
import { foldOf, foldTogether, Gathered, leastOf, standOf, type Course } from './course.js';
import type { Position } from './event.js';
import type { Clock, EventStore, FeedBatch, ReadStore } from './ports.js';
import type { Fold } from './projection.js';
import { checkpointName, untilUnmoved, type Projection } from './projection.js';
import { PositionWait } from './position-wait.js';
import { ALL_BUCKETS, bucketPositions, shardName, type BucketRange } from './shards.js';

export type RunnerDeps = { store: Pick<EventStore, 'feed'>; reads: ReadStore; clock: Clock };

export type RunnerOptions = {
  projections: readonly Projection[];
  /** The share of the log this runner keeps; default all. */
  buckets?: BucketRange;
  batchSize?: number;
  /**
   * Where there is a backlog, rows are saved each time so many have changed, or the records folded
   * amount to so many bytes: a row that several events change is written once. Default: every batch.
   */
  gather?: { rows: number; bytes: number };
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
    return standOf(this.courses);
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
    let gathered = new Gathered(this.deps.reads, courses);
    for await (const batch of this.feed(courses, { signal, follow })) {
      if (!(await this.insist(signal, () => gathered.add(batch)))) return;
      if (!batch.live && !gathered.isFull(this.options.gather)) continue;
      await this.save(gathered, signal);
      if (signal.aborted) return;
      gathered = new Gathered(this.deps.reads, courses);
    }
    await this.save(gathered, signal);
    if (!follow) for (const course of courses) course.live = true;
  }

  private async save(gathered: Gathered, signal: AbortSignal): Promise<void> {
    const { upTo } = gathered;
    if (upTo === undefined) return;
    for (const [course, fold] of gathered.folds) {
      const ahead = course.position !== undefined && course.position >= upTo;
      if (!ahead && !(await this.advance(course, fold, upTo, signal))) return;
      course.live ||= gathered.live;
    }
    this.waits.settle();
    this.options.onProgress?.(this);
  }

  /** What these projections want of the log, from where the last of them stands. */
  private feed(
    courses: readonly Course[],
    options: { signal: AbortSignal; follow: boolean },
  ): AsyncIterable<FeedBatch> {
    const types = [...new Set(courses.flatMap(({ projection }) => Object.keys(projection.events)))];
    const [from, to] = this.buckets;
    const all = from === ALL_BUCKETS[0] && to === ALL_BUCKETS[1];
    const filter = { types, ...(all ? {} : { buckets: [from, to] as const }) };
    const { batchSize = 1000 } = this.options;
    return this.deps.store.feed(standOf(courses), filter, { ...options, batchSize });
  }

  /** Everything between where a projection stands and a position that the log has reached. */
  private async foldAnew(course: Course, upTo: Position): Promise<Fold> {
    const fold = foldOf(this.deps.reads, course);
    const options = { signal: new AbortController().signal, follow: false };
    for await (const batch of this.feed([course], options)) {
      const events = batch.events.filter(({ position }) => position <= upTo);
      await foldTogether(new Map([[course, fold]]), events);
      if (batch.upTo >= upTo) break;
    }
    return fold;
  }

  /** Saves what was gathered for one projection; false when stopped before it was saved. */
  private async advance(
    course: Course,
    folded: Fold,
    upTo: Position,
    signal: AbortSignal,
  ): Promise<boolean> {
    let fold: Fold | undefined = folded;
    const save = async () => {
      // After an attempt that failed the rows may be others: the events are read and folded anew.
      const { writes, parked } = (fold ?? (await this.foldAnew(course, upTo))).result();
      fold = undefined;
      const idle = writes.length === 0 && parked.length === 0 && course.saved !== undefined;
      if (idle && ++course.unsaved < IDLE_BATCHES) return;
      await this.deps.reads.save({
        projection: course.name,
        collection: course.projection.collection as never,
        writes,
        parked,
        upTo,
      });
      for (const { tenant } of parked) course.parked.add(tenant);
      course.saved = upTo;
      course.unsaved = 0;
    };
    if (!(await this.insist(signal, () => untilUnmoved(save)))) return false;
    if (folded.recordedAt !== undefined)
      course.lagMs = Math.max(0, this.deps.clock.now().getTime() - Date.parse(folded.recordedAt));
    course.position = upTo;
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
        await pause(retryMs, undefined, { signal }).catch(() => undefined);
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
