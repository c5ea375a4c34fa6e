import { createPrivateKey, createPublicKey, generateKeyPairSync, hash } from 'node:crypto';
import {
  GateError,
  PLATFORM,
  type Clock,
  type Ids,
  type Officer,
  type Secrets,
} from '@gongkai/kernel';
import type { Authenticator } from '@gongkai/nest';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Accounts, KnownAccount } from './accounts.js';
import { officerOfState, officerOn, type AccountState } from './decider.js';
import type { TOKEN_REFUSALS } from './events.js';
import type { AuditLog } from './ports.js';

const ISSUER = 'gongkai';
const AUDIENCE = 'gongkai';
const TYPE = 'at+jwt';
const TOKEN_LENGTH_MAX = 2048;
const CACHE_MAX = 50_000;

type Refusal = (typeof TOKEN_REFUSALS)[number];

/** Who a token was given to, and the version of the account then; roles are never in the token. */
const Claims = z.strictObject({
  iss: z.literal(ISSUER),
  aud: z.literal(AUDIENCE),
  sub: z.string().min(1),
  tenant: z.string().regex(/^[A-Za-z0-9]+$/),
  version: z.int().positive(),
  jti: z.string().min(1),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int(),
});
const Header = z.strictObject({ alg: z.literal('EdDSA'), typ: z.literal(TYPE) });

type Opened = {
  tenant: string;
  account: string;
  version: number;
  tokenId: string;
  notBeforeMs: number;
  expiresAtMs: number;
  /** The officer as of a state of the account and a day; made again when either moves on. */
  officer: { state: AccountState; day: string; officer: Officer } | undefined;
};

export type GivenToken = { token: string; tokenId: string; expiresAt: string; officer: Officer };

class Refused extends Error {
  constructor(
    readonly reason: Refusal,
    readonly of: { tenant: string; account: string } | undefined = undefined,
  ) {
    super(reason);
  }
}

/**
 * Gives and takes short-lived tokens (JWT, EdDSA, at+jwt). A token says who, never what they may: the
 * roles, the standing and the revocations are read from the account at every call, so that taking
 * them away works at the next one. A token seen before is not decoded again until it expires.
 */
export class TokenAuthenticator implements Authenticator {
  private readonly cache = new Map<string, Opened>();
  private readonly tokenOfOfficer = new WeakMap<Officer, { tokenId: string; expiresAt: string }>();
  private pair: Promise<KeyPair> | undefined;

  constructor(
    private readonly deps: {
      clock: Clock;
      ids: Ids;
      keys: Secrets;
      accounts: Accounts;
      audit: AuditLog;
      tokenMinutes: number;
    },
  ) {}

  /** A token as of the state the password was judged by: what voids tokens since voids it too. */
  async issue({ tenant, account, state }: KnownAccount): Promise<GivenToken> {
    const { clock, ids, accounts, tokenMinutes } = this.deps;
    const now = Math.floor(clock.now().getTime() / 1000);
    const expires = now + tokenMinutes * 60;
    const tokenId = ids.id();
    const token = await new SignJWT({ tenant, version: state.version })
      .setProtectedHeader({ alg: 'EdDSA', typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(account)
      .setJti(tokenId)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(expires)
      .sign((await this.keyPair()).signing);
    const standing = await accounts.standing(tenant, account);
    const officer = officerOfState(standing, { tenant, account, day: clock.today() });
    return { token, tokenId, expiresAt: new Date(expires * 1000).toISOString(), officer };
  }

  async verify(token: string, source: string): Promise<Officer> {
    try {
      return await this.officerOf(token);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { reason, of } = error;
      const entry = { type: 'TokenRefused', reason, account: of?.account ?? null, source } as const;
      await this.deps.audit.record(of?.tenant ?? PLATFORM, entry);
      throw new GateError('UNAUTHENTICATED');
    }
  }

  /** The token an officer came with, for signing out; known for officers `verify` gave. */
  tokenOf(officer: Officer): { tokenId: string; expiresAt: string } | undefined {
    return this.tokenOfOfficer.get(officer);
  }

  private async officerOf(text: unknown): Promise<Officer> {
    if (typeof text !== 'string') throw new Refused('malformed');
    const token = text.trim();
    if (token.length > TOKEN_LENGTH_MAX || !isCompact(token)) throw new Refused('malformed');
    const key = hash('sha256', token, 'base64');
    const opened = this.cache.get(key) ?? (await this.open(token, key));
    const { tenant, account } = opened;
    const now = this.deps.clock.now().getTime();
    if (opened.expiresAtMs <= now) {
      this.cache.delete(key);
      throw new Refused('expired', opened);
    }
    if (opened.notBeforeMs > now) throw new Refused('notYetValid', opened);
    const state = await this.deps.accounts.standing(tenant, account);
    const officer = this.officerAsOf(opened, state);
    if (!officer) throw new Refused('notOpen', opened);
    const revoked = state.revokedTokens.some((one) => one.token === opened.tokenId);
    if (revoked || opened.version < state.tokensFrom) throw new Refused('revoked', opened);
    return officer;
  }

  private officerAsOf(opened: Opened, state: AccountState): Officer | null {
    const day = this.deps.clock.today();
    const known = opened.officer;
    if (known && known.state === state && known.day === day) return known.officer;
    const { tenant, account, tokenId, expiresAtMs } = opened;
    const officer = officerOn(state, { tenant, account, day });
    if (!officer) return null;
    opened.officer = { state, day, officer };
    const expiresAt = new Date(expiresAtMs).toISOString();
    this.tokenOfOfficer.set(officer, { tokenId, expiresAt });
    return officer;
  }

  private async open(token: string, key: string): Promise<Opened> {
    const { checking } = await this.keyPair();
    const { payload, protectedHeader } = await jwtVerify(token, checking, {
      algorithms: ['EdDSA'],
      typ: TYPE,
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate: this.deps.clock.now(),
      requiredClaims: ['sub', 'jti', 'iat', 'nbf', 'exp'],
    }).catch((error: unknown) => {
      throw new Refused(refusalOf(error));
    });
    if (!Header.safeParse(protectedHeader).success) throw new Refused('badHeader');
    const claims = Claims.safeParse(payload);
    if (!claims.success) throw new Refused('badClaims');
    const { sub: account, tenant, version, jti: tokenId, nbf, exp } = claims.data;
    const opened: Opened = {
      tenant,
      account,
      version,
      tokenId,
      notBeforeMs: nbf * 1000,
      expiresAtMs: exp * 1000,
      officer: undefined,
    };
    if (this.cache.size >= CACHE_MAX) this.shrink();
    this.cache.set(key, opened);
    return opened;
  }

  /** Drops what has expired; if that is not enough, the oldest tenth. */
  private shrink(): void {
    const now = this.deps.clock.now().getTime();
    for (const [key, { expiresAtMs }] of this.cache) if (expiresAtMs <= now) this.cache.delete(key);
    for (const key of this.cache.keys()) {
      if (this.cache.size < CACHE_MAX * 0.9) return;
      this.cache.delete(key);
    }
  }

  private keyPair(): Promise<KeyPair> {
    this.pair ??= this.deps.keys.secret('token.signing', newSigningKey).then((der) => {
      const signing = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
      return { signing, checking: createPublicKey(signing) };
    });
    return this.pair;
  }
}

type KeyPair = {
  signing: ReturnType<typeof createPrivateKey>;
  checking: ReturnType<typeof createPublicKey>;
};

const newSigningKey = (): Uint8Array =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });

/** Three parts, each the one spelling of its bytes: no spare bits, no white space inside. */
const isCompact = (token: string): boolean => {
  const parts = token.split('.');
  return (
    parts.length === 3 &&
    parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  );
};

const refusalOf = (error: unknown): Refusal => {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'typ') return 'badHeader';
    return error.claim === 'nbf' && error.reason === 'check_failed' ? 'notYetValid' : 'badClaims';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'badSignature';
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return 'badHeader';
  if (error instanceof errors.JOSEError) return 'malformed';
  throw error;
};
