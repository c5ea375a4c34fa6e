import {
  checkpointName,
  PLATFORM,
  type Notifier,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import type { PlatformStatus } from '@gongkai/nest';
import { allClocks, allProcesses, allProjections } from './contexts.js';
import type { MoveCounts } from './deadlines/move-cases.js';
import { DeadlineMover } from './deadlines/mover.js';
import { Mailer } from './mailer.js';
import type { Parts } from './parts.js';
import { Watcher } from './watcher.js';

/** What is done by the clock: the watch over due days, the mail, the moving of due days. */
export class Rounds {
  private watcher: Watcher | undefined;
  private mailer: Mailer | undefined;
  private mover: DeadlineMover | undefined;

  constructor(
    private readonly parts: Parts,
    private readonly send: (command: object) => Promise<Receipt | Rejection>,
  ) {}

  watch(onError: (error: unknown) => void): void {
    this.watcher = this.newWatcher();
    this.watcher.start(onError);
    this.mover ??= this.newMover();
    this.mover.start(onError);
  }

  mail(notifier: Notifier, onError: (error: unknown) => void): void {
    const { events: store, reads, clock } = this.parts;
    const { send, tenants } = this;
    this.mailer = new Mailer({ store, reads, clock, notifier, tenants, send });
    this.mailer.start(onError);
  }

  /** Ends all of them. */
  async rest(): Promise<void> {
    const { watcher, mailer, mover } = this;
    this.watcher = this.mailer = this.mover = undefined;
    await watcher?.stop();
    await mailer?.stop();
    await mover?.stop();
  }

  watchOnce(): Promise<number> {
    return this.newWatcher().round();
  }

  moveDeadlines(): Promise<MoveCounts> {
    this.mover ??= this.newMover();
    return this.mover.round();
  }

  status(): Pick<PlatformStatus, 'deadlines' | 'watch'> {
    const { mover, mailer } = this;
    const watch = this.watcher?.status();
    const unreadable = (watch?.unreadable ?? 0) + (mailer?.unreadable ?? 0);
    return {
      ...(mover ? { deadlines: mover.status() } : {}),
      ...(watch ? { watch: { refused: watch.refused, unreadable } } : {}),
    };
  }

  private readonly tenants = () => this.parts.keeper.tree.tenants();

  private newMover(): DeadlineMover {
    const { events: store, reads, ids, clock, calendars, projectors, log } = this.parts;
    const ofClocks = new Set(
      allProjections
        .filter(({ collection }) =>
          allClocks.some((each) => each.collection.name === collection.name),
        )
        .map(checkpointName),
    );
    return new DeadlineMover({
      store,
      reads,
      ids,
      clock,
      calendars,
      clocks: allClocks,
      tenants: this.tenants,
      send: this.send,
      rowsCurrent: async () => {
        const head = await log.head();
        if (head !== undefined) await projectors.waitFor(head);
      },
      parkedTenants: async () =>
        new Set(
          (await reads.parked())
            .filter(({ projection }) => ofClocks.has(projection))
            .map(({ tenant }) => tenant),
        ),
    });
  }

  private newWatcher(): Watcher {
    const { reads, clock } = this.parts;
    return new Watcher({
      reads,
      clock,
      processes: allProcesses,
      tenants: () => [PLATFORM, ...this.tenants()],
      send: this.send,
    });
  }
}
