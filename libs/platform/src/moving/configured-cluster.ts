import type { Config, Rejection } from '@gongkai/kernel';
import { MongoKeyBelongings, MongoLogKeyBelongings, openMongo } from '@gongkai/mongo';
import { addressesIn } from '../cluster/configured-stores.js';
import { openSharedStores } from '../cluster/shared-stores.js';
import { openClusterPlace } from './cluster-place.js';
import type { Place } from './place.js';

/** The cluster that the configuration names, as an end of a move. */
export const openConfiguredCluster = async ({
  config,
  folder,
  masterKey: path,
  as,
}: {
  config: Config;
  /** The data folder at the other end, in which the master key may not lie. */
  folder: string;
  masterKey: string;
  as: 'source' | 'target';
}): Promise<Place | Rejection> => {
  const addresses = addressesIn({ ...config, GONGKAI_DATA: folder, GONGKAI_MASTER_KEY: path });
  const { GONGKAI_MONGODB_URL: url, GONGKAI_BLOBS: files } = addresses;
  const shared = await openSharedStores(addresses);
  const closers: (() => Promise<void>)[] = [() => shared.close()];
  const close = async () => {
    for (const each of closers.reverse()) await each();
  };
  try {
    const mongo = await openMongo({ url, database: config.GONGKAI_MONGODB_DATABASE });
    closers.push(() => mongo.close());
    const { keys, personKeys, masterKey } = shared;
    const of = { keys, personKeys, masterKey: { path, mark: masterKey?.mark ?? '' } };
    const belongings = [new MongoKeyBelongings(mongo.db, of), new MongoLogKeyBelongings(mongo.db)];
    return await openClusterPlace({
      shared: { ...shared, close },
      keys: belongings,
      files,
      as,
    });
  } catch (error) {
    await close();
    throw error;
  }
};
