import { createHash } from 'node:crypto';
import {
  GateError,
  gateOfText,
  PLATFORM,
  type Clock,
  type Credentials,
  type Officer,
} from '@gongkai/kernel';
import type { Accounts, KnownAccount } from './accounts.js';
import type { TokenAuthenticator } from './authenticator.js';
import type { SIGN_IN_REFUSALS } from './events.js';
import { refusePassword, type Passwords } from './passwords.js';
import type { AuditLog } from './ports.js';

export type SignedIn = { token: string; expiresAt: string; officer: Officer };

const FAILURES_MAX = 5;
const FIRST_PAUSE_MS = 30_000;
const PAUSE_MAX_MS = 15 * 60_000;
const ENTRIES_MAX = 20_000;
const NAME_LENGTH_MAX = 256;

type Tries = { count: number; pausedUntil: number; last: number };

/**
 * Counts attempts per account and per source and makes them wait: five free, then half a minute,
 * doubling to a quarter of an hour. An attempt counts as failed from its start, so that a hundred at
 * once get five tries and not a hundred; success takes it back. Kept in memory only.
 */
export class BackOff {
  private readonly tries = new Map<string, Tries>();

  constructor(private readonly clock: Clock) {}

  /** Begins an attempt under these keys, or says how many seconds to wait. */
  begin(keys: readonly string[]): number {
    const now = this.clock.now().getTime();
    const wait = Math.max(...keys.map((key) => (this.tries.get(key)?.pausedUntil ?? 0) - now));
    if (wait > 0) return Math.ceil(wait / 1000);
    for (const key of keys) this.count(key, now);
    return 0;
  }

  /** The account starts afresh; its source only takes this attempt back, or a sprayer would too. */
  succeed(account: string, source: string): void {
    this.tries.delete(account);
    const known = this.tries.get(source);
    if (!known) return;
    known.count--;
    if (known.count < FAILURES_MAX) known.pausedUntil = 0;
  }

  /** The attempt was never judged, e.g. because the service was busy. */
  forget(keys: readonly string[]): void {
    for (const key of keys) {
      const known = this.tries.get(key);
      if (!known) continue;
      known.count--;
      if (known.count < FAILURES_MAX) known.pausedUntil = 0;
    }
  }

  private count(key: string, now: number): void {
    const known = this.tries.get(key);
    const count = known && !forgotten(known, now) ? known.count + 1 : 1;
    const pause =
      count < FAILURES_MAX
        ? 0
        : Math.min(FIRST_PAUSE_MS * 2 ** (count - FAILURES_MAX), PAUSE_MAX_MS);
    this.tries.delete(key);
    this.tries.set(key, { count, pausedUntil: pause && now + pause, last: now });
    if (this.tries.size > ENTRIES_MAX) this.shrink(now);
  }

  /** Drops what no longer matters, then the oldest, so many that it is seldom done. */
  private shrink(now: number): void {
    for (const [key, tries] of this.tries) if (forgotten(tries, now)) this.tries.delete(key);
    for (const key of this.tries.keys()) {
      if (this.tries.size <= ENTRIES_MAX * 0.9) return;
      this.tries.delete(key);
    }
  }
}

/** Failures count until a quarter of an hour after the last, or after the pause it brought. */
const forgotten = ({ last, pausedUntil }: Tries, now: number): boolean =>
  now - Math.max(last, pausedUntil) >= PAUSE_MAX_MS;

/** Sign-in with account name and password; every failure looks the same from outside. */
export class SignIn {
  private readonly backOff: BackOff;

  constructor(
    private readonly deps: {
      clock: Clock;
      keys: Credentials;
      accounts: Accounts;
      passwords: Passwords;
      tokens: TokenAuthenticator;
      audit: AuditLog;
    },
  ) {
    this.backOff = new BackOff(deps.clock);
  }

  async signIn(name: string, password: string, source: string): Promise<SignedIn> {
    if (typeof name !== 'string' || name.length > NAME_LENGTH_MAX)
      throw new GateError('BAD_REQUEST', { field: 'account' });
    const fault = gateOfText(name);
    if (fault) throw new GateError(fault, { field: 'account' });
    refusePassword(password);
    const known = await this.deps.accounts.byName(name);
    const right = await this.judge(known, name, password, source);
    if (!known || !right) throw new GateError('SIGN_IN_FAILED');
    const { tenant, account } = known;
    const { token, tokenId, expiresAt, officer } = await this.deps.tokens.issue(known);
    await this.deps.audit.record(tenant, {
      type: 'OfficerSignedIn',
      account,
      token: tokenId,
      source,
    });
    return { token, expiresAt, officer };
  }

  /** Whether this is the account's password; counts and pauses like sign-in itself. */
  async judge(
    known: KnownAccount | undefined,
    name: string,
    password: string,
    source: string,
  ): Promise<boolean> {
    const keys = [`account ${keyOfName(name)}`, `source ${networkOf(source)}`] as const;
    const wait = this.backOff.begin(keys);
    if (wait > 0) {
      await this.refused(known, 'tooManyAttempts', source);
      throw new GateError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: wait });
    }
    const refusal = await this.refusalOf(known, password).catch((error: unknown) => {
      this.backOff.forget(keys);
      throw error;
    });
    if (refusal === undefined) {
      this.backOff.succeed(...keys);
      return true;
    }
    await this.refused(known, refusal, source);
    return false;
  }

  private async refusalOf(
    known: KnownAccount | undefined,
    password: string,
  ): Promise<(typeof SIGN_IN_REFUSALS)[number] | undefined> {
    const { keys, passwords } = this.deps;
    const credential = known?.state.credential;
    const hash = credential ? await keys.get(known!.tenant, known!.account, credential) : undefined;
    const right = await passwords.verify(hash, password);
    if (!known) return 'unknownAccount';
    if (hash === undefined) return 'noPassword';
    if (!right) return 'wrongPassword';
    return known.state.status === 'open' ? undefined : 'notOpen';
  }

  /** An unknown name leaves no trace but the count, under the platform's own audit stream. */
  private refused(
    known: KnownAccount | undefined,
    reason: (typeof SIGN_IN_REFUSALS)[number],
    source: string,
  ): Promise<void> {
    const account = known?.account ?? null;
    const entry = { type: 'SignInRefused', reason, account, source } as const;
    return this.deps.audit.record(known?.tenant ?? PLATFORM, entry);
  }
}

/** Names are counted whether or not they exist, and kept as digests of one size. */
const keyOfName = (name: string) =>
  createHash('sha256').update(name.trim().toLowerCase()).digest('base64');

/** One household has a whole IPv6 network (/64): it counts as one source. */
export const networkOf = (source: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(source);
  if (mapped) return mapped[1]!;
  if (!source.includes(':')) return source;
  const [head = '', tail] = source.toLowerCase().split('%')[0]!.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const zeros =
    tail === undefined ? [] : Array(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
};
