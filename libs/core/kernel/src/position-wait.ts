import type { Position } from './event.js';

type Waiter = { position: Position; resolve: () => void };

/** Those who wait until something that follows the log has come as far as a position. */
export class PositionWait {
  private readonly waiting = new Set<Waiter>();

  constructor(private readonly reached: (position: Position) => boolean) {}

  /** How many wait. */
  get size(): number {
    return this.waiting.size;
  }

  /**
   * Resolves when the position is reached, at once when it is. Rejects with the reason of the signal
   * when that comes first, and nothing is kept of who waited.
   */
  until(position: Position, signal?: AbortSignal): Promise<void> {
    if (this.reached(position)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.waiting.delete(waiter);
        reject(signal!.reason as Error);
      };
      const waiter: Waiter = {
        position,
        resolve: () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      if (signal?.aborted) return giveUp();
      this.waiting.add(waiter);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Lets go whose position is reached by now. */
  settle(): void {
    for (const waiter of this.waiting)
      if (this.reached(waiter.position)) {
        this.waiting.delete(waiter);
        waiter.resolve();
      }
  }
}
