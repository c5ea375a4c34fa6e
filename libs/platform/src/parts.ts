import { FolderBlobs } from '@gongkai/blobs';
import type { Tree } from '@gongkai/directory';
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
  masterKeyPath,
  PersonKeyStore,
  readDataFolder,
  SqliteCellStore,
  SqliteEventStore,
  SqliteReadStore,
  type HeldFolder,
  type MasterKey,
} from '@gongkai/sqlite';
import { SealingVault, type Vault } from '@gongkai/vault';
import type { DynamicModule } from '@nestjs/common';
import { CalendarKeeper } from './calendar-keeper.js';
import { allEvents, allIndicators } from './contexts.js';
import { DryRunStore } from './dry-run-store.js';
import { EvidencePart } from './evidence/evidence-part.js';
import { Figures } from './figures.js';
import { openProjectors, type Projectors } from './projectors.js';
import { Replay } from './replay/replay.js';
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
  personKeys: PersonKeyStore;
  vault: Vault;
  /** Undefined for who only reads: nobody needs it until something sealed is opened. */
  masterKey: MasterKey | undefined;
  blobs: Blobs;
  figures: Figures;
  replay: Replay;
  keeper: TreeKeeper;
  calendars: CalendarKeeper;
  projectors: Projectors;
  evidence: EvidencePart;
  held: HeldFolder | undefined;
};

/** Opens a data folder as asked: who holds it, where the log is written, what keeps the read models. */
export const openParts = async (options: PlatformOptions): Promise<Parts> => {
  const { data, access, clock = systemClock(), tokenMinutes = 30 } = options;
  const held = access === 'write' ? holdDataFolder(data, options.holder) : heldIfFree(data);
  try {
    const paths = held?.paths ?? readDataFolder(data);
    const readonly = held === undefined;
    const keys = new KeyStore(paths.keys, { readonly });
    const personKeys = openPersonKeys(paths.keys, readonly, options);
    // Refused before anything else is begun, not at the first request somebody hands in.
    const masterKey = access === 'write' ? personKeys.unlock() : undefined;
    const log = openLog(paths.events, held !== undefined, options);
    const reads = new SqliteReadStore({ path: paths.reads, access: readonly ? 'read' : 'write' });
    const cells = new SqliteCellStore(paths.reads, { readonly });
    const events = access === 'dryRun' ? new DryRunStore(log, clock.now) : log;
    const keeper = await TreeKeeper.open(log, reads, { follow: true });
    const calendars = await CalendarKeeper.open(log, { follow: true });
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
    const rules = { indicators: allIndicators, knownTypes: new Set(Object.keys(allEvents)) };
    const figures = new Figures({ cells, tree: keeper.tree, hot: log, reads, ...rules });
    const treeReady = async () => {
      const head = await log.head();
      if (head !== undefined) await keeper.waitFor(head);
    };
    const { tree } = keeper;
    const replay = new Replay({ store: log, reads, log, tree, treeReady, ...rules });
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
      personKeys,
      vault: new SealingVault(personKeys, clock),
      masterKey,
      blobs: await FolderBlobs.open(paths.blobs),
      figures,
      replay,
      keeper,
      calendars,
      projectors,
      evidence: await openEvidence(paths, options, { log, tree, clock }),
      held,
    };
  } catch (error) {
    held?.release();
    throw error;
  }
};

const openPersonKeys = (
  path: string,
  readonly: boolean,
  { data, access, masterKey = masterKeyPath(data) }: PlatformOptions,
): PersonKeyStore => {
  const mode = access === 'dryRun' ? 'forget' : readonly ? 'read' : 'write';
  return new PersonKeyStore({ path, folder: data, masterKey, access: mode });
};

/** Only who holds the folder for writing hashes and signs; a server does it in a thread of its own. */
const openEvidence = (
  paths: ReturnType<typeof readDataFolder>,
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
    keep: access === 'write',
    threads: access === 'write',
  });

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
