import { setTimeout as pause } from 'node:timers/promises';
import type { EvidenceStore } from '@gongkai/evidence-store';
import type { Position } from '@gongkai/kernel';
import { ServiceAway } from '../../cluster/service-away.js';
import type { EvidenceKeeping } from './keeping.js';

/** Under these names, with the tenant behind it, who does not keep the logs asks who does. */
const CHECKPOINT = 'asked/';
const ROTATION = 'rotate/';
const LOOK_MS = 250;
const PATIENCE_MS = 15_000;

/** Whether a setting is such a question: answered or forgotten, and never moved. */
export const isAsked = (name: string): boolean =>
  name.startsWith(CHECKPOINT) || name.startsWith(ROTATION);

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
  const held = () => store.firstHolding(tenant, position);
  const now = await held();
  if (now) return now.size;
  await store.set('', `${CHECKPOINT}${tenant}`, String(position));
  return (await eventually(held, patienceMs))?.size;
};

/** Has it replace the signing keys of a tenant; throws `ServiceAway`. Cut short, they may be replaced twice. */
export const askForRotation = async (
  store: EvidenceStore,
  tenant: string,
  patienceMs = PATIENCE_MS,
): Promise<void> => {
  const name = `${ROTATION}${tenant}`;
  await store.set('', name, 'asked');
  const done = async () => ((await store.settings('')).has(name) ? undefined : true);
  if (await eventually(done, patienceMs)) return;
  await store.set('', name, null);
  throw new ServiceAway('evidence.keeperAway');
};

const eventually = async <T>(
  look: () => Promise<T | undefined>,
  patienceMs: number,
): Promise<T | undefined> => {
  const until = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() > until) return found;
    await pause(LOOK_MS);
  }
};

/** Does what other processes ask of the keeper. */
export class AskedOfKeeper {
  private readonly stop = new AbortController();
  private readonly looking: Promise<void>;

  constructor(
    private readonly store: EvidenceStore,
    private readonly keeping: Pick<EvidenceKeeping, 'ensure' | 'rotate'>,
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
    for (const [name, value] of await this.store.settings('')) {
      if (name.startsWith(CHECKPOINT)) {
        // Taken away first: what is asked meanwhile is asked anew.
        await this.store.set('', name, null);
        await this.keeping.ensure(name.slice(CHECKPOINT.length), BigInt(value));
      }
      if (name.startsWith(ROTATION)) {
        // Taken away last: its going says that it is done.
        await this.keeping.rotate(name.slice(ROTATION.length));
        await this.store.set('', name, null);
      }
    }
  }
}
