import { ConfigError, readConfig, Rejection, type Config } from '@gongkai/kernel';
import { MasterKeyError } from '@gongkai/vault';
import type { SharedStores } from './cluster-stores.js';

/** What a process does: everything, on stores of its own, or one of the services of a cluster. */
export type Role = 'standalone' | 'api' | 'projector' | 'watcher';

/** A process of a cluster cannot begin; says what is missing. */
class ServiceRefused extends Error {
  constructor(
    readonly zh: string,
    readonly en: string,
  ) {
    super(en);
    this.name = 'ServiceRefused';
  }
}

type Running = { url: string; closed: Promise<void> };

const SHUTDOWN_MAX_MS = 9_500;

/** Runs a process, configured by the environment alone, until it is told to stop; returns the exit code. */
export const runService = async (role: Role): Promise<number> => {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.issues}\n`);
    return 2;
  }
  try {
    const { url, closed } = await started(role, config);
    process.stderr.write(`${url}\n`);
    await closed;
    return 0;
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`);
    return error instanceof ServiceRefused ? 2 : 3;
  }
};

const sharedStores = async (config: Config): Promise<SharedStores> => {
  const named = (name: 'GONGKAI_EVENTSTORE_URL' | 'GONGKAI_MONGODB_URL' | 'GONGKAI_BLOBS') => {
    const value = config[name];
    if (value !== undefined) return value;
    throw new ServiceRefused(
      `集群服务须设置 ${name};单机运行请用 standalone。`,
      `A service of a cluster needs ${name}; one process alone is what standalone runs.`,
    );
  };
  const addresses = {
    ...config,
    GONGKAI_EVENTSTORE_URL: named('GONGKAI_EVENTSTORE_URL'),
    GONGKAI_MONGODB_URL: named('GONGKAI_MONGODB_URL'),
    GONGKAI_BLOBS: named('GONGKAI_BLOBS'),
  };
  const { openSharedStores } = await import('./shared-stores.js');
  return openSharedStores(addresses);
};

const started = async (role: Role, config: Config): Promise<Running> => {
  const { GONGKAI_DATA: data, GONGKAI_HOST: host, GONGKAI_PORT: port } = config;
  const shared = role === 'standalone' ? undefined : await sharedStores(config);
  if (shared && role === 'projector') {
    const { startProjector } = await import('./projector-service.js');
    const service = await startProjector({ data, config, shared });
    return { url: service.url, closed: untilSignal(() => service.close()) };
  }
  const { startServer } = await import('../server.js');
  return startServer({
    data,
    ...(config.GONGKAI_MASTER_KEY ? { masterKey: config.GONGKAI_MASTER_KEY } : {}),
    host,
    port,
    demo: false,
    config,
    ...(shared ? { cluster: { shared, watches: role === 'watcher' } } : {}),
  });
};

/** Closes on the first signal; what has not ended then is ended, for every row knows how far it is. */
const untilSignal = (close: () => Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const onSignal = () => {
      setTimeout(() => process.exit(3), SHUTDOWN_MAX_MS).unref();
      close().then(resolve, reject);
    };
    process.once('SIGTERM', onSignal).once('SIGINT', onSignal);
  });

/** Errors with a text for people say it; of others only the message, never where they come from. */
const sentence = (error: unknown): string => {
  const { zh, en } = error as { zh?: unknown; en?: unknown };
  if (error instanceof Rejection || error instanceof MasterKeyError)
    return `${error.zh} ${error.en}`;
  if (typeof zh === 'string' && typeof en === 'string') return `${zh} ${en}`;
  return error instanceof Error ? error.message : String(error);
};
