import { PositionWait, type EventStore, type Position } from '@gongkai/kernel';
import { CellUpdater, type CellDeps } from './cell-updater.js';
import type { TreeKeeper } from '../tree-keeper.js';

/** The projection name under which progress and health speak of the cells. */
export const CELLS = 'figures';

const RETRY_MS = 1000;

export type CellKeeperDeps = CellDeps & {
  store: EventStore;
  /** Waits until the tree shows an event: a cell is carried on the tree of its own time. */
  treeReady: TreeKeeper['waitFor'];
  onProgress?: (keeper: CellKeeper) => void;
};

/** Follows the log and keeps the cells of figures current. */
export class CellKeeper {
  position: Position | undefined;
  failure: string | null = null;
  private readonly waits = new PositionWait(
    (position) => this.position !== undefined && this.position >= position,
  );
  private wake: (() => void) | undefined;
  private target: Position | undefined;

  constructor(private readonly deps: CellKeeperDeps) {}

  /** There are events up to here. */
  notice(head: Position): void {
    if (this.target === undefined || head > this.target) this.target = head;
    this.wake?.();
  }

  waitFor(position: Position, signal?: AbortSignal): Promise<void> {
    return this.waits.until(position, signal);
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.wake?.(), { once: true });
    let updater: CellUpdater | undefined;
    while (!signal.aborted) {
      try {
        if (!updater) {
          updater = await CellUpdater.open(this.deps);
          if (updater.position !== undefined) this.reached(updater.position);
        }
        const head = this.target ?? (await this.deps.store.head());
        if (head !== undefined && (this.position === undefined || head > this.position))
          await this.advance(updater, head);
        else {
          this.failure = null;
          await this.more(signal);
        }
      } catch (error) {
        this.failure = error instanceof Error ? error.message : 'failed';
        this.deps.onProgress?.(this);
        // What was counted and not saved is forgotten with the updater and counted again.
        updater = undefined;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  private async advance(updater: CellUpdater, head: Position): Promise<void> {
    await this.deps.treeReady(head);
    await updater.catchUp(head);
    this.reached(head);
  }

  private reached(head: Position): void {
    this.position = head;
    this.failure = null;
    this.waits.settle();
    this.deps.onProgress?.(this);
  }

  private async more(signal: AbortSignal): Promise<void> {
    const { target, position } = this;
    const noticed = target !== undefined && (position === undefined || target > position);
    if (signal.aborted || noticed) return;
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
  }
}
