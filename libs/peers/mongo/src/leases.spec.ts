import { MongoLeases, openMongo, type MongoConnection } from '@gongkai/mongo';
import { LEASE_TERM_MS, leasesConformance } from '@gongkai/testing';
import { mongoPeers } from './peers.js';

mongoPeers('leases', (server) => {
  let connection: MongoConnection;
  beforeAll(async () => {
    connection = await openMongo({ url: server.url() });
  });
  afterAll(() => connection.close());

  leasesConformance('mongo', async () => {
    const db = connection.client.db(server.freshDatabase());
    return {
      process: (monotonic) => new MongoLeases(db, { termMs: LEASE_TERM_MS, monotonic }),
      close: async () => void (await db.dropDatabase()),
    };
  });
});
