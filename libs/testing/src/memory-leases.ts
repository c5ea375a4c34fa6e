import type { Lease, Leases } from '@gongkai/kernel';

type Entry = { holder: string | null; token: number; beat: number };

/** What the processes of a spec share. */
export type LeaseTable = Map<string, Entry>;

export type MemoryLeasesOptions = {
  termMs?: number;
  /** The process's own clock, which only goes on. */
  monotonic?: () => number;
};

/** The leases port in memory: one of these for each process, over one table. */
export class MemoryLeases implements Leases {
  private readonly termMs: number;
  private readonly monotonic: () => number;
  private readonly seen = new Map<string, { beat: string; since: number }>();

  constructor(
    private readonly table: LeaseTable = new Map(),
    { termMs = 15_000, monotonic = () => performance.now() }: MemoryLeasesOptions = {},
  ) {
    this.termMs = termMs;
    this.monotonic = monotonic;
  }

  async take(name: string, holder: string): Promise<Lease | undefined> {
    const entry = this.table.get(name) ?? { holder: null, token: 0, beat: 0 };
    const { token, beat } = entry;
    if (entry.holder === holder) {
      await this.renew({ name, holder, token });
      return { name, holder, token };
    }
    if (entry.holder !== null && !this.isStill(name, `${token} ${beat}`)) return undefined;
    this.table.set(name, { holder, token: token + 1, beat: 0 });
    return { name, holder, token: token + 1 };
  }

  async renew(lease: Lease): Promise<boolean> {
    const entry = this.ours(lease);
    if (entry) entry.beat += 1;
    return entry !== undefined;
  }

  async release(lease: Lease): Promise<void> {
    const entry = this.ours(lease);
    if (entry) entry.holder = null;
  }

  async held(names: readonly string[]): Promise<Lease[]> {
    return [...names].sort().flatMap((name) => {
      const entry = this.table.get(name);
      if (!entry || entry.holder === null) return [];
      return [{ name, holder: entry.holder, token: entry.token }];
    });
  }

  private ours({ name, holder, token }: Lease): Entry | undefined {
    const entry = this.table.get(name);
    return entry?.holder === holder && entry.token === token ? entry : undefined;
  }

  /** Whether the beat has been the same for a whole term since this process first saw it. */
  private isStill(name: string, beat: string): boolean {
    const now = this.monotonic();
    const known = this.seen.get(name);
    if (known?.beat === beat) return now - known.since >= this.termMs;
    this.seen.set(name, { beat, since: now });
    return false;
  }
}
