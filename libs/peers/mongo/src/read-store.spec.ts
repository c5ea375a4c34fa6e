import { MongoReadStore, openMongo, type MongoConnection } from '@gongkai/mongo';
import { readStoreConformance, type OpenReadStore } from '@gongkai/testing';
import { MongoClient } from 'mongodb';
import { CommandWatch } from './command-watch.js';
import { mongoPeers } from './peers.js';

mongoPeers('the read store', (server) => {
  let connection: MongoConnection;
  let watch: CommandWatch;
  /** Clears away what the specs leave; not listened to. */
  let broom: MongoClient;
  beforeAll(async () => {
    broom = new MongoClient(server.url());
    connection = await openMongo({ url: server.url(), monitorCommands: true });
    watch = new CommandWatch(connection.client);
  });
  afterAll(async () => {
    await connection.close();
    await broom.close();
  });

  const opened: OpenReadStore = async () => {
    const name = server.freshDatabase();
    return {
      store: new MongoReadStore(connection.client.db(name)),
      close: async () => {
        await broom.db(name).dropDatabase();
        expect(watch.offences).toEqual([]);
      },
    };
  };
  readStoreConformance('mongo', opened, { runs: 20 });

  it('sent no command but those for a tenant, a cursor of one, or how projections stand', () => {
    expect(watch.offences).toEqual([]);
    expect([...watch.sent.keys()].sort()).toEqual(
      expect.arrayContaining(['aggregate', 'create', 'createIndexes', 'find', 'insert', 'update']),
    );
  });

  it('would notice a question without a tenant, or one that is not for it', async () => {
    const other = new MongoClient(server.url(), { monitorCommands: true });
    const noticed = new CommandWatch(other);
    const db = other.db(server.freshDatabase());
    const rows = db.collection<{ _id: string; tenant: string }>('rows.things.v1');
    await rows.find({ _id: 't1:a' }).toArray();
    await rows.find({ tenant: { $gt: '' } }).toArray();
    await rows.countDocuments({});
    await rows.insertOne({ _id: 't2:a', tenant: 't1' });
    await rows.updateOne({ _id: 't1:a', tenant: 't1' }, { $set: { tenant: 't2' } });
    await rows.deleteMany({});
    await db.collection('others').find({ tenant: 't1' }).toArray();
    expect(noticed.offences.map((offence) => offence.split(' ')[0])).toEqual([
      'find',
      'find',
      'aggregate',
      'insert',
      'update',
      'delete',
      'find',
    ]);
    await db.dropDatabase();
    await other.close();
  });
});
