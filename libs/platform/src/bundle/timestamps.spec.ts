import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256, timestampRequest } from '@gongkai/evidence';
import { buildBundle } from './build-bundle.js';
import type { BundleInput } from './bundle-input.js';
import { zipBundle } from './bundle-zip.js';
import { exampleCase } from './testing.js';
import { pageVerifier, programVerifier } from './verifiers.js';

const CONFIG = `
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = stamps
[ stamps ]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ plain ]
basicConstraints = CA:FALSE
[ tsa ]
default_tsa = tsa_config
[ tsa_config ]
serial = ./tsa.serial
crypto_device = builtin
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
`;
const KEYS: Record<string, readonly string[]> = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  p256: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  p521: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
};

const folder = mkdtempSync(join(tmpdir(), 'gongkai-stamps-'));
const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
beforeAll(() => {
  writeFileSync(join(folder, 'tsa.cnf'), CONFIG);
  writeFileSync(join(folder, 'tsa.serial'), '01\n');
  for (const [name, how] of Object.entries(KEYS)) {
    openssl('genpkey', ...how, '-out', `${name}.key`);
    const made = ['-subj', `/O=时间戳/CN=${name}`, '-utf8', '-days', '30', '-config', 'tsa.cnf'];
    openssl(
      ...['req', '-x509', '-new', '-key', `${name}.key`, ...made],
      ...['-extensions', 'stamps', '-out', `${name}.pem`],
    );
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** An answer over a text by Debian's openssl; `digest` of the signature. */
const stamp = (text: string, key: string, digest = 'sha256'): Uint8Array => {
  writeFileSync(join(folder, 'query.tsq'), timestampRequest(sha256(Buffer.from(text))));
  openssl(
    ...['ts', '-reply', '-queryfile', 'query.tsq', '-config', 'tsa.cnf', `-${digest}`],
    ...['-signer', `${key}.pem`, '-inkey', `${key}.key`, '-out', 'answer.tsr'],
  );
  return readFileSync(join(folder, 'answer.tsr'));
};

const verifyBundle = await programVerifier();
const page = pageVerifier();
const { log, input } = exampleCase(1, 2, { domestic: false });
const last = input.checkpoints.at(-1)!;

const judged = async (tsr: Uint8Array, kind?: 'page') => {
  const checkpoints = [
    ...input.checkpoints.slice(0, -1),
    { ...last, timestamps: [{ authority: 'local', tsr }] },
  ];
  const stamped: BundleInput = { ...input, decision: null, documents: [], checkpoints };
  const zip = zipBundle(await buildBundle(stamped, (text) => log.sign(text)), 0);
  const { verdict, findings } = (kind === 'page' ? page : verifyBundle)(zip);
  const [found] = findings.filter(({ code }) => code.startsWith('TIMESTAMP'));
  return { verdict, code: found?.code };
};
const both = async (tsr: Uint8Array) => {
  const found = await judged(tsr);
  expect(await judged(tsr, 'page')).toEqual(found);
  return found;
};

describe('a time stamp in a bundle', () => {
  it.each([
    ['rsa', 'sha256'],
    ['rsa', 'sha384'],
    ['p256', 'sha256'],
    ['p384', 'sha384'],
    ['p384', 'sha512'],
    ['p256', 'sha512'],
  ])('by %s with %s holds', async (key, digest) => {
    const tsr = stamp(last.body, key, digest);
    expect(await both(tsr)).toEqual({ verdict: 'OK', code: 'TIMESTAMP_HELD' });
  });

  it('of an algorithm the verifiers do not know is told, and not judged', async () => {
    const tsr = stamp(last.body, 'p521');
    expect(await both(tsr)).toEqual({ verdict: 'OK', code: 'TIMESTAMP_UNCHECKED' });
  });

  it('of another checkpoint is invalid', async () => {
    const tsr = stamp(input.checkpoints[0]!.body, 'p256');
    const invalid = { verdict: 'TIMESTAMP_INVALID', code: 'TIMESTAMP_INVALID' };
    expect(await both(tsr)).toEqual(invalid);
    expect(await both(Buffer.from('no answer'))).toEqual(invalid);
    expect(await both(new Uint8Array())).toEqual(invalid);
  });

  it.each(['rsa', 'p256'])('by %s that was changed is judged alike by both', async (key) => {
    const tsr = stamp(last.body, key);
    const codes = new Set<string | undefined>();
    for (let at = 0; at < tsr.length; at += 61) {
      const changed = Uint8Array.from(tsr);
      changed[at]! ^= 1 << (at % 8);
      codes.add((await both(changed)).code);
    }
    expect([...codes]).toContain('TIMESTAMP_INVALID');
  });
});
