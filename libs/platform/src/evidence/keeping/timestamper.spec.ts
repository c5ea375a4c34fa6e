import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sha256, verifyTimestamp } from '@gongkai/evidence';
import { MemoryEvidenceStore } from '@gongkai/evidence-store';
import { systemClock } from '@gongkai/kernel';
import { opensslVersion, TimestampAuthority } from '@gongkai/testing';
import { Timestamper } from './timestamper.js';

const body = 'office.example/t1\n1\nAAAA\n';
const digest = sha256(new TextEncoder().encode(body));

const storeWithOne = async () => {
  const store = new MemoryEvidenceStore();
  const checkpoint = {
    size: 1,
    position: 1n,
    madeAt: '2026-03-01T00:00:00.000Z',
    reasons: ['daily'],
    body,
    signatures: [],
  };
  await store.saveCheckpoints([{ tenant: 't1', checkpoint }]);
  return store;
};

/** What an authority answers is decided by each spec. */
type Answer = (query: Buffer) => Buffer | number | undefined;

describe('timestamps of an authority', () => {
  let server: Server;
  let url: string;
  let answer: Answer;
  beforeEach(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const given = answer(Buffer.concat(parts));
        if (given === undefined) return;
        if (typeof given === 'number') response.writeHead(given).end();
        else response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(given);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  if (opensslVersion() === undefined)
    it('are not tried with an authority: openssl is not installed here', () => {
      expect(opensslVersion()).toBeUndefined();
    });
  else {
    const authority = new TimestampAuthority();
    let root: string;
    const stamped: Answer = (query) => Buffer.from(authority.stamp(query, 'tsa'));
    beforeAll(() => {
      root = authority.root('root');
      authority.issue('tsa', 'root', 'stamps', 'rsa');
    });
    afterAll(() => authority.close());

    it('are asked for and kept with the checkpoint', async () => {
      answer = stamped;
      const store = await storeWithOne();
      expect(await new Timestamper(store, url, systemClock()).round()).toBe(1);
      const [stamp] = await store.timestamps('t1', 1);
      expect(verifyTimestamp({ tsr: stamp!.tsr, digest, roots: [root] }).ok).toBe(true);
      expect(await new Timestamper(store, url, systemClock()).round()).toBe(0);
    });

    it('are not taken when they are of something else', async () => {
      const first: Buffer[] = [];
      answer = (query) => {
        first.push(query);
        return stamped(first[0]!);
      };
      const store = await storeWithOne();
      const timestamper = new Timestamper(store, url, systemClock());
      expect(await timestamper.round()).toBe(1);
      const other = await storeWithOne();
      expect(await new Timestamper(other, url, systemClock()).round()).toBe(0);
    });
  }

  it.each([
    ['an error', 503],
    ['nonsense', Buffer.from('no timestamp')],
    ['far too much', Buffer.alloc(200_000)],
    ['nothing in time', undefined],
  ] as const)('are asked for again later when the answer is %s', async (_, given) => {
    answer = () => given;
    const store = await storeWithOne();
    const timestamper = new Timestamper(store, url, systemClock(), 200);
    expect(await timestamper.round()).toBe(0);
    expect(await store.timestamps('t1', 1)).toEqual([]);
    expect(await store.unstamped(['daily'], 9)).toHaveLength(1);
  });

  it('do not hold up who stops', async () => {
    answer = () => undefined;
    const timestamper = new Timestamper(await storeWithOne(), url, systemClock());
    const round = timestamper.round();
    await timestamper.stop();
    expect(await round).toBe(0);
  });
});
