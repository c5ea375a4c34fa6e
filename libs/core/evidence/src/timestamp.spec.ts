import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { opensslVersion, TimestampAuthority } from '@gongkai/testing';
import fc from 'fast-check';
import { certificatesFrom, chainTo, isForTimestamps } from './certificate.js';
import {
  newNonce,
  reasons,
  sha256,
  timestampRequest,
  verifyTimestamp,
  type Outcome,
  type TimestampClaim,
} from './index.js';

const reasonOf = (outcome: Outcome): string | undefined =>
  outcome.ok ? undefined : outcome.reason;
const holds = (outcome: Outcome) => outcome.ok || Object.hasOwn(reasons, outcome.reason);

const digest = sha256(Buffer.from('a checkpoint\n'));

describe('a request for a timestamp', () => {
  it('is the DER of RFC 3161', () => {
    const nonce = Uint8Array.of(0, 0, 0x80, 1);
    expect(Buffer.from(timestampRequest(digest, { nonce })).toString('hex')).toBe(
      `303e0201013031300d060960864801650304020105000420${Buffer.from(digest).toString('hex')}020300` +
        '80010101ff',
    );
    expect(newNonce()).not.toEqual(newNonce());
    expect(() => timestampRequest(digest.subarray(1))).toThrow(RangeError);
    expect(() => timestampRequest(digest, { nonce: new Uint8Array(0) })).toThrow(RangeError);
  });
});

describe('a timestamp that is none', () => {
  it('is refused with a reason and never throws', () => {
    const claim: TimestampClaim = { tsr: new Uint8Array(3), digest, roots: [] };
    expect(reasonOf(verifyTimestamp(claim))).toBe('timestampMalformed');
    expect(reasonOf(verifyTimestamp({ ...claim, digest: digest.subarray(1) }))).toBe(
      'hashLengthInvalid',
    );
    const rejected = Buffer.from('30053003020102', 'hex');
    expect(reasonOf(verifyTimestamp({ ...claim, tsr: rejected }))).toBe('timestampRefused');
    expect(reasonOf(verifyTimestamp({ ...claim, tsr: new Uint8Array(2 ** 20 + 1) }))).toBe(
      'timestampMalformed',
    );
    fc.assert(
      fc.property(fc.anything(), fc.uint8Array({ maxLength: 200 }), (any, bytes) => {
        expect(holds(verifyTimestamp(any as TimestampClaim))).toBe(true);
        expect(holds(verifyTimestamp({ ...claim, tsr: bytes }))).toBe(true);
        const odd = { ...claim, tsr: rejected, nonce: any, roots: [any], certificates: any };
        expect(holds(verifyTimestamp(odd as TimestampClaim))).toBe(true);
      }),
    );
  });
});

const version = opensslVersion();
if (!version) {
  it('is not tried with an authority: openssl is not installed here', () => {
    expect(version).toBeUndefined();
  });
} else {
  describe(`a timestamp of an authority (${version})`, () => {
    const authority = new TimestampAuthority();
    const nonce = newNonce();
    const request = timestampRequest(digest, { nonce });
    let root: string;
    let tsr: Uint8Array;
    let good: TimestampClaim;

    beforeAll(() => {
      root = authority.root('root');
      authority.issue('tsa', 'root', 'stamps', 'rsa');
      tsr = authority.stamp(request, 'tsa');
      good = { tsr, digest, roots: [root], nonce };
    });
    afterAll(() => authority.close());

    it('holds, and says when and by whom', () => {
      const outcome = verifyTimestamp(good);
      if (!outcome.ok) throw new Error(outcome.reason);
      expect(Math.abs(outcome.time - Date.now())).toBeLessThan(600_000);
      expect(outcome).toMatchObject({
        accuracy: 1500.1,
        serial: '2',
        policy: '1.2.3.4.1',
        authority: 'CN=tsa',
      });
      expect(outcome.chain).toHaveLength(2);
      const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(outcome.chain[1]!).toString('base64')}\n-----END CERTIFICATE-----\n`;
      expect(verifyTimestamp({ ...good, roots: [pem] }).ok).toBe(true);
      expect(verifyTimestamp({ ...good, roots: [outcome.chain[1]!] }).ok).toBe(true);
    });

    it('is accepted by the authority as we are: openssl verifies the same answer', () => {
      const out = authority.openssl(
        ...['ts', '-verify', '-queryfile', 'request.tsq', '-in', 'reply.tsr'],
        ...['-CAfile', 'root.pem'],
      );
      expect(out.toString()).toContain('Verification: OK');
    });

    it('is of this digest and this request, and of a root that is trusted', () => {
      const why = (change: Partial<TimestampClaim>) =>
        reasonOf(verifyTimestamp({ ...good, ...change }));
      expect(why({ digest: sha256(Buffer.from('another')) })).toBe('timestampDigestMismatch');
      expect(why({ nonce: newNonce() })).toBe('timestampNonceMismatch');
      expect(why({ roots: [] })).toBe('certificateUntrusted');
      expect(why({ roots: [authority.root('other')] })).toBe('certificateUntrusted');
      expect(why({ roots: ['nothing'] })).toBe('timestampMalformed');
    });

    it('is refused with any byte changed', () => {
      fc.assert(
        fc.property(fc.nat(tsr.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
          const other = tsr.slice();
          other[at]! ^= change;
          const outcome = verifyTimestamp({ ...good, tsr: other });
          expect(holds(outcome)).toBe(true);
          // What surrounds the signed parts (a status, a version) may differ; what it says may not.
          if (outcome.ok) expect(outcome).toEqual(verifyTimestamp(good));
        }),
        { numRuns: 400 },
      );
    });

    it('may have a certificate between, in it or beside it, and keys of other kinds', () => {
      const between = authority.issue('between', 'root', 'between', 'ed25519');
      authority.issue('ec', 'between', 'stamps', 'ec');
      const within = authority.stamp(request, 'ec', ['-chain', 'between.pem']);
      expect(reasonOf(verifyTimestamp({ ...good, tsr: within }))).toBeUndefined();
      const without = authority.stamp(request, 'ec');
      expect(reasonOf(verifyTimestamp({ ...good, tsr: without }))).toBe('certificateUntrusted');
      expect(verifyTimestamp({ ...good, tsr: without, certificates: [between] }).ok).toBe(true);
    });

    it('is of a certificate for timestamps alone, valid when it was made', () => {
      const certificate = (section: string) =>
        certificatesFrom(authority.issue(section, 'root', section, 'ec'))[0]!;
      const [trusted] = certificatesFrom(root);
      expect(isForTimestamps(certificate('stamps'))).toBe(true);
      expect(isForTimestamps(certificate('lax'))).toBe(false);
      expect(isForTimestamps(certificate('wide'))).toBe(false);
      expect(isForTimestamps(certificate('notAuthority'))).toBe(false);
      expect(chainTo([trusted!], certificate('stamps'), [], Date.now())).toHaveLength(2);
      expect(chainTo([trusted!], certificate('stamps'), [], 0)).toBe('certificateOutOfTime');
    });

    it('is refused of a certificate for other things, a weak key, or no authority between', () => {
      const why = (by: string, certificates: string[] = []) =>
        reasonOf(verifyTimestamp({ ...good, tsr: authority.stamp(request, by), certificates }));
      authority.issue('weak', 'root', 'stamps', 'weak');
      expect(why('weak')).toBe('timestampSignatureInvalid');
      const between = authority.issue('impostor', 'root', 'notAuthority', 'ec');
      authority.issue('below', 'impostor', 'stamps', 'ec');
      expect(why('below', [between])).toBe('certificateInvalid');
    });

    it('is refused when it has another hash, lacks its certificate, or says what was not signed', () => {
      const why = (other: Uint8Array, certificates: string[] = []) =>
        reasonOf(verifyTimestamp({ tsr: other, digest, roots: [root], certificates }));
      const query = (...options: string[]) => {
        const imprint = Buffer.from(digest)
          .toString('hex')
          .repeat(options.length > 1 ? 2 : 1);
        return new Uint8Array(
          authority.openssl('ts', '-query', '-digest', imprint, ...options, '-no_nonce'),
        );
      };
      expect(why(authority.stamp(query('-sha512', '-cert'), 'tsa'))).toBe(
        'timestampAlgorithmUnsupported',
      );
      const bare = authority.stamp(query('-sha256'), 'tsa');
      expect(why(bare)).toBe('timestampSignerMissing');
      expect(why(bare, [authority.file('tsa.pem')])).toBeUndefined();
      const policy = Buffer.from('06042a030401', 'hex');
      const other = Buffer.from(tsr);
      other[other.indexOf(policy) + policy.length - 1] = 2;
      expect(why(other)).toBe('timestampAttributeInvalid');
    });

    it('is refused when it was signed by a key for other things', () => {
      const policy = Buffer.from('06042a030401', 'hex');
      const start = Buffer.from(tsr).indexOf(policy) - 5;
      expect(tsr[start]).toBe(0x30);
      writeFileSync(
        join(authority.folder, 'tst.der'),
        tsr.slice(start, start + 2 + tsr[start + 1]!),
      );
      const sign = (by: string) =>
        new Uint8Array(
          authority.openssl(
            ...['cms', '-sign', '-nodetach', '-binary', '-cades', '-nosmimecap', '-md', 'sha256'],
            ...['-econtent_type', '1.2.840.113549.1.9.16.1.4', '-in', 'tst.der', '-outform', 'DER'],
            ...['-signer', `${by}.pem`, '-inkey', `${by}.key`],
          ),
        );
      const why = (by: string) => reasonOf(verifyTimestamp({ ...good, tsr: sign(by) }));
      expect(why('tsa')).toBeUndefined();
      authority.issue('wide', 'root', 'wide', 'ec');
      expect(why('wide')).toBe('timestampPurposeInvalid');
    });

    it('is refused when the answer is to nothing or another question', () => {
      const other = timestampRequest(sha256(Buffer.from('x')), { nonce });
      const answer = authority.stamp(other, 'tsa');
      expect(reasonOf(verifyTimestamp({ ...good, tsr: answer }))).toBe('timestampDigestMismatch');
    });
  });
}
