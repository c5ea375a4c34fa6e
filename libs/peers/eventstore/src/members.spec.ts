import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, FOLLOWER, jsonEvent } from '@eventstore/db-client';
import { EventStoreDbStore, type ClusterStoreReason } from '@gongkai/eventstoredb';
import { streamName } from '@gongkai/kernel';
import { newEvent } from '@gongkai/testing';
import {
  Authority,
  EventStorePeer,
  startEventStorePeer,
  type PeerOptions,
  type PeerUser,
} from './index.js';

const event = () => jsonEvent({ type: 'Happened', data: {} });

const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
};

describe('a peer with TLS and users', () => {
  const authority = new Authority();
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-authority-'));
  const trust = join(folder, 'ca.crt');
  const users: readonly PeerUser[] = [
    { name: 'admin', password: 'changeit', groups: ['$admins'] },
    { name: 'reader', password: 'reads' },
  ];
  let peer: EventStorePeer;
  const clients: EventStoreDBClient[] = [];
  const as = (user: string) => {
    const url = `${peer.url.replace('//', `//${user}@`)}&tlsCAFile=${trust}`;
    const client = EventStoreDBClient.connectionString(url);
    clients.push(client);
    return client;
  };
  beforeAll(async () => {
    writeFileSync(trust, authority.certificate);
    peer = await EventStorePeer.start({ tls: authority.server(), users });
  });
  afterAll(async () => {
    for (const client of clients) await client.dispose();
    await peer.stop();
    rmSync(folder, { recursive: true });
  });

  it('lets administrators read everything and others their streams only', async () => {
    const admin = as('admin:changeit');
    const reader = as('reader:reads');
    await admin.appendToStream('open', event());
    expect(await collect(reader.readStream('open'))).toHaveLength(1);
    expect((await collect(admin.readAll())).length).toBeGreaterThan(1);
    await expect(collect(reader.readAll())).rejects.toMatchObject({ type: 'access-denied' });
    await expect(collect(reader.readStream('$users'))).rejects.toMatchObject({ code: 7 });
  });

  it('refuses credentials that are not valid, whatever they ask', async () => {
    const credentials = { username: 'AzureDiamond', password: 'hunter2' };
    const admin = as('admin:changeit');
    await expect(collect(admin.readAll({ credentials }))).rejects.toMatchObject({ code: 16 });
    await expect(admin.appendToStream('open', event(), { credentials })).rejects.toMatchObject({
      type: 'access-denied',
    });
    await expect(as('admin:wrong').appendToStream('open', event())).rejects.toMatchObject({
      type: 'access-denied',
    });
  });

  it('keeps to the list of who may write, read and delete a stream', async () => {
    const admin = as('admin:changeit');
    const reader = as('reader:reads');
    await admin.setStreamMetadata('closed', {
      acl: { readRoles: ['reader'], writeRoles: ['$admins'], deleteRoles: ['$admins'] },
    });
    await admin.appendToStream('closed', event());
    expect(await collect(reader.readStream('closed'))).toHaveLength(1);
    await expect(reader.appendToStream('closed', event())).rejects.toMatchObject({
      type: 'access-denied',
    });
    await expect(reader.deleteStream('closed')).rejects.toMatchObject({ type: 'access-denied' });
  });

  describe('says in one sentence what is wrong to whoever opens the adapter', () => {
    const reasonOf = (url: string): Promise<ClusterStoreReason | string> =>
      EventStoreDbStore.open({ url, answerMs: 500, giveUpMs: 1_000 }).then(
        async (store) => {
          await store.close();
          return 'opened';
        },
        (error: Error & { reason?: string }) => error.reason ?? error.name,
      );
    const secure = (user: string, port = peer.ports[0], more = `&tlsCAFile=${trust}`) =>
      `esdb://${user}@127.0.0.1:${port}?tls=true${more}`;

    it('when all is right, nothing', async () =>
      expect(await reasonOf(secure('admin:changeit'))).toBe('opened'));

    it('when the credentials are wrong', async () =>
      expect(await reasonOf(secure('admin:wrong'))).toBe('credentials'));

    it('when the account may not read the log', async () =>
      expect(await reasonOf(secure('reader:reads'))).toBe('right'));

    it('when the certificate is of an authority that is not trusted', async () =>
      expect(await reasonOf(secure('admin:changeit', peer.ports[0], ''))).toBe('certificate'));

    it('when the server wants TLS and the address says no', async () =>
      expect(['certificate', 'unreachable']).toContain(
        await reasonOf(`esdb://127.0.0.1:${peer.ports[0]}?tls=false`),
      ));

    it('when the address is none', async () => {
      expect(await reasonOf('http://127.0.0.1:2113')).toBe('url');
      expect(await reasonOf('esdb://')).toBe('url');
    });

    const against = async (options: PeerOptions, url: (peer: EventStorePeer) => string) => {
      const other = await EventStorePeer.start(options);
      const reason = await reasonOf(url(other));
      await other.stop();
      return reason;
    };

    it('when the certificate is for another host, or its time is over', async () => {
      for (const tls of [
        authority.server({ hosts: ['elsewhere.example'] }),
        authority.server({ notAfter: new Date(Date.now() - 86_400_000) }),
      ])
        expect(
          await against({ tls, users }, ({ ports }) => secure('admin:changeit', ports[0])),
        ).toBe('certificate');
    });

    it('when the server is too old, or does not say', async () => {
      for (const version of ['22.10.5', '5.0.8', null])
        expect(await against({ version }, ({ url }) => url)).toBe('tooOld');
      expect(await against({ batchAppend: false }, ({ url }) => url)).toBe('tooOld');
    });

    it('when nobody listens there', async () => {
      const gone = await EventStorePeer.start();
      await gone.stop();
      expect(await reasonOf(gone.url)).toBe('unreachable');
    });
  });
});

describe('a peer of three members', () => {
  let peer: EventStorePeer;
  const clients: EventStoreDBClient[] = [];
  const clientFor = (more = '') => {
    const client = EventStoreDBClient.connectionString(`${peer.url}${more}`);
    clients.push(client);
    return client;
  };
  beforeEach(async () => {
    peer = await EventStorePeer.start({ ports: [0, 0, 0] });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose();
    await peer.stop();
  });

  it('takes an append at a follower, and sends who wants the leader to it', async () => {
    peer.elect(2);
    const client = clientFor(`&nodePreference=${FOLLOWER}`);
    await client.appendToStream('a', event());
    await expect(collect(client.readStream('a', { requiresLeader: true }))).rejects.toMatchObject({
      type: 'not-leader',
      leader: { address: '127.0.0.1', port: peer.ports[2] },
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await collect(client.readStream('a', { requiresLeader: true }))).toHaveLength(1);
  });

  it('is found again by a client whose member is gone', async () => {
    const client = clientFor();
    await client.appendToStream('a', event());
    await peer.stopMember(0);
    expect(peer.leader).toBe(1);
    const append = async (left: number): Promise<unknown> => {
      try {
        return await client.appendToStream('a', event(), { expectedRevision: 0n });
      } catch (error) {
        if (left === 0) throw error;
        return append(left - 1);
      }
    };
    expect(await append(10)).toMatchObject({ nextExpectedRevision: 1n });
    await peer.startMember(0);
    expect(peer.state()).toMatchObject({ leader: 1 });
  });

  it('follows in the adapter a feed from a member that stops to one that lives', async () => {
    const store = await EventStoreDbStore.open({ url: peer.url, answerMs: 500 });
    const stream = streamName('t1', 'thing', 'a');
    const abort = new AbortController();
    let seen = 0;
    const feeding = (async () => {
      for await (const { events } of store.feed(undefined, {}, { signal: abort.signal })) {
        seen += events.length;
        if (seen === 3) abort.abort();
      }
    })();
    await store.append(stream, 0, [newEvent('t1', 'a', 1)]);
    await peer.stopMember(0);
    await store.append(stream, 1, [newEvent('t1', 'a', 2)]);
    await peer.startMember(0);
    await peer.stopMember(1);
    await store.append(stream, 2, [newEvent('t1', 'a', 3)]);
    await feeding;
    expect(seen).toBe(3);
    await store.close();
  });
});

describe('a peer in a process of its own', () => {
  it('says why it cannot start', async () => {
    const first = await startEventStorePeer();
    const port = Number(/:(\d+)\?/.exec(first.url)![1]);
    await expect(startEventStorePeer({ ports: [port] })).rejects.toThrow(/EADDRINUSE/);
    await first.stop();
  });

  it('does what it is asked and tells how it is, over the same log after it was killed', async () => {
    const peer = await startEventStorePeer({ ports: [0, 0] });
    const client = EventStoreDBClient.connectionString(peer.url);
    const { position } = await client.appendToStream('a', event());
    await peer.elect(1);
    expect(await peer.state()).toMatchObject({ leader: 1, struck: 0 });
    const { pid } = peer;
    await peer.kill();
    await expect(peer.cut()).rejects.toThrow('not running');
    await peer.start();
    expect(peer.pid).not.toBe(pid);
    const after = EventStoreDBClient.connectionString(peer.url);
    const [last] = await collect(after.readStream('a'));
    expect(last!.event!.position).toEqual(position);
    await Promise.all([client.dispose(), after.dispose()]);
    await peer.stop();
  });
});
