import { MongoClient } from 'mongodb';
import { INSTALL_PEERS, isInstalled, MONGO_PEERS, PEER_LABELS } from './installed.js';
import { startMongoPeer, type MongoPeer } from './peer.js';

/** A server that specs run against: one of the peers, or the one that MONGODB_URL names. */
export type MongoUnderTest = {
  kind: MongoPeer['kind'] | 'external';
  label: string;
  /** Only within specs and hooks: the server is started before the first of them. */
  url(): string;
  /** Name of a database nobody used before; on a server that is not ours it is dropped at the end. */
  freshDatabase(): string;
};

const databases: string[] = [];
const freshDatabase = (): string => {
  const name = `gongkai_spec_${process.pid}_${Date.now().toString(36)}_${databases.length}`;
  databases.push(name);
  return name;
};

/** Prints past jest, so that a run says what it left out even where it lists no single spec. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Runs specs against every server there is: each installed peer, started for them and stopped after
 * them, and the server of MONGODB_URL. What is not there has one spec that says so and says how to
 * have it.
 */
export const mongoPeers = (name: string, body: (server: MongoUnderTest) => void): void => {
  for (const kind of MONGO_PEERS) {
    const label = PEER_LABELS[kind];
    if (!isInstalled(kind)) {
      notRun(name, label, `install it with ${INSTALL_PEERS}`);
      continue;
    }
    describe(`${name} over ${label}`, () => {
      let peer: MongoPeer | undefined;
      beforeAll(async () => {
        peer = await startMongoPeer(kind);
      });
      afterAll(() => peer?.stop());
      const url = () => {
        if (peer === undefined) throw new Error(`${label} has not been started`);
        return peer.url;
      };
      body({ kind, label, url, freshDatabase });
    });
  }
  const external = process.env['MONGODB_URL'];
  if (external === undefined) notRun(name, 'a MongoDB server', 'set MONGODB_URL to it');
  else
    describe(`${name} over the server of MONGODB_URL`, () => {
      afterAll(() => dropDatabases(external));
      body({ kind: 'external', label: 'MONGODB_URL', url: () => external, freshDatabase });
    });
};

const dropDatabases = async (url: string): Promise<void> => {
  const client = new MongoClient(url);
  try {
    for (const name of databases) await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
};

const notRun = (name: string, label: string, how: string): void => {
  it(`${name} was not run against ${label}: ${how}`, () => {
    say(`${name}: NOT RUN against ${label}; ${how}`);
  });
};
