import type { Position } from './event.js';

/** Those who wait until something that follows the log has come as far as a position. */
export class PositionWait {
  private readonly waiting = new Set<{ position: Position; resolve: () => void }>();

  constructor(private readonly reached: (position: Position) => boolean) {}

  /** How many wait. */
  get size(): number {
    return this.waiting.size;
  }

  /** Resolves when the position is reached, at once when it is. */
  until(position: Position): Promise<void> {
    if (this.reached(position)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.add({ position, resolve }));
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
