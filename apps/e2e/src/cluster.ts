import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEventStorePeer } from '@gongkai/eventstore-peer';
import { Rejection } from '@gongkai/kernel';
import { INSTALL_PEERS, isInstalled, MONGO_PEERS, startMongoPeer } from '@gongkai/mongo-peers';
import { demoDivisions, initialise, Platform } from '@gongkai/platform';
import { startProcess, type Process, type Running } from './processes.js';

/** Benchmarks are bundled into another folder; everybody is called from the root of the repository. */
const dist = resolve('dist');

/** The stores of a cluster that nobody else uses, with what each of its processes is told of them. */
export type ClusterPeers = {
  environment: Record<string, string>;
  eventStore: Awaited<ReturnType<typeof startEventStorePeer>>;
  mongo: Awaited<ReturnType<typeof startMongoPeer>>;
  stop(): Promise<void>;
};

export const startPeers = async (
  folder: string,
  masterKey = join(folder, 'master.key'),
): Promise<ClusterPeers> => {
  // The one in memory is many times faster, and no spec here stops the database.
  const kind = MONGO_PEERS.findLast(isInstalled);
  if (!kind) throw new Error(`no server for the read models: ${INSTALL_PEERS}`);
  const eventStore = await startEventStorePeer();
  const mongo = await startMongoPeer(kind);
  return {
    eventStore,
    mongo,
    environment: {
      GONGKAI_EVENTSTORE_URL: eventStore.url,
      GONGKAI_MONGODB_URL: mongo.url,
      GONGKAI_BLOBS: join(folder, 'blobs'),
      GONGKAI_MASTER_KEY: masterKey,
      GONGKAI_SHARES: '4',
      GONGKAI_APPEND_QUEUE_MAX: '15000',
      // Who signs in once stays signed in however long it takes.
      GONGKAI_TOKEN_MINUTES: '720',
    },
    stop: async () => {
      await eventStore.stop();
      await mongo.stop();
    },
  };
};

export type Service = 'api' | 'projector' | 'watcher';

/** Starts one service of the cluster with a data folder of its own. */
export const startService = (
  service: Service,
  folder: string,
  { environment }: ClusterPeers,
  name: string = service,
): Promise<Process> =>
  startProcess([join(dist, `${service}.js`)], {
    ...environment,
    GONGKAI_DATA: join(folder, name),
  });

/** Runs the command line to its end. */
export const command = (environment: Record<string, string>, ...args: string[]) => {
  const env = { ...process.env, ...environment, NO_COLOR: '1' };
  const ran = spawnSync(process.execPath, [join(dist, 'gongkai.js'), ...args], {
    encoding: 'utf8',
    env,
  });
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
};

/** The same; throws with what it said when it did not work. */
export const gongkai = (environment: Record<string, string>, ...args: string[]): void => {
  const { code, stdout, stderr } = command(environment, ...args);
  if (code !== 0) throw new Error(`gongkai ${args.join(' ')}: ${stdout}${stderr}`);
};

const READY_MAX_MS = 60_000;

export type Cluster = Running & {
  environment: Record<string, string>;
  /** The folder the demo data came from. */
  embedded: string;
};

/** The demo data on a small tree, in a data folder. */
const seed = async (data: string, masterKey: string): Promise<void> => {
  const platform = await Platform.open({ data, access: 'write', masterKey });
  const divisions = { rows: demoDivisions, changes: [] };
  const founded = await initialise(platform, { folder: data, demo: true, divisions });
  await platform.close();
  if (founded instanceof Rejection) throw new Error(founded.en);
};

/** The demo data of an embedded folder, moved to the peers and served by three services over them. */
export const startCluster = async (): Promise<Cluster> => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-e2e-cluster-'));
  const embedded = join(folder, 'embedded');
  const peers = await startPeers(folder);
  const { environment } = peers;
  await seed(embedded, environment['GONGKAI_MASTER_KEY']!);
  gongkai(environment, 'migrate', '--from', embedded, '--to', 'cluster');
  const services = await Promise.all(
    (['projector', 'watcher', 'api'] as const).map((each) => startService(each, folder, peers)),
  );
  const api = services.at(-1)!;
  await untilReady(api.url);
  const stop = async () => {
    const codes = await Promise.all(services.map((service) => service.stop()));
    await peers.stop();
    return codes.find((code) => code !== 0) ?? 0;
  };
  return {
    ...api,
    environment,
    embedded,
    data: join(folder, 'api'),
    output: () => services.map((service) => service.output()).join(''),
    stop,
    again: async () => {
      throw new Error('the services of a cluster are started again one by one');
    },
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Rows and figures are made from the log that was moved; until then it serves nobody. */
const untilReady = async (url: string): Promise<void> => {
  const until = Date.now() + READY_MAX_MS;
  while (!(await fetch(`${url}/health/ready`)).ok) {
    if (Date.now() > until) throw new Error('the rows of the cluster were not made in time');
    await new Promise((next) => setTimeout(next, 100));
  }
};
