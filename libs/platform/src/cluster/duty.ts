import { setTimeout as pause } from 'node:timers/promises';
import type { Lease, Leases } from '@gongkai/kernel';

export type DutyOptions = {
  leases: Leases;
  /** What only one process does at a time. */
  name: string;
  /** Unique to this process. */
  holder: string;
  /** Begins the work; what it returns ends it. */
  begin: () => Promise<() => Promise<void>> | (() => Promise<void>);
  onError: (error: unknown) => void;
  renewMs?: number;
};

const RENEW_MS = 1_000;

/** Work that one process does while the others stand by; it passes to another when that one is gone. */
export class Duty {
  private readonly stop = new AbortController();
  private turning: Promise<void> = Promise.resolve();
  private lease: Lease | undefined;
  private end: (() => Promise<void>) | undefined;

  constructor(private readonly options: DutyOptions) {}

  /** True while it is done here. */
  get here(): boolean {
    return this.end !== undefined;
  }

  start(): void {
    this.turning = this.turns();
  }

  /** Ends the work and lets another begin at once. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.turning;
    await this.layDown();
    if (this.lease) await this.options.leases.release(this.lease).catch(this.options.onError);
  }

  private async turns(): Promise<void> {
    const { onError, renewMs = RENEW_MS } = this.options;
    while (!this.stop.signal.aborted) {
      await this.turn().catch(onError);
      await pause(renewMs, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }

  private async turn(): Promise<void> {
    const { leases, name, holder, begin } = this.options;
    if (this.lease && !(await leases.renew(this.lease))) {
      this.lease = undefined;
      await this.layDown();
    }
    this.lease ??= await leases.take(name, holder);
    if (this.lease) this.end ??= await begin();
  }

  private async layDown(): Promise<void> {
    const { end } = this;
    this.end = undefined;
    await end?.();
  }
}
