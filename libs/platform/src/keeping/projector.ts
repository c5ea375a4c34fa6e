import type { Tree } from '@gongkai/directory';
import type { CellStore } from '@gongkai/figures';
import {
  ProjectionRunner,
  type BucketRange,
  type Clock,
  type Position,
  type ReadStore,
} from '@gongkai/kernel';
import type { SqliteEventStore } from '@gongkai/sqlite';
import { CellKeeper, CELLS } from '../cells/cell-keeper.js';
import { allEvents, allIndicators, allProjections } from '../contexts.js';
import type { TreeKeeper } from '../tree-keeper.js';

/**
 * How rows in the embedded store are kept where there is a backlog: a page of an index is written once
 * for all the rows of one save that touch it.
 */
export const EMBEDDED_BATCHES = {
  batchSize: 5_000,
  gather: { rows: 10_000, bytes: 16 * 1024 * 1024 },
};

/** How one read model stands in one thread. */
export type CourseStatus = {
  name: string;
  position: Position | undefined;
  lagMs: number;
  failure: string | null;
};

export type ProjectorParts = {
  log: SqliteEventStore;
  clock: Clock;
  /** Undefined where other processes keep the rows. */
  rows: { reads: ReadStore; buckets: BucketRange } | undefined;
  /** One thread of all keeps the cells of figures. */
  figures:
    | {
        cells: CellStore;
        tree: Tree;
        treeReady: TreeKeeper['waitFor'];
        /** Why the tree stands still, and the figures with it; null when it does not. */
        treeFailure: () => string | null;
      }
    | undefined;
  onProgress?: () => void;
};

/** What one thread does: the rows of its share of the log unless others do, and in one the cells. */
export class Projector {
  private readonly stop = new AbortController();
  private readonly runner: ProjectionRunner | undefined;
  private readonly keeper: CellKeeper | undefined;
  private readonly running: Promise<unknown>;
  private readonly treeFailure: () => string | null;

  constructor({ log, clock, rows, figures, onProgress }: ProjectorParts) {
    this.runner =
      rows &&
      new ProjectionRunner(
        { store: log, reads: rows.reads, clock },
        {
          projections: allProjections,
          buckets: rows.buckets,
          ...EMBEDDED_BATCHES,
          ...(onProgress ? { onProgress: () => onProgress() } : {}),
        },
      );
    this.treeFailure = figures?.treeFailure ?? (() => null);
    this.keeper =
      figures &&
      new CellKeeper({
        ...figures,
        store: log,
        hot: log,
        indicators: allIndicators,
        knownTypes: new Set(Object.keys(allEvents)),
        ...(onProgress ? { onProgress: () => onProgress() } : {}),
      });
    const notice = (head: unknown) => this.keeper?.notice(BigInt(head as bigint));
    log.commitsSeen.on('head', notice);
    this.running = Promise.all([
      this.runner?.run(this.stop.signal),
      this.keeper?.run(this.stop.signal),
    ]).finally(() => log.commitsSeen.off('head', notice));
  }

  /** Everything up to here is visible. */
  get position(): Position | undefined {
    if (!this.runner) return this.keeper?.position;
    const { position } = this.runner;
    if (!this.keeper || position === undefined) return position;
    const cells = this.keeper.position;
    return cells === undefined || cells < position ? cells : position;
  }

  async waitFor(position: Position, signal?: AbortSignal): Promise<void> {
    const { runner, keeper } = this;
    await Promise.all([runner?.waitFor(position, signal), keeper?.waitFor(position, signal)]);
  }

  status(): CourseStatus[] {
    const progress = this.runner?.progress() ?? [];
    const rows = progress.map(({ projection, position, lagMs, failure }) => ({
      name: projection,
      position,
      lagMs,
      failure,
    }));
    if (!this.keeper) return rows;
    const { position, failure } = this.keeper;
    const why = failure ?? this.treeFailure();
    return [...rows, { name: CELLS, position, lagMs: 0, failure: why }];
  }

  /** Stops after the batch in hand, with checkpoints saved. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.running;
  }
}
