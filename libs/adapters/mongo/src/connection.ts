import {
  MongoClient,
  MongoInvalidArgumentError,
  MongoParseError,
  type Db,
  type MongoClientOptions,
  type TopologyDescription,
} from 'mongodb';
import { MongoStoreError } from './errors.js';
import { explained, plainly, withoutSecrets } from './refusals.js';
import { Collections } from './reads/collections.js';

export type OpenMongoOptions = {
  url: string;
  database?: string;
  /** How long to look for a server that takes writes, at the start and when it is lost. */
  patienceMs?: number;
  /** For specs that listen to every command. */
  monitorCommands?: boolean;
};

/** How the servers stand. */
export type MongoHealth = {
  version: string;
  /** The server that takes writes; null while none does. */
  writable: string | null;
  members: { address: string; kind: string }[];
  /** Whether the server refuses documents that are no rows; else only this program sees to it. */
  checksDocuments: boolean;
  missingIndexes: string[];
};

/** One connection that all stores of a process share. */
export type MongoConnection = {
  client: MongoClient;
  db: Db;
  /** Throws a MongoStoreError when the servers cannot be asked. */
  health(): Promise<MongoHealth>;
  close(): Promise<void>;
};

const SILENCE_MS = 60_000;
const CONFIRM_MS = 20_000;

/**
 * Connects, and asks once, so that a wrong address, certificate or password shows at the start.
 * Throws MongoStoreError.
 */
export const openMongo = async ({
  url,
  database = 'gongkai',
  patienceMs = 15_000,
  monitorCommands = false,
}: OpenMongoOptions): Promise<MongoConnection> => {
  const options: MongoClientOptions = {
    appName: 'gongkai',
    // What was acknowledged survives the loss of a server, and only such is read.
    writeConcern: { w: 'majority', wtimeoutMS: CONFIRM_MS },
    readConcern: { level: 'majority' },
    retryWrites: true,
    retryReads: true,
    serverSelectionTimeoutMS: patienceMs,
    connectTimeoutMS: patienceMs,
    socketTimeoutMS: SILENCE_MS,
    // Positions have 64 bits.
    useBigInt64: true,
    ignoreUndefined: true,
    monitorCommands,
  };
  const client = clientOf(url, options);
  try {
    const topology = watch(client);
    await client.connect();
    const db = client.db(database);
    await db.command({ ping: 1 });
    // Somebody without a password may ping; reading is what takes the right to it.
    await db.collection('collections').findOne({});
    return connectionOf(client, db, topology);
  } catch (error) {
    await client.close().catch(() => undefined);
    throw misconfigured(error) ?? explained(error);
  }
};

const clientOf = (url: string, options: MongoClientOptions): MongoClient => {
  try {
    return new MongoClient(url, options);
  } catch (error) {
    throw new MongoStoreError('url', withoutSecrets((error as Error).message));
  }
};

/** What only shows while connecting: names that lead nowhere, files of certificates and keys. */
const misconfigured = (error: unknown): MongoStoreError | undefined => {
  const { path, hostname, message } = error as NodeJS.ErrnoException & { hostname?: string };
  if (path !== undefined) return new MongoStoreError('certificate', path);
  if (hostname !== undefined) return new MongoStoreError('unreachable', hostname);
  const wrong = error instanceof MongoParseError || error instanceof MongoInvalidArgumentError;
  return wrong ? new MongoStoreError('url', withoutSecrets(message)) : undefined;
};

const watch = (client: MongoClient): (() => TopologyDescription | undefined) => {
  let description: TopologyDescription | undefined;
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    description = newDescription;
  });
  return () => description;
};

const WRITABLE = new Set(['Standalone', 'RSPrimary', 'Mongos', 'LoadBalancer']);

const connectionOf = (
  client: MongoClient,
  db: Db,
  topology: () => TopologyDescription | undefined,
): MongoConnection => {
  const collections = new Collections(db);
  return {
    client,
    db,
    health: () =>
      plainly(async () => {
        const { version } = (await db.admin().command({ buildInfo: 1 })) as { version: string };
        const servers = [...(topology()?.servers.values() ?? [])];
        return {
          version,
          writable: servers.find(({ type }) => WRITABLE.has(type))?.address ?? null,
          members: servers.map(({ address, type }) => ({ address, kind: type })),
          checksDocuments: (await collections.registered()).every(({ fenced }) => fenced),
          missingIndexes: await collections.missingIndexes(),
        };
      }),
    close: () => client.close(),
  };
};
