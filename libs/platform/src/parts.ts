import type { Tree } from '@gongkai/directory';
import { systemClock, systemIds, type Clock, type Ids } from '@gongkai/kernel';
import { masterKeyPath, UsageStore, type SqliteEventStore } from '@gongkai/sqlite';
import { SealingVault, type Vault } from '@gongkai/vault';
import type { DynamicModule } from '@nestjs/common';
import { CalendarKeeper } from './calendar-keeper.js';
import { openCluster, type SharedStores } from './cluster/cluster-stores.js';
import { allEvents, allIndicators } from './contexts.js';
import { EvidencePart } from './evidence/evidence-part.js';
import { Figures } from './figures.js';
import { unlessStanding } from './keeping/failures.js';
import { Opened } from './opened.js';
import { openProjectors, type Projectors } from './projectors.js';
import { Replay } from './replay/replay.js';
import { openEmbedded, type Stores } from './stores.js';
import { TreeKeeper } from './tree-keeper.js';
import { UsageCounter } from './usage/usage-counter.js';

export type PlatformOptions = {
  /** The data folder; made when it is opened for writing and not there. */
  data: string;
  /**
   * `write` holds the folder. `read` holds it too when nobody does, so that the read models are
   * current, and else reads beside the process that holds it. `dryRun` judges commands and records
   * nothing.
   */
  access: 'read' | 'write' | 'dryRun';
  /** File of the master key; beside the data folder unless it is named. */
  masterKey?: string;
  clock?: Clock;
  /** What a second process is told of this one, e.g. its address. */
  holder?: Readonly<Record<string, unknown>>;
  tokenMinutes?: number;
  appendQueueMax?: number;
  projectors?: number;
  /** First part of the names of evidence logs, kept at the first start; `gongkai.invalid` unless set. */
  installation?: string;
  /** Address of an RFC 3161 timestamp authority; none is asked unless it is set. */
  timestampUrl?: string;
  /** Told how many events were copied while the copy of a cluster's log catches up. */
  onReplica?: (events: number) => void;
  /** What several processes share; without it everything is in the data folder. Closed with the rest. */
  shared?: SharedStores;
  /** Modules beside the contexts, e.g. the HTTP rim. */
  modules?: readonly DynamicModule[];
};

/** Everything that is opened for a platform. */
export type Parts = Stores & {
  folder: string;
  /** False beside another process that holds the folder. */
  writable: boolean;
  tokenMinutes: number;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  figures: Figures;
  replay: Replay;
  keeper: TreeKeeper;
  calendars: CalendarKeeper;
  projectors: Projectors;
  evidence: EvidencePart;
  usage: UsageCounter;
};

/** Opens the stores as asked and what keeps and reads them. */
export const openParts = async (options: PlatformOptions): Promise<Parts> => {
  const { data, access, shared, clock = systemClock(), tokenMinutes = 30 } = options;
  const stores = await (shared ? openCluster(options, shared) : openEmbedded(options));
  const opened = new Opened();
  opened.add(stores);
  try {
    const { log, reads, cells, paths, remote, personKeys } = stores;
    const readonly = stores.held === undefined;
    const calendars = opened.add(await CalendarKeeper.open(log, { follow: true }));
    const keeper = opened.add(await TreeKeeper.open(log, reads, { follow: true }));
    const projectors = await openProjectors({
      paths,
      log,
      reads,
      cells,
      clock,
      tree: keeper.tree,
      treeReady: (position) => keeper.waitFor(position),
      treeFailure: () => keeper.failure,
      remote,
      readonly,
      // Who only reads is done before a thread has started.
      threads: access === 'write' ? (options.projectors ?? 1) : 0,
    });
    opened.add(projectors);
    if (access !== 'write') await caughtUp(log, projectors, keeper, readonly);
    const rules = { indicators: allIndicators, knownTypes: new Set(Object.keys(allEvents)) };
    const figures = new Figures({ cells, tree: keeper.tree, hot: log, reads, ...rules });
    const treeReady = async () => {
      const head = await log.head();
      if (head !== undefined) await keeper.waitFor(head);
    };
    const { tree } = keeper;
    const usageStore = new UsageStore(access === 'write' ? paths.usage : ':memory:');
    const usage = opened.add(new UsageCounter({ store: usageStore, clock }));
    const replay = new Replay({ store: log, reads, log, tree, treeReady, ...rules });
    return {
      ...stores,
      folder: data,
      writable: !readonly,
      tokenMinutes,
      clock,
      ids: systemIds(),
      vault: new SealingVault(personKeys, clock),
      figures,
      replay,
      keeper,
      calendars,
      projectors,
      evidence: await openEvidence(paths, options, { log, tree, clock }),
      usage,
    };
  } catch (error) {
    return opened.fail(error);
  }
};

/** Only who holds the folder for writing hashes and signs; a server does it in a thread of its own. */
const openEvidence = (
  paths: Stores['paths'],
  { data: folder, access, installation, timestampUrl, ...rest }: PlatformOptions,
  of: { log: SqliteEventStore; tree: Tree; clock: Clock },
): Promise<EvidencePart> =>
  EvidencePart.open({
    ...of,
    paths,
    folder,
    installation,
    timestampUrl,
    masterKey: rest.masterKey ?? masterKeyPath(folder),
    keep: access !== 'write' ? 'never' : rest.shared ? 'byTurns' : 'here',
    threads: access === 'write',
    ...(rest.shared ? { shared: rest.shared.evidence } : {}),
  });

/**
 * A reader of a folder nobody holds brings the read models up to date first. It does not wait for one
 * that stands still, and reads no half of what there is.
 */
const caughtUp = async (
  log: SqliteEventStore,
  projectors: Projectors,
  keeper: TreeKeeper,
  readonly: boolean,
): Promise<void> => {
  const head = await log.head();
  if (readonly || head === undefined) return;
  const current = Promise.all([projectors.waitFor(head), keeper.waitFor(head)]);
  await unlessStanding(current, () => projectors.status(head));
};
