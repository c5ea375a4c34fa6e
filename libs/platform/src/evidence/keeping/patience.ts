import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 50;

/**
 * The log here may be behind what another process has hashed from it. What is not there is waited for
 * so long, once: after that it is taken to be gone.
 */
export class Patience {
  constructor(private ms: number) {}

  async until<T>(look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
    const end = performance.now() + this.ms;
    for (;;) {
      const found = await look();
      if (isThere(found)) return found;
      if (performance.now() >= end) {
        this.ms = 0;
        return found;
      }
      await pause(LOOK_MS);
    }
  }
}
