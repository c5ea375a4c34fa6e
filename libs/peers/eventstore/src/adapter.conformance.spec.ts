import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDbStore } from '@gongkai/eventstoredb';
import { eventStoreConformance, recordLogConformance } from '@gongkai/testing';
import { Authority, EventStorePeer, startEventStorePeer } from './index.js';

type Running = { url: string; stop(): Promise<void> };

/** Both suites of the adapter against one server, which lasts for all of their examples. */
const conformance = (name: string, start: () => Promise<Running>) => {
  describe(name, () => {
    let server: Running;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.stop());

    const open = async () => {
      const store = await EventStoreDbStore.open({ url: server.url });
      return { store, log: store, close: () => store.close() };
    };
    eventStoreConformance(name, open);
    recordLogConformance(name, open);
  });
};

const secureCluster = async (): Promise<Running> => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-authority-'));
  const authority = new Authority();
  const certificate = join(folder, 'ca.crt');
  writeFileSync(certificate, authority.certificate);
  const peer = await EventStorePeer.start({
    ports: [0, 0, 0],
    tls: authority.server(),
    users: [{ name: 'gongkai', password: '口令 &1', groups: ['$admins'] }],
  });
  peer.elect(1);
  const user = `gongkai:${encodeURIComponent('口令 &1')}`;
  return {
    url: `${peer.url.replace('//', `//${user}@`)}&tlsCAFile=${certificate}`,
    stop: async () => {
      await peer.stop();
      rmSync(folder, { recursive: true });
    },
  };
};

conformance('EventStoreDB over the wire', () => startEventStorePeer());
conformance('EventStoreDB over the wire, three members with TLS and credentials', secureCluster);

const url = process.env['ESDB_URL'];
if (url) conformance('EventStoreDB, a real server', async () => ({ url, stop: async () => {} }));
else
  it('was not run against a real server; ESDB_URL=esdb://… runs it there as well', () => {
    process.stderr.write('ESDB_URL is not set: the suites ran against the peer only.\n');
  });
