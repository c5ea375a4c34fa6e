import { setTimeout as pause } from 'node:timers/promises';
import type { EvidenceStore } from '@gongkai/evidence-store';
import type { Position } from '@gongkai/kernel';
import type { EvidenceKeeping } from './keeping.js';

/** Under this name, with the tenant behind it, who does not keep the logs asks who does. */
const ASKED = 'asked/';
const LOOK_MS = 250;
const PATIENCE_MS = 15_000;

/**
 * Asks the process that keeps the logs for a kept checkpoint that holds the event, and waits for it;
 * undefined when none comes.
 */
export const askForCheckpoint = async (
  store: EvidenceStore,
  tenant: string,
  position: Position,
  patienceMs = PATIENCE_MS,
): Promise<number | undefined> => {
  const until = performance.now() + patienceMs;
  for (let asked = false; ; asked = true) {
    const held = await store.firstHolding(tenant, position);
    if (held) return held.size;
    if (performance.now() > until) return undefined;
    if (!asked) await store.set('', `${ASKED}${tenant}`, String(position));
    await pause(LOOK_MS);
  }
};

/** Makes the checkpoints that other processes ask for. */
export class AskedCheckpoints {
  private readonly stop = new AbortController();
  private readonly looking: Promise<void>;

  constructor(
    private readonly store: EvidenceStore,
    private readonly keeping: Pick<EvidenceKeeping, 'ensure'>,
    private readonly onError: (error: unknown) => void,
  ) {
    this.looking = this.look();
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.looking;
  }

  private async look(): Promise<void> {
    while (!this.stop.signal.aborted) {
      await this.round().catch(this.onError);
      await pause(LOOK_MS, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }

  private async round(): Promise<void> {
    for (const [name, position] of await this.store.settings('')) {
      if (!name.startsWith(ASKED)) continue;
      // Taken away first: what is asked meanwhile is asked anew.
      await this.store.set('', name, null);
      await this.keeping.ensure(name.slice(ASKED.length), BigInt(position));
    }
  }
}
