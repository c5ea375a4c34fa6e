import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256, verifyTimestamp } from '@gongkai/evidence';
import { MemoryEvidenceStore } from '@gongkai/evidence-store';
import { systemClock } from '@gongkai/kernel';
import { Timestamper } from './timestamper.js';

const OPENSSL = `
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = spec authority
[ root ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[ stamps ]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ tsa ]
default_tsa = tsa_config
[ tsa_config ]
serial = ./tsa.serial
crypto_device = builtin
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`;

const hasOpenssl = (): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

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
  let folder: string;
  let server: Server;
  let url: string;
  let answer: Answer;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-tsa-'));
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
    rmSync(folder, { recursive: true });
  });

  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });

  const authority = () => {
    writeFileSync(join(folder, 'c.cnf'), OPENSSL);
    writeFileSync(join(folder, 'tsa.serial'), '01\n');
    const key = ['-newkey', 'rsa:2048', '-nodes', '-config', 'c.cnf'];
    openssl('req', '-x509', ...key, '-keyout', 'r.key', '-out', 'r.pem', '-extensions', 'root');
    openssl('req', '-new', ...key, '-keyout', 's.key', '-out', 's.csr');
    const signed = ['-CA', 'r.pem', '-CAkey', 'r.key', '-CAcreateserial', '-extfile', 'c.cnf'];
    openssl('x509', '-req', '-in', 's.csr', ...signed, '-extensions', 'stamps', '-out', 's.pem');
    return (query: Buffer): Buffer => {
      writeFileSync(join(folder, 'q.tsq'), query);
      const by = ['-inkey', 's.key', '-signer', 's.pem', '-config', 'c.cnf'];
      openssl('ts', '-reply', '-queryfile', 'q.tsq', ...by, '-out', 'a.tsr');
      return readFileSync(join(folder, 'a.tsr'));
    };
  };

  if (!hasOpenssl())
    it('are not tried with an authority: openssl is not installed here', () => {
      expect(hasOpenssl()).toBe(false);
    });
  else {
    it('are asked for and kept with the checkpoint', async () => {
      answer = authority();
      const store = await storeWithOne();
      expect(await new Timestamper(store, url, systemClock()).round()).toBe(1);
      const [stamp] = await store.timestamps('t1', 1);
      const roots = [readFileSync(join(folder, 'r.pem'), 'utf8')];
      expect(verifyTimestamp({ tsr: stamp!.tsr, digest, roots }).ok).toBe(true);
      expect(await new Timestamper(store, url, systemClock()).round()).toBe(0);
    });

    it('are not taken when they are of something else', async () => {
      const stamped = authority();
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
