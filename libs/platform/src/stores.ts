import { existsSync } from 'node:fs';
import { FolderBlobs, PassingBlobs } from '@gongkai/blobs';
import {
  systemClock,
  type Blobs,
  type EventStore,
  type Keys,
  type Leases,
  type ReadStore,
} from '@gongkai/kernel';
import {
  DataFolderError,
  dataPaths,
  holdDataFolder,
  KeyStore,
  masterKeyPath,
  PersonKeyStore,
  readDataFolder,
  settleReads,
  SqliteCellStore,
  SqliteEventStore,
  SqliteReadStore,
  switchReads,
  type HeldFolder,
  type MasterKey,
} from '@gongkai/sqlite';
import type { KeyProfiles, PersonKeys } from '@gongkai/vault';
import { DryRunStore } from './dry-run-store.js';
import { Opened } from './opened.js';
import type { RemoteRows } from './cluster/remote-rows.js';
import type { PlatformOptions } from './parts.js';
import { workerFile } from './worker-file.js';

/** The stores a platform stands on: all in its data folder, or some of them shared with others. */
export type Stores = {
  paths: ReturnType<typeof dataPaths>;
  /** Undefined beside another process that holds the folder. */
  held: HeldFolder | undefined;
  /** The embedded log with its hot keys; in a cluster this process's replica of the log. */
  log: SqliteEventStore;
  /** Where commands read and append: the log, a dry run over it, or the log of the cluster. */
  events: EventStore;
  reads: ReadStore;
  cells: SqliteCellStore;
  keys: Keys;
  personKeys: PersonKeys & KeyProfiles & { close(): Promise<void> };
  /** Undefined for who only reads: nobody needs it until something sealed is opened. */
  masterKey: MasterKey | undefined;
  blobs: Blobs;
  /** Files that are needed for a while only. */
  passing: PassingBlobs;
  /** How far the rows are that other processes keep; undefined where this one keeps them. */
  remote: RemoteRows | undefined;
  /** Who does what among several processes; undefined where there is only one. */
  leases: Leases | undefined;
  /** What is wrong with stores outside this process, as alarms of health; none in a data folder. */
  problems(): Promise<readonly string[]>;
  /** Closes them all; what is appended was answered before. */
  close(): Promise<void>;
};

/** Opens a data folder as asked: who holds it, where the log is written. */
export const openEmbedded = async (options: PlatformOptions): Promise<Stores> => {
  const { data, access, clock = systemClock() } = options;
  if (existsSync(dataPaths(data).replica)) throw new DataFolderError('replica');
  const held = access === 'write' ? holdDataFolder(data, options.holder) : heldIfFree(data);
  const opened = new Opened();
  opened.atEnd(() => held?.release());
  try {
    const paths = held?.paths ?? readDataFolder(data);
    const readonly = held === undefined;
    if (held) {
      settleReads(paths.reads);
      opened.atEnd(() => void switchReads(paths.reads));
    }
    const keys = opened.add(new KeyStore(paths.keys, { readonly }));
    const personKeys = opened.add(openPersonKeys(paths.keys, readonly, options));
    // Refused before anything else is begun, not at the first request somebody hands in.
    const masterKey = access === 'write' ? personKeys.unlock() : undefined;
    const blobs = await FolderBlobs.open(paths.blobs);
    const reads = new SqliteReadStore({ path: paths.reads, access: readonly ? 'read' : 'write' });
    opened.add(reads);
    const cells = opened.add(new SqliteCellStore(paths.reads, { readonly }));
    // The last: its writer may be a thread, which is the first to be closed.
    const log = opened.add(openLog(paths.events, held !== undefined, options));
    const events = access === 'dryRun' ? opened.add(new DryRunStore(log, clock.now)) : log;
    return {
      paths,
      held,
      log,
      events,
      reads,
      cells,
      keys,
      personKeys,
      masterKey,
      blobs,
      passing: new PassingBlobs(paths.blobs),
      remote: undefined,
      leases: undefined,
      problems: async () => [],
      close: () => opened.close(),
    };
  } catch (error) {
    return opened.fail(error);
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

/** A server's writer has a thread of its own, so that a sync never stalls an answer. */
export const openLog = (
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

const heldIfFree = (data: string): HeldFolder | undefined => {
  readDataFolder(data);
  try {
    // Who only reads appends nothing; rows may be brought up to date wherever the log goes on.
    return holdDataFolder(data, {}, { evenMoved: true });
  } catch (error) {
    if (error instanceof DataFolderError && error.problem === 'locked') return undefined;
    throw error;
  }
};
