import { statfs } from 'node:fs/promises';
import {
  checkpointName,
  savedUpTo,
  systemClock,
  type Config,
  type Position,
  type ReadStore,
} from '@gongkai/kernel';
import { openStatusDoor, type PlatformStatus } from '@gongkai/nest';
import { allProjections } from '../contexts.js';
import { Making } from '../keeping/making.js';
import { merged } from '../projectors.js';
import { openLocal, type SharedStores } from './cluster-stores.js';
import { processName } from './process-name.js';
import { WorkShares } from './work-shares.js';

export type ProjectorService = {
  url: string;
  /** Which shares of the log it keeps now, counted from 1. */
  shares(): number[];
  close(): Promise<void>;
};

/** A process that keeps rows: its replica, the shares whose leases it gets, health and metrics. */
export const startProjector = async ({
  data,
  config,
  shared,
  holder = processName(),
  renewMs,
}: {
  data: string;
  config: Pick<Config, 'GONGKAI_HOST' | 'GONGKAI_PORT' | 'GONGKAI_SHARES'>;
  shared: SharedStores;
  /** Unique to this process. */
  holder?: string;
  renewMs?: number;
}): Promise<ProjectorService> => {
  const {
    log,
    replica,
    close: closeLocal,
  } = await openLocal({ data, access: 'write' }, shared.log);
  const work = new WorkShares({
    store: log,
    reads: shared.reads,
    clock: systemClock(),
    leases: shared.leases,
    projections: allProjections,
    holder,
    shares: config.GONGKAI_SHARES,
    ...(renewMs === undefined ? {} : { renewMs }),
  });
  const making = await begunMaking(shared.reads, await log.head());
  const status = async (): Promise<PlatformStatus> => {
    const [position, parked, stores, disk] = await Promise.all([
      log.head(),
      // Who cannot ask for them says so under `stores`.
      shared.reads.parked().catch(() => []),
      shared.problems(),
      statfs(data).catch(() => undefined),
    ]);
    return {
      writer: log.writerState,
      position,
      projections: making.judged(merged(work.status(), position), position),
      parked,
      stores: [...replica.problems, ...stores],
      diskFreeBytes: disk && disk.bavail * disk.bsize,
    };
  };
  const { GONGKAI_HOST: host, GONGKAI_PORT: port } = config;
  const door = await openStatusDoor({ status }, { host, port });
  work.start();
  return {
    url: door.url,
    shares: () => work.shares,
    close: async () => {
      await door.close();
      await work.close();
      await closeLocal();
      await shared.close();
    },
  };
};

/** Which rows are still to be made, whoever keeps them: a share taken over later is not made anew. */
const begunMaking = async (reads: ReadStore, head: Position | undefined): Promise<Making> => {
  const making = new Making();
  for (const projection of allProjections) {
    const name = checkpointName(projection);
    making.isMaking(name, await savedUpTo(reads, name), head);
  }
  return making;
};
