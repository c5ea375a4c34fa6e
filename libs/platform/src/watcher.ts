import {
  deriveId,
  GateError,
  isUnreadable,
  Rejection,
  type Call,
  type Clock,
  type Process,
  type ReadStore,
  type Receipt,
} from '@gongkai/kernel';
import type { PlatformStatus } from '@gongkai/nest';

export type WatcherDeps = {
  reads: ReadStore;
  clock: Clock;
  processes: readonly Process[];
  /** Tenants of this installation, `platform` among them. */
  tenants: () => readonly string[];
  send: (command: object) => Promise<Receipt | Rejection>;
};

/** What became of the last round that came to its end. */
export type WatchStatus = NonNullable<PlatformStatus['watch']>;

const NOTHING: WatchStatus = { refused: 0, unreadable: 0 };
const PAGE = 200;
const EVERY_MS = 60_000;

/**
 * Asks what the day requires: rows whose due day has come turn into commands. The open deadlines are
 * the rows; there is no timer per case, and a repeat is made harmless by the decider.
 */
export class Watcher {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<number> = Promise.resolve(0);
  private counts: WatchStatus = NOTHING;

  constructor(private readonly deps: WatcherDeps) {}

  /** At once, then once a minute, until `stop`. */
  start(onError: (error: unknown) => void): void {
    const round = () => {
      this.running = this.round().catch((error: unknown) => {
        onError(error);
        return 0;
      });
    };
    this.timer = setInterval(round, EVERY_MS);
    this.timer.unref();
    round();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  status(): WatchStatus {
    return this.counts;
  }

  /** One look at every process of every tenant; returns how many commands were given. */
  async round(): Promise<number> {
    let given = 0;
    const counts = { ...NOTHING };
    for (const process of this.deps.processes)
      for (const tenant of this.deps.tenants()) given += await this.look(process, tenant, counts);
    this.counts = counts;
    return given;
  }

  private async look(process: Process, tenant: string, counts: WatchStatus): Promise<number> {
    const { reads, clock } = this.deps;
    const today = clock.today();
    const where = [{ key: process.dueKey, to: today }];
    let given = 0;
    let after: { value: string | number | null; id: string } | null | undefined;
    do {
      const page = await reads.find<unknown>(process.collection, tenant, {
        where,
        sort: { key: process.dueKey },
        limit: PAGE,
        ...(after ? { after } : {}),
      });
      for (const row of page.rows)
        for (const data of process.due(row, today)) {
          const outcome = await this.give(process, tenant, today, data);
          if (outcome !== 'accepted') counts[outcome] += 1;
          given += 1;
        }
      after = page.next;
    } while (after);
    return given;
  }

  private async give(
    process: Process,
    tenant: string,
    today: string,
    data: unknown,
  ): Promise<'accepted' | keyof WatchStatus> {
    const call: Call = {
      tenant,
      caller: { kind: 'process', name: process.name },
      commandId: deriveId(process.name, today, JSON.stringify(data)),
      body: data,
    };
    try {
      const outcome = await this.deps.send(process.command(call, data));
      return outcome instanceof Rejection ? 'refused' : 'accepted';
    } catch (error) {
      if (isUnreadable(error)) return 'unreadable';
      if (error instanceof GateError) return 'refused';
      throw error;
    }
  }
}
