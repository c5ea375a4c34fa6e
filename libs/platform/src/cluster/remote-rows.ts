import { setTimeout as pause } from 'node:timers/promises';
import { PositionWait, savedUpTo, type Position, type ReadStore } from '@gongkai/kernel';
import { REACHED } from './work-shares.js';

const POLL_MS = 15;
const SELDOM_MS = 1_000;

/** Everything up to here is visible in the rows that projectors keep. */
export const rowsReached = (reads: ReadStore): Promise<Position | undefined> =>
  savedUpTo(reads, REACHED);

/** How far the rows have come that other processes keep: asked often while somebody waits, else seldom. */
export class RemoteRows {
  position: Position | undefined;
  failure: string | null = null;
  /** False until the store has answered once: before that, no position says nothing. */
  asked = false;
  private readonly waits = new PositionWait((position) => (this.position ?? 0n) >= position);
  private readonly stop = new AbortController();
  private hurry = new AbortController();
  private readonly looking: Promise<void>;

  constructor(private readonly reads: ReadStore) {
    this.looking = this.look();
  }

  /** Resolves when every row shows the event at the position. */
  waitFor(position: Position, signal?: AbortSignal): Promise<void> {
    this.hurry.abort();
    return this.waits.until(position, signal);
  }

  async close(): Promise<void> {
    this.stop.abort();
    this.hurry.abort();
    await this.looking;
  }

  private async look(): Promise<void> {
    while (!this.stop.signal.aborted) {
      try {
        this.position = await rowsReached(this.reads);
        this.failure = null;
        this.asked = true;
        this.waits.settle();
      } catch (error) {
        this.failure = error instanceof Error ? error.message : 'no answer';
      }
      await this.rest();
    }
  }

  private async rest(): Promise<void> {
    if (this.waits.size > 0) return void (await pause(POLL_MS));
    this.hurry = new AbortController();
    await pause(SELDOM_MS, undefined, { signal: this.hurry.signal }).catch(() => undefined);
  }
}
