import { setTimeout as pause } from 'node:timers/promises';
import { INSTALLATION, Rejection, type Belongings } from '@gongkai/kernel';
import type { SharedStores } from '../cluster/cluster-stores.js';
import { Duty } from '../cluster/duty.js';
import { processName } from '../cluster/process-name.js';
import { rejectMove } from './errors.js';
import { DEMO } from './evidence-belongings.js';
import { NumberedLog } from './numbered-log.js';
import type { Place } from './place.js';

export type ClusterOptions = {
  shared: SharedStores;
  /** What its stores of keys keep; closed with the rest. */
  keys: readonly Belongings[];
  /** The folder of the files. */
  files: string;
  as: 'source' | 'target';
  /** How long a watcher may be gone before it is taken for gone. */
  patienceMs?: number;
};

const WATCH = 'watch';
const PATIENCE_MS = 40_000;
const LOOK_MS = 200;

/**
 * The shared stores of a cluster as an end of a move. Of a target the watch is stood here, so that no
 * watcher acts on a log that is still coming in. The stores are closed with it.
 */
export const openClusterPlace = async (options: ClusterOptions): Promise<Place | Rejection> => {
  const { shared, keys, files, as } = options;
  const { log, reads, evidence, blobs } = shared;
  const watch = as === 'target' ? await standWatch(options) : undefined;
  if (watch instanceof Rejection) {
    await shared.close();
    return watch;
  }
  return {
    name: 'cluster',
    log,
    events: new NumberedLog(log, undefined),
    keepsOrder: false,
    reads,
    masterMark: shared.masterKey?.mark ?? '',
    keys,
    evidence: evidence.store,
    blobs,
    files,
    demo: async () => (await evidence.store.settings(INSTALLATION)).get(DEMO),
    markDemo: (mark) => evidence.store.set(INSTALLATION, DEMO, mark),
    close: async () => {
      await watch?.close();
      for (const each of keys) await each.close();
      await shared.close();
    },
  };
};

const standWatch = async ({
  shared: { leases },
  patienceMs = PATIENCE_MS,
}: ClusterOptions): Promise<Duty | Rejection> => {
  const duty = new Duty({
    leases,
    name: WATCH,
    holder: processName(),
    begin: () => async () => undefined,
    onError: () => undefined,
  });
  duty.start();
  const until = performance.now() + patienceMs;
  while (!duty.here && performance.now() < until) await pause(LOOK_MS);
  if (duty.here) return duty;
  await duty.close();
  const [at] = await leases.held([WATCH]);
  return rejectMove('move.targetAtWork', { holder: at?.holder ?? WATCH });
};
