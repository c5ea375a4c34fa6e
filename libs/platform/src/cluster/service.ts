import { ConfigError, OperatorError, readConfig, Rejection, type Config } from '@gongkai/kernel';
import { openConfiguredStores } from './configured-stores.js';

/** What a process does: everything, on stores of its own, or one of the services of a cluster. */
export type Role = 'standalone' | 'api' | 'projector' | 'watcher';

type Running = { url: string; closed: Promise<void> };

const SHUTDOWN_MAX_MS = 9_500;

/** Runs a process, configured by the environment alone, until it is told to stop; returns the exit code. */
export const runService = async (role: Role): Promise<number> => {
  try {
    const { url, closed } = await started(role, readConfig(process.env));
    process.stderr.write(`${url}\n`);
    await closed;
    return 0;
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`);
    return error instanceof ConfigError ? 2 : 3;
  }
};

const started = async (role: Role, config: Config): Promise<Running> => {
  const { GONGKAI_DATA: data, GONGKAI_HOST: host, GONGKAI_PORT: port } = config;
  const shared = role === 'standalone' ? undefined : await openConfiguredStores(config);
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
  if (error instanceof Rejection || error instanceof OperatorError)
    return `${error.zh} ${error.en}`;
  return error instanceof Error ? error.message : String(error);
};
