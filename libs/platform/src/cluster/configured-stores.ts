import { ConfigError, type Config } from '@gongkai/kernel';
import type { SharedStores } from './cluster-stores.js';
import type { ClusterAddresses } from './shared-stores.js';

const NEEDED = ['GONGKAI_EVENTSTORE_URL', 'GONGKAI_MONGODB_URL', 'GONGKAI_BLOBS'] as const;

/** Where the configuration says that the shared stores are; throws `ConfigError` naming what is missing. */
export const addressesIn = (config: Config): ClusterAddresses => {
  const missing = NEEDED.filter((name) => config[name] === undefined);
  const needed = { zh: '为集群所必需', en: 'is needed for a cluster' };
  if (missing.length > 0)
    throw new ConfigError(missing.map((variable) => ({ variable, ...needed })));
  return config as ClusterAddresses;
};

/** A new master key for the cluster that the configuration names; done again, it goes on where it was. */
export const rotateConfiguredKey = async (
  config: Config,
  onKeys: (done: number, total: number) => void,
) => {
  const addresses = addressesIn(config);
  const { rotateSharedKey } = await import('./shared-stores.js');
  return rotateSharedKey(addresses, onKeys);
};

/** Opens the shared stores that the configuration names; their clients are loaded only then. */
export const openConfiguredStores = async (config: Config): Promise<SharedStores> => {
  const addresses = addressesIn(config);
  const { openSharedStores } = await import('./shared-stores.js');
  return openSharedStores(addresses);
};
