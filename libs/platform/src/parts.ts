import { FolderBlobs } from '@gongkai/blobs';
import {
  systemClock,
  systemIds,
  type Blobs,
  type Clock,
  type EventStore,
  type Ids,
  type Keys,
  type ReadStore,
} from '@gongkai/kernel';
import {
  DataFolderError,
  holdDataFolder,
  KeyStore,
  readDataFolder,
  SqliteCellStore,
  SqliteEventStore,
  SqliteReadStore,
  type HeldFolder,
} from '@gongkai/sqlite';
import type { DynamicModule } from '@nestjs/common';
import { allEvents, allIndicators } from './contexts.js';
import { DryRunStore } from './dry-run-store.js';
import { Figures } from './figures.js';
import { openProjectors, type Projectors } from './projectors.js';
import { TreeKeeper } from './tree-keeper.js';
import { workerFile } from './worker-file.js';

export type PlatformOptions = {
  /** The data folder; made when it is opened for writing and not there. */
  data: string;
  /**
   * `write` holds the folder. `read` holds it too when nobody does, so that the read models are
   * current, and else reads beside the process that holds it. `dryRun` judges commands and records
   * nothing.
   */
  access: 'read' | 'write' | 'dryRun';
  clock?: Clock;
  /** What a second process is told of this one, e.g. its address. */
  holder?: Readonly<Record<string, unknown>>;
  tokenMinutes?: number;
  appendQueueMax?: number;
  projectors?: number;
  /** Modules beside the contexts, e.g. the HTTP rim. */
  modules?: readonly DynamicModule[];
};

/** Everything that is opened with a data folder. */
export type Parts = {
  folder: string;
  /** False beside another process that holds the folder. */
  writable: boolean;
  tokenMinutes: number;
  clock: Clock;
  ids: Ids;
  log: SqliteEventStore;
  /** Where commands read and append: the log, or a dry run over it. */
  events: EventStore;
  reads: ReadStore;
  cells: SqliteCellStore;
  keys: Keys;
  blobs: Blobs;
  figures: Figures;
  keeper: TreeKeeper;
  projectors: Projectors;
  held: HeldFolder | undefined;
};

/** Opens a data folder as asked: who holds it, where the log is written, what keeps the read models. */
export const openParts = async (options: PlatformOptions): Promise<Parts> => {
  const { data, access, clock = systemClock(), tokenMinutes = 30 } = options;
  const held = access === 'write' ? holdDataFolder(data, options.holder) : heldIfFree(data);
  try {
    const paths = held?.paths ?? readDataFolder(data);
    const log = openLog(paths.events, held !== undefined, options);
    const readonly = held === undefined;
    const keys = new KeyStore(paths.keys, { readonly });
    const reads = new SqliteReadStore({ path: paths.reads, access: readonly ? 'read' : 'write' });
    const cells = new SqliteCellStore(paths.reads, { readonly });
    const events = access === 'dryRun' ? new DryRunStore(log, clock.now) : log;
    const keeper = await TreeKeeper.open(log, reads, { follow: true });
    const projectors = await openProjectors({
      paths,
      log,
      reads,
      cells,
      clock,
      tree: keeper.tree,
      treeReady: (position) => keeper.waitFor(position),
      readonly,
      // Who only reads is done before a thread has started.
      threads: access === 'write' ? (options.projectors ?? 1) : 0,
    });
    if (access !== 'write') await caughtUp(log, projectors, keeper, readonly);
    const figures = new Figures({
      cells,
      tree: keeper.tree,
      hot: log,
      reads,
      indicators: allIndicators,
      knownTypes: new Set(Object.keys(allEvents)),
    });
    return {
      folder: data,
      writable: held !== undefined,
      tokenMinutes,
      clock,
      ids: systemIds(),
      log,
      events,
      reads,
      cells,
      keys,
      blobs: await FolderBlobs.open(paths.blobs),
      figures,
      keeper,
      projectors,
      held,
    };
  } catch (error) {
    held?.release();
    throw error;
  }
};

/** A server's writer has a thread of its own, so that a sync never stalls an answer. */
const openLog = (
  path: string,
  held: boolean,
  { access, clock, appendQueueMax }: PlatformOptions,
): SqliteEventStore => {
  const thread = workerFile('log-writer');
  return new SqliteEventStore({
    path,
    writer: !held ? 'none' : thread && access === 'write' ? 'thread' : 'here',
    ...(thread ? { workerFile: thread } : {}),
    ...(clock ? { now: clock.now } : {}),
    ...(appendQueueMax ? { queueMax: appendQueueMax } : {}),
  });
};

/** A reader of a folder nobody holds brings the read models up to date first. */
const caughtUp = async (
  log: SqliteEventStore,
  projectors: Projectors,
  keeper: TreeKeeper,
  readonly: boolean,
): Promise<void> => {
  const head = await log.head();
  if (readonly || head === undefined) return;
  await Promise.all([projectors.waitFor(head), keeper.waitFor(head)]);
};

const heldIfFree = (data: string): HeldFolder | undefined => {
  readDataFolder(data);
  try {
    return holdDataFolder(data);
  } catch (error) {
    if (error instanceof DataFolderError && error.problem === 'locked') return undefined;
    throw error;
  }
};
