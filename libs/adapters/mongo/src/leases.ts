import type { Lease, Leases } from '@gongkai/kernel';
import type { Db } from 'mongodb';
import { isDuplicateKey, plainly } from './refusals.js';

type LeaseDocument = {
  _id: string;
  /** Null: given up. */
  holder: string | null;
  token: number;
  /** Grows with every renewal: what others watch instead of a clock. */
  beat: number;
};

export type MongoLeasesOptions = {
  /** How long a lease stays with a holder that does not renew it. */
  termMs?: number;
  /** Milliseconds that only ever go on. */
  monotonic?: () => number;
};

const TERM_MS = 15_000;

/**
 * Leases in MongoDB. No time is ever written: a process takes a lease away from its holder only when
 * it has itself watched the beat stand still for a whole term.
 */
export class MongoLeases implements Leases {
  private readonly seen = new Map<string, { beat: string; since: number }>();
  private readonly termMs: number;
  private readonly monotonic: () => number;

  constructor(
    private readonly db: Db,
    { termMs = TERM_MS, monotonic = () => performance.now() }: MongoLeasesOptions = {},
  ) {
    this.termMs = termMs;
    this.monotonic = monotonic;
  }

  async take(name: string, holder: string): Promise<Lease | undefined> {
    return plainly(async () => {
      const found = await this.leases.findOne({ _id: name });
      if (found === null) return this.make(name, holder);
      const { token, beat } = found;
      if (found.holder === holder)
        return (await this.renew({ name, holder, token })) ? { name, holder, token } : undefined;
      if (found.holder !== null && !this.isStill(name, `${token} ${beat}`)) return undefined;
      const next = { holder, token: token + 1, beat: 0 };
      const same = { _id: name, holder: found.holder, token, beat };
      const { matchedCount } = await this.leases.updateOne(same, { $set: next });
      return matchedCount === 1 ? { name, holder, token: token + 1 } : undefined;
    });
  }

  async renew({ name, holder, token }: Lease): Promise<boolean> {
    return plainly(async () => {
      const ours = { _id: name, holder, token };
      const { matchedCount } = await this.leases.updateOne(ours, { $inc: { beat: 1 } });
      return matchedCount === 1;
    });
  }

  async release({ name, holder, token }: Lease): Promise<void> {
    await plainly(() =>
      this.leases.updateOne({ _id: name, holder, token }, { $set: { holder: null } }),
    );
  }

  async held(names: readonly string[]): Promise<Lease[]> {
    return plainly(async () => {
      const held = { _id: { $in: [...names] }, holder: { $ne: null } };
      const found = await this.leases.find(held).sort({ _id: 1 }).toArray();
      return found.map(({ _id, holder, token }) => ({ name: _id, holder: holder!, token }));
    });
  }

  private async make(name: string, holder: string): Promise<Lease | undefined> {
    try {
      await this.leases.insertOne({ _id: name, holder, token: 1, beat: 0 });
      return { name, holder, token: 1 };
    } catch (error) {
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  /** Whether the beat has been the same for a whole term since this process first saw it. */
  private isStill(name: string, beat: string): boolean {
    const now = this.monotonic();
    const known = this.seen.get(name);
    if (known?.beat === beat) return now - known.since >= this.termMs;
    this.seen.set(name, { beat, since: now });
    return false;
  }

  private get leases() {
    return this.db.collection<LeaseDocument>('leases');
  }
}
