import { join } from 'node:path';
import { FolderBlobs, PassingBlobs } from '@gongkai/blobs';
import { EventStoreDbStore } from '@gongkai/eventstoredb';
import type { Config } from '@gongkai/kernel';
import {
  MongoEvidenceStore,
  MongoKeyStore,
  MongoLeases,
  MongoLogKeys,
  MongoPersonKeys,
  MongoReadStore,
  MongoStoreError,
  openMongo,
  rotateMongoMasterKey,
  type MongoConnection,
  type MongoRotation,
} from '@gongkai/mongo';
import { masterKeyPath } from '@gongkai/sqlite';
import type { SharedStores } from './cluster-stores.js';

export type ClusterAddresses = Pick<Config, 'GONGKAI_MONGODB_DATABASE' | 'GONGKAI_DATA'> &
  Partial<Pick<Config, 'GONGKAI_MASTER_KEY' | 'GONGKAI_APPEND_QUEUE_MAX'>> &
  Required<{
    [Name in 'GONGKAI_EVENTSTORE_URL' | 'GONGKAI_MONGODB_URL' | 'GONGKAI_BLOBS']: string;
  }>;

/**
 * Connects to the log, the database and the folder of files that the processes of a cluster share.
 * Throws errors with a text in both languages for what an operator can mend.
 */
export const openSharedStores = async (config: ClusterAddresses): Promise<SharedStores> => {
  const { GONGKAI_EVENTSTORE_URL: logUrl, GONGKAI_MONGODB_URL: url } = config;
  const folder = config.GONGKAI_DATA;
  const { GONGKAI_APPEND_QUEUE_MAX: queueMax } = config;
  const log = await EventStoreDbStore.open({
    url: logUrl,
    ...(queueMax === undefined ? {} : { queueMax }),
  });
  try {
    const mongo = await openMongo({ url, database: config.GONGKAI_MONGODB_DATABASE });
    try {
      const { db } = mongo;
      const masterKey = config.GONGKAI_MASTER_KEY ?? masterKeyPath(folder);
      // The master key may lie where nothing can be written; the list of destroyed keys grows.
      const shreddings = join(config.GONGKAI_BLOBS, '.shreddings');
      const personKeys = new MongoPersonKeys(db, {
        masterKey,
        folder,
        shreddings,
        access: 'write',
      });
      const reads = new MongoReadStore(db);
      return {
        log,
        reads,
        leases: new MongoLeases(db),
        keys: new MongoKeyStore(db, personKeys),
        personKeys,
        masterKey: await personKeys.unlock(),
        blobs: await FolderBlobs.open(config.GONGKAI_BLOBS),
        passing: new PassingBlobs(config.GONGKAI_BLOBS),
        evidence: {
          store: new MongoEvidenceStore(db),
          keys: new MongoLogKeys(db, personKeys),
          storeToKeep: () => new MongoEvidenceStore(db),
        },
        problems: remembered(async () => [
          ...(await problemsOfLog(log)),
          ...(await problemsOfRows(mongo)),
        ]),
        close: async () => {
          await reads.close();
          await mongo.close();
          await log.close();
        },
      };
    } catch (error) {
      await mongo.close();
      throw error;
    }
  } catch (error) {
    await log.close();
    throw error;
  }
};

/** Wraps every shared key under a new master key; only the database is asked. */
export const rotateSharedKey = async (
  config: ClusterAddresses,
  onKeys: (done: number, total: number) => void,
): Promise<MongoRotation> => {
  const { GONGKAI_MONGODB_URL: url, GONGKAI_DATA: folder } = config;
  const mongo = await openMongo({ url, database: config.GONGKAI_MONGODB_DATABASE });
  try {
    const masterKey = config.GONGKAI_MASTER_KEY ?? masterKeyPath(folder);
    return await rotateMongoMasterKey(mongo.db, { masterKey, folder }, onKeys);
  } finally {
    await mongo.close();
  }
};

const problemsOfLog = async (log: EventStoreDbStore): Promise<string[]> => {
  const { problem } = await log.health();
  return problem ? [`log.${problem.reason}`] : [];
};

const problemsOfRows = async (mongo: MongoConnection): Promise<string[]> => {
  try {
    const { missingIndexes } = await mongo.health();
    return missingIndexes.length > 0 ? ['rows.indexMissing'] : [];
  } catch (error) {
    return [`rows.${error instanceof MongoStoreError ? error.problem : 'unreachable'}`];
  }
};

const REMEMBERED_MS = 2_000;

/** However many ask for the health, the stores are asked this seldom, one question at a time. */
const remembered = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let asked: { at: number; answer: Promise<T> } | undefined;
  return () => {
    if (!asked || performance.now() - asked.at > REMEMBERED_MS)
      asked = { at: performance.now(), answer: ask() };
    return asked.answer;
  };
};
