import { timingSafeEqual } from 'node:crypto';
import { GateError, sha256, type Clock } from '@gongkai/kernel';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SECRET_LENGTH = 16;

/**
 * The secret of a request, 80 bits in letters that are hard to misread. It follows from a keyed digest of
 * the command, so that the same command sent again gives the same secret and nothing has to keep it.
 */
export const trackingSecret = (keyed: string): string => {
  const bytes = Buffer.from(sha256(keyed), 'hex');
  const letters = [...bytes.subarray(0, SECRET_LENGTH)].map((byte) => LETTERS[byte % 32]);
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
};

/** What the log keeps of it: the same for a request and for the parts it is split into. */
export const trackingDigest = (tenant: string, secret: string): string => {
  const letters = secret
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return sha256(`${tenant}\n${letters}`);
};

/** Whether two digests are one, in a time that says nothing about where they differ. */
export const sameDigest = (given: string, kept: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(kept)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const SOURCES_MAX = 10_000;
const WINDOW_MS = 60_000;

/** Counts attempts by source within a minute; over the limit it is TOO_MANY_ATTEMPTS. */
export class Attempts {
  private since = 0;
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly perMinute: number,
  ) {}

  /** Refuses a source that has used its attempts up; `count` notes one more. */
  check(source: string): void {
    this.turn();
    if ((this.counts.get(source) ?? 0) >= this.perMinute)
      throw new GateError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: WINDOW_MS / 1000 });
  }

  count(source: string): void {
    this.turn();
    if (this.counts.size < SOURCES_MAX || this.counts.has(source))
      this.counts.set(source, (this.counts.get(source) ?? 0) + 1);
  }

  private turn() {
    const now = this.clock.now().getTime();
    if (now - this.since < WINDOW_MS) return;
    this.since = now;
    this.counts.clear();
  }
}

/** Wrong number, wrong secret and no such request are one answer. */
export const requireSecret = (tenant: string, kept: string | null, command: object): void => {
  const { secret } = command as { secret?: string };
  const given = trackingDigest(tenant, secret ?? '');
  if (secret === undefined || !sameDigest(given, kept ?? '')) throw new GateError('NOT_FOUND');
};
