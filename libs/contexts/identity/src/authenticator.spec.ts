import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { GateError } from '@gongkai/kernel';
import { countingIds, FakeClock, MemoryEventStore, MemoryKeyStore } from '@gongkai/testing';
import fc from 'fast-check';
import { SignJWT, type JWTPayload } from 'jose';
import { office, PASSWORD, SOURCE, type Office } from './testing.js';

let at: Office;
let clock: FakeClock;
let keys: MemoryKeyStore;
let account: string;
let token: string;
beforeEach(async () => {
  clock = new FakeClock();
  keys = new MemoryKeyStore();
  at = office({ store: new MemoryEventStore(clock), ids: countingIds(), clock, keys });
  account = await at.member('T1', 'clerk.one', [{ role: 'clerk', agency: 'G1' }], 'G1');
  ({ token } = await at.signIn.signIn('clerk.one', PASSWORD, SOURCE));
});

const codeOf = (text: unknown) =>
  at.tokens.verify(text as string, SOURCE).then(
    () => 'taken',
    (error: unknown) => (error as GateError).code,
  );
const reasons = async (tenant?: string) =>
  (await at.auditOf(tenant))
    .filter(({ meta }) => meta.type === 'TokenRefused')
    .map(({ data }) => data['reason']);
const signingKey = async () =>
  createPrivateKey({
    key: Buffer.from(await keys.secret('token.signing', () => Uint8Array.of())),
    format: 'der',
    type: 'pkcs8',
  });
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = () => clock.now().getTime() / 1000;
const claims = (over: object = {}): JWTPayload => {
  const now = seconds();
  const all = {
    iss: 'gongkai',
    aud: 'gongkai',
    sub: account,
    tenant: 'T1',
    version: 3,
    jti: 'J1',
    iat: now,
    nbf: now,
    exp: now + 60,
    ...over,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
};
const signed = async (
  over: object = {},
  header: object = {},
  key?: ReturnType<typeof createPrivateKey>,
) =>
  new SignJWT(claims(over))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header })
    .sign(key ?? (await signingKey()));

describe('a token', () => {
  it('brings back the officer with the roles the account has now', async () => {
    const officer = await at.tokens.verify(token, SOURCE);
    expect(officer).toEqual({
      account,
      tenant: 'T1',
      agency: 'G1',
      grants: [{ role: 'clerk', agency: 'G1' }],
    });
    await at.send('T1', { type: 'grantRole', account, role: 'signer', agency: 'G1' });
    expect((await at.tokens.verify(token, SOURCE)).grants).toHaveLength(2);
  });

  it('holds neither roles nor agency', () => {
    const payload = Buffer.from(token.split('.')[1]!, 'base64url').toString();
    expect(payload).not.toContain('clerk');
    expect(payload).not.toContain('G1');
  });

  it('gives the same officer again while nothing has changed', async () =>
    expect(await at.tokens.verify(token, SOURCE)).toBe(await at.tokens.verify(token, SOURCE)));

  it('brings delegations of the day only', async () => {
    const principal = await at.member('T1', 'signer.one', [{ role: 'signer', agency: 'G1' }]);
    const days = { from: '2026-03-03', to: '2026-03-03', reason: '外出' };
    const body = { ground: 'acting', role: 'signer', agency: 'G1', principal, ...days };
    await at.send('T1', { type: 'delegateRole', account, ...body });
    const roles = async () =>
      (
        await at.tokens.verify(await signed({ version: 9, exp: seconds() + 6e5 }), SOURCE)
      ).grants.map(({ role }) => role);
    expect(await roles()).toEqual(['clerk']);
    clock.set('2026-03-03T01:00:00.000Z');
    expect(await roles()).toEqual(['clerk', 'signer']);
    clock.set('2026-03-04T01:00:00.000Z');
    expect(await roles()).toEqual(['clerk']);
  });

  it('brings what a principal lends only while the principal has it', async () => {
    const held = { role: 'signer', agency: 'G1' } as const;
    const principal = await at.member('T1', 'signer.one', [held]);
    const days = { from: '2026-03-02', to: '2026-12-31', reason: '外出' };
    const lent = { type: 'delegateRole', account, ground: 'acting', principal, ...held, ...days };
    await at.send('T1', lent);
    const roles = async () =>
      (await at.tokens.verify(token, SOURCE)).grants.map(({ role }) => role);
    const change = (type: string, more: object = { reason: 'x' }) =>
      at.send('T1', { type, account: principal, ...more });
    expect(await roles()).toEqual(['clerk', 'signer']);
    await change('revokeRole', held);
    expect(await roles()).toEqual(['clerk']);
    expect((await at.signIn.signIn('clerk.one', PASSWORD, SOURCE)).officer.grants).toHaveLength(1);
    await change('grantRole', held);
    expect(await roles()).toEqual(['clerk', 'signer']);
    await change('suspend');
    expect(await roles()).toEqual(['clerk']);
    await change('resume');
    expect(await roles()).toEqual(['clerk', 'signer']);
    await change('close');
    expect(await roles()).toEqual(['clerk']);
  });

  it('lends no reviewer who has ceased to be one', async () => {
    const held = { role: 'secrecyReviewer', agency: 'G1' } as const;
    await at.send('T1', { type: 'grantRole', account, ...held });
    const days = { from: '2026-03-02', to: '2026-12-31', reason: '一人办公' };
    const lent = { role: 'secrecyReviewer', agency: 'G2', principal: null, ...days };
    await at.send('T1', { type: 'delegateRole', account, ground: 'borrowed', ...lent });
    const agencies = async () =>
      (await at.tokens.verify(token, SOURCE)).grants
        .filter(({ role }) => role === 'secrecyReviewer')
        .map(({ agency }) => agency);
    expect(await agencies()).toEqual(['G1', 'G2']);
    await at.send('T1', { type: 'revokeRole', account, ...held });
    expect(await agencies()).toEqual([]);
  });

  it('is taken as long as it lives and not a second longer', async () => {
    clock.set('2026-03-02T01:29:59.999Z');
    expect(await codeOf(token)).toBe('taken');
    clock.set('2026-03-02T01:30:00.000Z');
    expect(await codeOf(token)).toBe('UNAUTHENTICATED');
    expect(await reasons('T1')).toEqual(['expired']);
  });

  it('is the same with white space around it, and so is its revocation', async () => {
    const officer = await at.tokens.verify(` ${token}\t`, SOURCE);
    expect(officer).toBe(await at.tokens.verify(token, SOURCE));
    const { tokenId, expiresAt } = at.tokens.tokenOf(officer)!;
    const body = { type: 'signOut', token: tokenId, expiresAt };
    await at.send('T1', body, at.asOfficer(officer));
    for (const text of [token, `${token} `, ` ${token}`, `${token}\n`])
      expect(await codeOf(text)).toBe('UNAUTHENTICATED');
  });
});

describe('a token is void at once', () => {
  const others = ['suspend', 'close', 'revokeTokens'];

  it.each(others)('when somebody does %s', async (type) => {
    expect(await codeOf(token)).toBe('taken');
    await at.send('T1', { type, account, reason: '借调' });
    expect(await codeOf(token)).toBe('UNAUTHENTICATED');
  });

  it('when the password changes, and a new one is not', async () => {
    await at.setPassword('T1', account, 'another-Password-1');
    expect(await codeOf(token)).toBe('UNAUTHENTICATED');
    expect(await reasons('T1')).toEqual(['revoked']);
    const again = await at.signIn.signIn('clerk.one', 'another-Password-1', SOURCE);
    expect(await codeOf(again.token)).toBe('taken');
  });

  it('and stays so when the account is resumed', async () => {
    await at.send('T1', { type: 'suspend', account, reason: '借调' });
    await at.send('T1', { type: 'resume', account, reason: '期满' });
    expect(await codeOf(token)).toBe('UNAUTHENTICATED');
  });

  it('alone when its holder signs out', async () => {
    const other = await at.signIn.signIn('clerk.one', PASSWORD, SOURCE);
    const officer = await at.tokens.verify(token, SOURCE);
    const { tokenId, expiresAt } = at.tokens.tokenOf(officer)!;
    await at.send('T1', { type: 'signOut', token: tokenId, expiresAt }, at.asOfficer(officer));
    expect(await codeOf(token)).toBe('UNAUTHENTICATED');
    expect(await codeOf(other.token)).toBe('taken');
  });

  it('when the signing key is destroyed', async () => {
    const { store, ids } = at.deps;
    const other = office({ store, ids, clock, keys: new MemoryKeyStore() });
    await expect(other.tokens.verify(token, SOURCE)).rejects.toThrow('UNAUTHENTICATED');
  });
});

describe('a forged or foreign token', () => {
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  it.each(['none', 'None', 'NONE', 'nOnE'])('without a signature (alg %s)', async (alg) => {
    for (const signature of ['', token.split('.')[2]!])
      expect(await codeOf(`${part({ alg, typ: 'at+jwt' })}.${part(claims())}.${signature}`)).toBe(
        'UNAUTHENTICATED',
      );
    expect(await reasons()).toEqual(['badHeader', 'badHeader']);
  });

  it('signed as HS256 with the public key', async () => {
    const pem = createPublicKey(await signingKey()).export({ format: 'pem', type: 'spki' });
    const forged = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .sign(Buffer.from(pem));
    expect(await codeOf(forged)).toBe('UNAUTHENTICATED');
    expect(await reasons()).toEqual(['badHeader']);
  });

  it('signed by another key, whatever its header promises', async () => {
    const jwk = createPublicKey(stranger).export({ format: 'jwk' });
    const headers = [
      {},
      { jwk },
      { jku: 'https://192.0.2.1/keys' },
      { x5u: 'https://192.0.2.1/chain' },
      { kid: '../../etc/passwd' },
      { kid: "' OR 1=1 --" },
    ];
    for (const header of headers)
      expect(await codeOf(await signed({}, header, stranger))).toBe('UNAUTHENTICATED');
    expect(new Set(await reasons())).toEqual(new Set(['badSignature']));
  });

  it('signed with RSA', async () => {
    const forged = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt' })
      .sign(rsa);
    expect(await codeOf(forged)).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['jwk', { jwk: { kty: 'OKP' } }],
    ['jku', { jku: 'https://192.0.2.1/keys' }],
    ['kid', { kid: 'x' }],
    ['another type', { typ: 'JWT' }],
    ['an ID token', { typ: 'id+jwt' }],
    ['a critical extension', { crit: ['exp'], exp: 1 }],
  ])('of our own key with %s in the header', async (_, header) => {
    let text: string;
    try {
      text = await signed({}, header);
    } catch {
      return;
    }
    expect(await codeOf(text)).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['badClaims', { aud: 'other' }],
    ['badClaims', { aud: ['gongkai', 'other'] }],
    ['badClaims', { iss: 'other' }],
    ['badClaims', { iss: undefined }],
    ['badClaims', { exp: undefined }],
    ['badClaims', { nbf: undefined }],
    ['badClaims', { jti: undefined }],
    ['badClaims', { sub: undefined }],
    ['badClaims', { tenant: undefined }],
    ['badClaims', { tenant: ['T1'] }],
    ['badClaims', { tenant: '' }],
    ['badClaims', { tenant: 'T1/account-X' }],
    ['badClaims', { roles: ['administrator'] }],
    ['badClaims', { exp: '9999999999' }],
    ['expired', { exp: 1_700_000_000 }],
    ['notYetValid', { nbf: 1_900_000_000, exp: 1_900_000_600 }],
  ])('is refused as %s', async (reason, over) => {
    expect(await codeOf(await signed(over))).toBe('UNAUTHENTICATED');
    expect(await reasons()).toEqual([reason]);
  });

  it.each([
    ['nothing', ''],
    ['no text', null],
    ['a list', ['a']],
    ['one part', 'abc'],
    ['four parts', 'a.b.c.d'],
    ['five parts', 'a.b.c.d.e'],
    ['no JSON', `${Buffer.from('{').toString('base64url')}.e30.AAAA`],
    ['JSON of another kind', `${part([])}.${part(null)}.AAAA`],
    ['far too much', `${'A'.repeat(1_000_000)}.A.A`],
    ['a NUL', 'a\u0000.b.c'],
  ])('of %s', async (_, text) => expect(await codeOf(text)).toBe('UNAUTHENTICATED'));

  it('for an account that does not exist', async () =>
    expect(await codeOf(await signed({ sub: 'NOBODY' }))).toBe('UNAUTHENTICATED'));

  it('with any one character changed, added or left out', async () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom(...'AZaz09-_=+/ .'),
        fc.constantFrom(0, 1),
        async (place, letter, width) => {
          const text = token.slice(0, place) + letter + token.slice(place + width);
          fc.pre(text.trim() !== token);
          expect(await codeOf(text)).toBe('UNAUTHENTICATED');
          expect(await codeOf(token.slice(0, place))).toBe('UNAUTHENTICATED');
        },
      ),
      { numRuns: 300 },
    ));
});
