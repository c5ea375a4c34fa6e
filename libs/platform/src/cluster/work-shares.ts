import { setTimeout as pause } from 'node:timers/promises';
import {
  ProjectionRunner,
  shardName,
  shardRanges,
  type BucketRange,
  type CollectionSpec,
  type Lease,
  type Leases,
  type Position,
  type Projection,
  type RunnerDeps,
} from '@gongkai/kernel';
import type { CourseStatus } from '../keeping/projector.js';

/** Under which name a share of the log tells how far all its rows have come. */
export const REACHED = 'reached';

/** Holds no rows, only such checkpoints. */
const PROGRESS: CollectionSpec<never> = { name: 'progress', version: 1, keys: {} };

/** The leases of the shares, of which there are so many. */
export const shareLeases = (shares: number): string[] =>
  Array.from({ length: shares }, (_, i) => `rows/${i + 1} of ${shares}`);

export type WorkSharesOptions = RunnerDeps & {
  leases: Leases;
  projections: readonly Projection[];
  /** Unique to this process. */
  holder: string;
  /** Into how many shares the buckets are dealt; the same in every process. */
  shares: number;
  renewMs?: number;
};

type Share = {
  lease: Lease;
  runner: ProjectionRunner;
  stop: AbortController;
  running: Promise<void>;
  told: Position | undefined;
  telling: Promise<void> | undefined;
};

const RENEW_MS = 1_000;

/**
 * Keeps the rows of those shares of the log whose leases this process holds. It takes what is free, as
 * many as fall to each of those at work, and gives up what is more than that. Two that hold one share
 * for a moment do no harm: every row knows the last event folded into it.
 */
export class WorkShares {
  private readonly names: string[];
  private readonly places: string[];
  private place: Lease | undefined;
  private readonly ranges: BucketRange[];
  private readonly held = new Map<number, Share>();
  private readonly stop = new AbortController();
  private turning: Promise<void> = Promise.resolve();
  /** Why leases cannot be had; null when they can. */
  failure: string | null = null;

  constructor(private readonly options: WorkSharesOptions) {
    this.names = shareLeases(options.shares);
    this.places = this.names.map((_, i) => `projectors/${i + 1}`);
    this.ranges = shardRanges(options.shares);
  }

  /** Takes part until `close`. */
  start(): void {
    this.turning = this.turns();
  }

  status(): CourseStatus[] {
    return [...this.held].flatMap(([, { runner }]) =>
      runner.progress().map(({ projection, position, lagMs, failure }) => ({
        name: projection,
        position,
        lagMs,
        failure: failure ?? this.failure,
      })),
    );
  }

  /** Which shares are here, counted from 1. */
  get shares(): number[] {
    return [...this.held.keys()].map((i) => i + 1).sort((a, b) => a - b);
  }

  /** Saves what is in hand and gives every share up, so that another takes it at once. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.turning;
    await Promise.all([...this.held.keys()].map((i) => this.giveUp(i)));
    if (this.place) await this.options.leases.release(this.place).catch(() => undefined);
  }

  private async turns(): Promise<void> {
    const { renewMs = RENEW_MS } = this.options;
    while (!this.stop.signal.aborted) {
      try {
        await this.turn();
        this.failure = null;
      } catch (error) {
        this.failure = error instanceof Error ? error.message : 'no leases';
      }
      await pause(renewMs, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }

  private async turn(): Promise<void> {
    const { leases, holder } = this.options;
    for (const [i, { lease }] of this.held) if (!(await leases.renew(lease))) await this.giveUp(i);
    const mine = Math.ceil(this.names.length / (await this.atWork()));
    for (const i of [...this.held.keys()].slice(mine)) await this.giveUp(i);
    for (const i of this.names.keys()) {
      if (this.stop.signal.aborted) return;
      // Asked for even when it has enough: only who asks sees that a holder is gone.
      if (this.held.has(i)) continue;
      const lease = await leases.take(this.names[i]!, holder);
      if (!lease) continue;
      if (this.held.size < mine) this.held.set(i, this.keep(this.ranges[i]!, lease));
      else await leases.release(lease);
    }
  }

  /** How many processes are at work: each holds one place, and the place of one that is gone is freed. */
  private async atWork(): Promise<number> {
    const { leases, holder } = this.options;
    if (this.place && !(await leases.renew(this.place))) this.place = undefined;
    for (const name of this.places) {
      if (name === this.place?.name) continue;
      const lease = await leases.take(name, holder);
      if (lease && this.place) await leases.release(lease);
      else this.place ??= lease;
    }
    return Math.max(1, (await leases.held(this.places)).length);
  }

  private keep(buckets: BucketRange, lease: Lease): Share {
    const { store, reads, clock, projections } = this.options;
    const stop = new AbortController();
    const runner = new ProjectionRunner(
      { store, reads, clock },
      { projections, buckets, onProgress: () => this.tell(share, buckets) },
    );
    const share: Share = {
      lease,
      runner,
      stop,
      running: Promise.resolve(),
      told: undefined,
      telling: undefined,
    };
    share.running = runner.run(stop.signal);
    return share;
  }

  /** One at a time: what has come meanwhile is told with the next. */
  private tell(share: Share, buckets: BucketRange): void {
    share.telling ??= this.told(share, buckets)
      // Told again with the next batch, or by who has the share then.
      .catch(() => undefined)
      .finally(() => (share.telling = undefined));
  }

  private async told(share: Share, buckets: BucketRange): Promise<void> {
    for (;;) {
      const { position } = share.runner;
      if (position === undefined || position === share.told) return;
      await this.options.reads.save({
        projection: shardName(REACHED, buckets),
        collection: PROGRESS,
        writes: [],
        parked: [],
        upTo: position,
      });
      share.told = position;
    }
  }

  private async giveUp(i: number): Promise<void> {
    const share = this.held.get(i)!;
    share.stop.abort();
    await share.running;
    await share.telling;
    this.held.delete(i);
    await this.options.leases.release(share.lease).catch(() => undefined);
  }
}
