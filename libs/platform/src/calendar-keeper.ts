import { CalendarBook, holidayEvents, type HolidayEvent } from '@gongkai/holiday';
import {
  parseRecord,
  recordedOf,
  type EventStore,
  type Position,
  type Recorded,
  type StoredEvent,
} from '@gongkai/kernel';

/** Keeps the calendars of a process current, from the log: notices are few and read in a moment. */
export class CalendarKeeper {
  readonly book = new CalendarBook();
  private readonly stop = new AbortController();
  private readonly waiting = new Set<{ position: Position; resolve: () => void }>();
  private readonly parked = new Set<string>();
  private following: Promise<void> = Promise.resolve();
  private position: Position = 0n;
  /** Told when a calendar has changed; set by who moves due days. */
  onChange: () => void = () => undefined;

  private constructor(private readonly store: EventStore) {}

  /** Reads the calendars as they are now; `follow` keeps them so until `close`. */
  static async open(store: EventStore, { follow }: { follow: boolean }): Promise<CalendarKeeper> {
    const keeper = new CalendarKeeper(store);
    await keeper.read(undefined, false);
    if (follow) keeper.following = keeper.read(keeper.position, true);
    return keeper;
  }

  /** Resolves when the calendars show the event at the position. */
  waitFor(position: Position): Promise<void> {
    if (this.position >= position) return Promise.resolve();
    return new Promise((resolve) => this.waiting.add({ position, resolve }));
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.following;
  }

  /** An event that cannot be read leaves that calendar as it was; the read model raises the alarm. */
  private take(stored: StoredEvent): void {
    const { tenant } = stored.damaged ?? parseRecord(stored.record).meta;
    if (this.parked.has(tenant)) return;
    try {
      if (stored.damaged) throw new Error('the record is not what was written');
      this.book.apply(recordedOf(holidayEvents, stored) as Recorded<HolidayEvent>);
    } catch {
      this.parked.add(tenant);
    }
  }

  private async read(after: Position | undefined, follow: boolean): Promise<void> {
    const types = Object.keys(holidayEvents);
    const options = { signal: this.stop.signal, follow, batchSize: 1000 };
    for await (const batch of this.store.feed(after, { types }, options)) {
      for (const stored of batch.events) this.take(stored);
      this.position = batch.upTo;
      for (const waiter of this.waiting)
        if (waiter.position <= batch.upTo) {
          this.waiting.delete(waiter);
          waiter.resolve();
        }
      if (batch.events.length > 0) this.onChange();
    }
  }
}
