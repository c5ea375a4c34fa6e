import {
  changeAggregate,
  type CalendarChange,
  type CalendarChangeCommandData,
} from '@gongkai/holiday';
import {
  deriveId,
  execute,
  isUnreadable,
  loadState,
  PLATFORM,
  type Rejection,
  type Clock,
  type EventStore,
  type Ids,
  type LiveClock,
  type ReadStore,
  type Receipt,
} from '@gongkai/kernel';
import type { CalendarKeeper } from '../calendar-keeper.js';
import { idOf, reasonOf } from './change.js';
import { moveCases, type MoveCounts } from './move-cases.js';

export type MoverDeps = {
  store: EventStore;
  reads: ReadStore;
  ids: Ids;
  clock: Clock;
  calendars: CalendarKeeper;
  clocks: readonly LiveClock[];
  /** Governments of this installation. */
  tenants: () => readonly string[];
  send: (command: object) => Promise<Receipt | Rejection>;
  /** Resolves when the rows of open cases show every event there is. */
  rowsCurrent: () => Promise<void>;
  /** Governments whose rows stopped at an event that cannot be read; their share stays open. */
  parkedTenants: () => Promise<ReadonlySet<string>>;
  /** A command that had looked up the calendar before it changed has long been written by then. */
  graceMs?: number;
};

/** What a sweep is doing; shown in health. */
export type MoverStatus = MoveCounts & { pending: number; done: number };

/** A change that could not be settled is taken up again after this long. */
const AGAIN_MS = 60_000;
const ACTOR = { kind: 'process', id: 'deadlines' } as const;
const NOTHING: MoveCounts = { found: 0, moved: 0, refused: 0 };
const UNREADABLE: MoveCounts = { ...NOTHING, refused: 1 };

const sum = (counts: readonly MoveCounts[]): MoveCounts =>
  counts.reduce(
    (all, { found, moved, refused }) => ({
      found: all.found + found,
      moved: all.moved + moved,
      refused: all.refused + refused,
    }),
    NOTHING,
  );

/**
 * Brings every change of a calendar to the open cases whose due day it can touch. What has been
 * done stands in the log, one note a government and one for the whole; after a crash the rest is
 * taken up again, and a case asked twice gives the answer it gave.
 */
export class DeadlineMover {
  private readonly settled = new Set<string>();
  private running: Promise<MoveCounts> | undefined;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private onError: (error: unknown) => void = () => undefined;
  private state: MoverStatus = { ...NOTHING, pending: 0, done: 0 };

  constructor(private readonly deps: MoverDeps) {}

  /** Looks for changes left over, then at each new one. */
  start(onError: (error: unknown) => void): void {
    this.onError = onError;
    this.deps.calendars.onChange = () => this.kick();
    this.timer = setInterval(() => this.kick(), AGAIN_MS);
    this.timer.unref();
    this.kick();
  }

  /** Looks again without waiting; what fails is told and tried again at the next look. */
  kick(): void {
    if (this.stopped) return;
    if (this.running) {
      this.again = true;
      return;
    }
    void this.round().catch(this.onError);
  }

  /** Takes up every change that is not settled; returns what became of the cases. */
  async round(): Promise<MoveCounts> {
    while (this.running) await this.running.catch(() => undefined);
    this.running = this.settleAll();
    try {
      return await this.running;
    } finally {
      this.running = undefined;
      if (this.again) {
        this.again = false;
        this.kick();
      }
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.deps.calendars.onChange = () => undefined;
    await this.running?.catch(() => undefined);
  }

  status(): MoverStatus {
    return this.state;
  }

  private async settleAll(): Promise<MoveCounts> {
    const open: CalendarChange[] = [];
    for (const change of this.deps.calendars.book.allChanges())
      if (!(await this.isSettled(change))) open.push(change);
    this.state = { ...NOTHING, pending: open.length, done: 0 };
    if (open.length === 0) return NOTHING;
    await pause(this.deps.graceMs ?? 1_000);
    const counts: MoveCounts[] = [];
    for (const change of open) {
      if (this.stopped) break;
      counts.push(await this.settle(change));
      if (this.settled.has(idOf(change)))
        this.state = { ...this.state, pending: this.state.pending - 1 };
    }
    return sum(counts);
  }

  private async isSettled(change: CalendarChange): Promise<boolean> {
    const id = idOf(change);
    if (this.settled.has(id)) return true;
    const settled = await this.readable(async () => {
      const { state } = await loadState(this.deps.store, changeAggregate, PLATFORM, id);
      return state.settled;
    });
    if (settled) this.settled.add(id);
    return settled ?? false;
  }

  private async settle(change: CalendarChange): Promise<MoveCounts> {
    const { calendars, rowsCurrent, parkedTenants, tenants } = this.deps;
    const days = calendars.book.daysChangedBy(change);
    const counts: MoveCounts[] = [];
    let complete = true;
    if (days) {
      await rowsCurrent();
      const parked = await parkedTenants();
      for (const tenant of calendars.book.touchedBy(change, tenants())) {
        if (this.stopped) return sum(counts);
        const share = await this.readable(() =>
          this.apply(change, tenant, days, parked.has(tenant)),
        );
        counts.push(share?.counts ?? UNREADABLE);
        complete &&= share?.whole ?? false;
      }
    }
    if (complete) await this.readable(() => this.noteSettled(change, counts));
    return sum(counts);
  }

  private async apply(
    change: CalendarChange,
    tenant: string,
    days: { first: string; last: string },
    parked: boolean,
  ): Promise<{ counts: MoveCounts; whole: boolean }> {
    const { store, clocks } = this.deps;
    const { state } = await loadState(store, changeAggregate, tenant, idOf(change));
    if (state.applied) return { counts: sum(state.applied), whole: true };
    let whole = !parked;
    const counts: (MoveCounts & { clock: string })[] = [];
    for (const clock of clocks) {
      const before = this.state;
      const onCase = (now: MoveCounts, done: number) => {
        this.state = { ...sum([before, now]), pending: before.pending, done: before.done + done };
        return !this.stopped;
      };
      const { unreadable, ...moved } = await moveCases(
        this.deps,
        clock,
        change,
        tenant,
        days,
        onCase,
      );
      if (this.stopped) return { counts: sum(counts), whole: false };
      if (unreadable > 0) whole = false;
      counts.push({ clock: clock.name, ...moved });
    }
    const all = sum(counts);
    if (all.found > 0 && whole)
      await this.note(tenant, change, {
        type: 'apply',
        calendarOf: change.calendarOf,
        calendar: change.revision,
        year: change.notice.year,
        source: reasonOf(change),
        clocks: counts,
        on: this.deps.clock.today(),
      });
    return { counts: all, whole };
  }

  /** Undefined, and counted as refused, where a stream cannot be read: the others still go on. */
  private async readable<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      this.state = { ...this.state, refused: this.state.refused + 1 };
      return undefined;
    }
  }

  private async noteSettled(change: CalendarChange, counts: readonly MoveCounts[]): Promise<void> {
    if (this.stopped) return;
    await this.note(PLATFORM, change, {
      type: 'settle',
      calendarOf: change.calendarOf,
      calendar: change.revision,
      governments: counts.filter(({ found }) => found > 0).length,
      ...sum(counts),
      on: this.deps.clock.today(),
    });
    this.settled.add(idOf(change));
  }

  private async note(
    tenant: string,
    change: CalendarChange,
    command: CalendarChangeCommandData,
  ): Promise<void> {
    const { store, ids, clock } = this.deps;
    const id = idOf(change);
    const facts = { today: clock.today(), actor: ACTOR };
    const envelope = {
      tenant,
      actor: ACTOR,
      commandId: deriveId('calendarChange', command.type, tenant, id),
      digest: id,
      causation: change.eventId,
    };
    await execute({ store, ids }, changeAggregate, id, command, facts, envelope);
  }
}

const pause = (ms: number): Promise<void> =>
  ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
