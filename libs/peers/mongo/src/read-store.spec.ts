import { MongoReadStore, openMongo, type MongoConnection } from '@gongkai/mongo';
import { readStoreConformance } from '@gongkai/testing';
import { mongoPeers } from './peers.js';

mongoPeers('the read store', (server) => {
  let connection: MongoConnection;
  beforeAll(async () => {
    connection = await openMongo({ url: server.url() });
  });
  afterAll(() => connection.close());

  readStoreConformance('mongo', async () => {
    const db = connection.client.db(server.freshDatabase());
    return { store: new MongoReadStore(db), close: async () => void (await db.dropDatabase()) };
  });
});
