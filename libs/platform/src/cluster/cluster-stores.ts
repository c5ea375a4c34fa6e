import { writeFileSync } from 'node:fs';
import type { PassingBlobs } from '@gongkai/blobs';
import {
  INSTALLATION,
  systemClock,
  type Blobs,
  type EventStore,
  type Keys,
  type Leases,
  type ReadStore,
  type RecordLog,
} from '@gongkai/kernel';
import { holdDataFolder, SqliteCellStore, type MasterKey } from '@gongkai/sqlite';
import type { KeyProfiles, PersonKeys } from '@gongkai/vault';
import type { SharedEvidence } from '../evidence/evidence-part.js';
import { DEMO } from '../moving/evidence-belongings.js';
import type { PlatformOptions } from '../parts.js';
import { DryRunStore } from '../dry-run-store.js';
import { Opened } from '../opened.js';
import { openLog, type Stores } from '../stores.js';
import { ClusterLog } from './cluster-log.js';
import { RemoteRows, rowsReached } from './remote-rows.js';
import { Replica } from './replica.js';
import { servedUpTo } from './service-away.js';

/** The stores several processes share. */
export type SharedStores = {
  log: EventStore & RecordLog;
  reads: ReadStore;
  leases: Leases;
  keys: Keys;
  personKeys: PersonKeys & KeyProfiles & { close(): Promise<void> };
  masterKey: MasterKey | undefined;
  blobs: Blobs;
  passing: PassingBlobs;
  evidence: SharedEvidence;
  /** What is wrong with them now, as alarms of health. */
  problems(): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** What this process alone has of a cluster's log: the data folder with the replica. */
export type Local = Pick<Stores, 'paths' | 'held' | 'log'> & {
  replica: Replica;
  close(): Promise<void>;
};

/** Holds the data folder and brings its replica to the end of the log before anything else begins. */
export const openLocal = async (
  options: PlatformOptions,
  source: RecordLog,
  onProgress?: (events: number) => void,
): Promise<Local> => {
  const held = holdDataFolder(options.data, options.holder);
  const { paths } = held;
  const log = openLog(paths.events, true, options);
  const release = async () => {
    await log.close();
    held.release();
  };
  try {
    const replica = await Replica.open(
      { source, replica: log, markFile: paths.replica },
      onProgress,
    );
    const close = async () => {
      await replica.close();
      await release();
    };
    return { paths, held, log, replica, close };
  } catch (error) {
    await release();
    throw error;
  }
};

/** The stores of a platform that is one of several processes; the shared ones are closed with them. */
export const openCluster = async (
  options: PlatformOptions,
  shared: SharedStores,
): Promise<Stores> => {
  const opened = new Opened();
  opened.add(shared);
  try {
    // Demo data moved here stays that, whichever process serves it.
    const demo = (await shared.evidence.store.settings(INSTALLATION)).get(DEMO);
    const local = opened.add(await openLocal(options, shared.log, options.onReplica));
    if (demo !== undefined) writeFileSync(local.paths.demo, demo);
    if (options.access !== 'write')
      // Who only reads does not wait for rows that nobody keeps.
      await servedUpTo(
        () => rowsReached(shared.reads),
        (await local.log.head()) ?? 0n,
        'rows.behind',
      );
    const cells = opened.add(new SqliteCellStore(local.paths.reads));
    return { ...storesOver(options, shared, local, opened), cells, close: () => opened.close() };
  } catch (error) {
    return opened.fail(error);
  }
};

const storesOver = (
  { access, clock = systemClock() }: PlatformOptions,
  shared: SharedStores,
  { paths, held, log, replica }: Local,
  opened: Opened,
): Omit<Stores, 'cells' | 'close'> => {
  const clusterLog = new ClusterLog(shared.log, log);
  const events =
    access === 'dryRun' ? opened.add(new DryRunStore(clusterLog, clock.now)) : clusterLog;
  const { reads, leases, keys, personKeys, masterKey, blobs, passing } = shared;
  return {
    paths,
    held,
    log,
    events,
    reads,
    keys,
    personKeys,
    masterKey,
    blobs,
    passing,
    remote: new RemoteRows(reads),
    leases,
    problems: async () => [...replica.problems, ...(await shared.problems())],
  };
};
