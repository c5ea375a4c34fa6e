import { setImmediate as breath, setTimeout as pause } from 'node:timers/promises';
import {
  EvidenceMoved,
  type EvidenceStore,
  type OfTenant,
  type StoredCheckpoint,
} from '@gongkai/evidence-store';
import { PositionWait, type EventStore, type Position } from '@gongkai/kernel';
import type { Checkpointer } from './checkpointer.js';
import type { CheckpointReason } from '../log-reader.js';
import { GrowingLogs } from './growing-logs.js';
import type { Patience } from './patience.js';
import { LogTrouble, type EventsAt, type TenantLogs } from './tenant-logs.js';
import { Unsigned } from './unsigned.js';
import { shownAbove, type WitnessAbove } from './witness-above.js';

export type KeeperParts = WitnessAbove & {
  log: EventStore & EventsAt;
  store: EvidenceStore;
  logs: TenantLogs;
  checkpointer: Checkpointer;
  patience: Patience;
  onError: (error: unknown) => void;
};

export type KeeperStatus = {
  /** Everything up to here is hashed. */
  position: Position | undefined;
  /** From being recorded to being under a signed checkpoint, of the slowest event of the last round. */
  lagMs: number;
  /** Logs that stand still. */
  troubles: number;
};

const BATCH = 1_000;
/** Between two looks at a log that is being kept up with. */
const PACE_MS = 200;
/** Between two looks for logs to sign. */
const ROUND_MS = 100;
const DAY_LOOK_MS = 30_000;
/** Before what a store put an end to is begun again. */
const RETRY_MS = 500;

/** Follows the log of events, has the trees grown and checkpoints made in time. */
export class LogKeeper {
  private reached: Position | undefined;
  private live = false;
  private lagMs = 0;
  private readonly unsigned = new Unsigned();
  private readonly growing: GrowingLogs;
  private readonly waits = new PositionWait(
    (position) => this.reached !== undefined && this.reached >= position,
  );
  private readonly stop = new AbortController();
  private hurry = new AbortController();
  private busy: Promise<unknown> = Promise.resolve();
  private today = '';
  private dayLookedAt = -Infinity;
  private rounding = false;
  private running: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: KeeperParts) {
    this.growing = new GrowingLogs(parts, this.unsigned);
  }

  start(): void {
    this.running = this.followOn();
    this.timer = setInterval(() => this.turn(), ROUND_MS);
  }

  get status(): KeeperStatus {
    return { position: this.reached, lagMs: this.lagMs, troubles: this.growing.troubles };
  }

  /** Resolves when every event up to the position is hashed, or its log stands still. */
  waitFor(position: Position): Promise<void> {
    this.hurry.abort();
    return this.waits.until(position);
  }

  /** A kept, full checkpoint that holds the event; undefined when the tenant's log stands still. */
  async ensure(tenant: string, position: Position): Promise<number | undefined> {
    await this.waitFor(position);
    return this.inTurn(async () => {
      const known = await this.parts.store.firstHolding(tenant, position);
      if (known) return known.size;
      const made = await this.checkpoint(tenant, ['asked']);
      if (!made || made.position < position) return undefined;
      await this.keep([{ tenant, checkpoint: made }]);
      return made.size;
    });
  }

  /** New signing keys for a tenant. */
  rotate(tenant: string): Promise<void> {
    return this.inTurn(async () => {
      const stand = await this.growing.stand(tenant);
      if (!stand || stand.frontier.size === 0) return;
      const checkpoint = await this.parts.checkpointer.rotate(stand);
      await this.keep([{ tenant, checkpoint }]);
    });
  }

  /**
   * Works off what is left, for at most so long, and signs it; what is left then is hashed at the
   * next start.
   */
  async close(drainMs = 3_000): Promise<void> {
    const head = await this.parts.log.head();
    if (head !== undefined) {
      const late = pause(drainMs, undefined, { ref: false });
      await Promise.race([this.waitFor(head), late, this.running]);
    }
    this.stop.abort();
    this.hurry.abort();
    clearInterval(this.timer);
    await this.running;
    await this.inTurn(async () => {
      const behind = head !== undefined && (this.reached === undefined || this.reached < head);
      for (const { tenant, legalStep } of this.unsigned.all())
        await this.sign(tenant, [legalStep ? 'legalStep' : 'closing'], behind);
    });
  }

  /**
   * A store that was away, or that another keeper has added to, is read anew: what it did not take
   * is not remembered.
   */
  private async followOn(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      try {
        await this.follow();
      } catch (error) {
        this.failed(error);
        await this.inTurn(async () => this.growing.forgetAll());
        await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** That another keeps the same logs is no failure. */
  private failed(error: unknown): void {
    if (!(error instanceof EvidenceMoved)) this.parts.onError(error);
  }

  private async follow(): Promise<void> {
    const { log } = this.parts;
    await this.inTurn(() => this.begin());
    this.waits.settle();
    const options = { signal: this.stop.signal, batchSize: BATCH };
    for await (const batch of log.feed(this.reached, {}, options)) {
      await this.inTurn(() => this.growing.take(batch.events, batch.upTo));
      if (this.reached === undefined || batch.upTo > this.reached) this.reached = batch.upTo;
      this.live = batch.live;
      this.waits.settle();
      // Reading is never waited for: without this, timers and orders would have no turn meanwhile.
      await breath();
      if (batch.live && this.waits.size === 0) await this.rest();
    }
  }

  /** What stood still is tried again at every start: the cause may have been put right. */
  private async begin(): Promise<void> {
    const { log, store, patience } = this.parts;
    const cursor = await store.cursor();
    const head = await patience.until(
      () => log.head(),
      (now) => cursor === undefined || cursor <= (now ?? 0n),
    );
    for (const { tenant } of await store.troubles()) {
      await store.clearTrouble(tenant);
      await this.resume(tenant, cursor);
    }
    const rolledBack = cursor !== undefined && cursor > (head ?? 0n);
    for (const { tenant, size, position } of await store.heads()) {
      if (rolledBack && position > (head ?? 0n))
        await this.growing.trouble(new LogTrouble(tenant, 'rolledBack', position));
      const latest = await store.latest(tenant);
      if (latest === undefined || latest.size < size) this.unsigned.mark(tenant, '', false);
    }
    // Of what comes after a rollback the logs that end before it are told; the others stand still.
    this.reached = rolledBack ? head : cursor;
    this.live = head === undefined || (this.reached ?? 0n) >= head;
  }

  private async resume(tenant: string, cursor: Position | undefined): Promise<void> {
    const { log, store } = this.parts;
    const from = (await store.head(tenant))?.position;
    if (cursor === undefined || !(await this.growing.stand(tenant))) return;
    const options = { signal: this.stop.signal, follow: false, batchSize: BATCH };
    for await (const { events } of log.feed(from, { tenants: [tenant] }, options)) {
      const before = events.filter(({ position }) => position <= cursor);
      await this.growing.take(before, cursor);
      if (before.length < events.length || this.growing.standsStill(tenant)) return;
    }
  }

  private async round(): Promise<void> {
    const { clock, checkpointer } = this.parts;
    await this.daily();
    const made: OfTenant[] = [];
    for (const { tenant, legalStep } of this.unsigned.due(this.live, clock.now())) {
      const kept = legalStep && checkpointer.mayBeFull(tenant);
      const checkpoint = await this.checkpoint(tenant, kept ? ['legalStep'] : []);
      if (checkpoint) made.push({ tenant, checkpoint });
    }
    await this.keep(made);
  }

  private async daily(): Promise<void> {
    const { clock, store } = this.parts;
    const today = clock.today();
    if (today === this.today || !this.live) return;
    for (const { tenant, size } of await store.heads()) {
      const last = await store.lastFor(tenant, ['daily']);
      if (this.growing.standsStill(tenant) || last?.size === size) continue;
      await this.sign(tenant, ['daily'], false);
    }
    this.today = today;
  }

  private async sign(tenant: string, reasons: CheckpointReason[], passing: boolean): Promise<void> {
    const checkpoint = await this.checkpoint(tenant, passing ? [] : reasons);
    if (checkpoint) await this.keep([{ tenant, checkpoint }]);
  }

  private async checkpoint(
    tenant: string,
    reasons: CheckpointReason[],
  ): Promise<StoredCheckpoint | undefined> {
    const stand = this.growing.standsStill(tenant) ? undefined : await this.growing.stand(tenant);
    return stand && stand.frontier.size > 0
      ? this.parts.checkpointer.make(stand, reasons)
      : undefined;
  }

  /** Saves what was signed; a kept one is shown to the witness above at once. */
  private async keep(made: readonly OfTenant[]): Promise<void> {
    if (made.length === 0) return;
    await this.parts.store.saveCheckpoints(made);
    const now = this.parts.clock.now();
    const lags = made.map(({ tenant, checkpoint: { reasons } }) =>
      this.unsigned.signed(tenant, reasons.length > 0, now),
    );
    this.lagMs = Math.max(...lags);
    for (const each of made) {
      if (each.checkpoint.reasons.length === 0) continue;
      if ((await shownAbove(this.parts, each)) === 'forked')
        await this.growing.trouble(new LogTrouble(each.tenant, 'forked', each.checkpoint.position));
    }
  }

  private async rest(): Promise<void> {
    if (this.hurry.signal.aborted && !this.stop.signal.aborted) this.hurry = new AbortController();
    await pause(PACE_MS, undefined, { signal: this.hurry.signal }).catch(() => undefined);
  }

  private turn(): void {
    if (this.rounding || this.stop.signal.aborted) return;
    if (this.unsigned.size === 0 && !this.dayTurned()) return;
    this.rounding = true;
    this.inTurn(() => this.round())
      .catch((error: unknown) => this.failed(error))
      .finally(() => (this.rounding = false));
  }

  private dayTurned(): boolean {
    if (!this.live || performance.now() - this.dayLookedAt < DAY_LOOK_MS) return false;
    this.dayLookedAt = performance.now();
    return this.parts.clock.today() !== this.today;
  }

  /** One thing after the other: trees and checkpoints are never changed at once. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.busy.then(work);
    this.busy = done.catch(() => undefined);
    return done;
  }
}
