import { setTimeout as pause } from 'node:timers/promises';
import {
  OperatorError,
  PositionWait,
  savedUpTo,
  type Position,
  type ReadStore,
} from '@gongkai/kernel';
import { REACHED } from './work-shares.js';

const POLL_MS = 15;
const SELDOM_MS = 1_000;

/** Rows that do not move so long are kept by nobody. */
const STILL_MS = 15_000;

/** Nobody brings the rows up to date. */
export class RowsBehind extends OperatorError {
  constructor() {
    super('rows.behind', {
      zh: '读模型落后且没有进展:请启动 projector 后再试。',
      en: 'The read models are behind and do not move: start a projector and try again.',
    });
  }
}

/** Everything up to here is visible in the rows that projectors keep. */
export const rowsReached = (reads: ReadStore): Promise<Position | undefined> =>
  savedUpTo(reads, REACHED);

/** How far the rows have come that other processes keep: asked often while somebody waits, else seldom. */
export class RemoteRows {
  position: Position | undefined;
  failure: string | null = null;
  private readonly waits = new PositionWait((position) => (this.position ?? 0n) >= position);
  private readonly stop = new AbortController();
  private hurry = new AbortController();
  private readonly looking: Promise<void>;

  constructor(private readonly reads: ReadStore) {
    this.looking = this.look();
  }

  /** Resolves when every row shows the event at the position. */
  waitFor(position: Position): Promise<void> {
    this.hurry.abort();
    return this.waits.until(position);
  }

  /** Throws `RowsBehind` when the rows stand still before the position. */
  async willReach(position: Position | undefined, patienceMs = STILL_MS): Promise<void> {
    for (let before: Position | undefined; ; before = this.position) {
      const there = this.waitFor(position ?? 0n).then(() => true);
      if (await Promise.race([there, pause(patienceMs, false, { ref: false })])) return;
      if (this.position === before) throw new RowsBehind();
    }
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
