import { sha256, timestampRequest } from '@gongkai/evidence';
import { TimestampAuthority } from '@gongkai/testing';
import { buildBundle } from './build-bundle.js';
import type { BundleInput } from './bundle-input.js';
import { zipBundle } from './bundle-zip.js';
import { exampleCase } from './testing.js';
import { pageVerifier, programVerifier } from './verifiers.js';

const authority = new TimestampAuthority();
const KEYS = { rsa: 'rsa', p256: 'ec', p384: 'p384', p521: 'p521' } as const;
beforeAll(() => {
  for (const [name, kind] of Object.entries(KEYS)) authority.root(name, kind, 'stamps');
});
afterAll(() => authority.close());

/** An answer over a text; `digest` of the signature. */
const stamp = (text: string, key: string, digest = 'sha256'): Uint8Array =>
  authority.stamp(timestampRequest(sha256(Buffer.from(text))), key, [`-${digest}`]);

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
