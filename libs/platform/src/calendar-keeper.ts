import { CalendarBook, holidayEvents, type HolidayEvent } from '@gongkai/holiday';
import type { EventStore, Recorded } from '@gongkai/kernel';
import { LogFollower } from './log-follower.js';

/** Keeps the calendars of a process current, from the log: notices are few and read in a moment. */
export class CalendarKeeper extends LogFollower {
  readonly book = new CalendarBook();
  /** Told when a calendar has changed; set by who moves due days. */
  onChange: () => void = () => undefined;

  /** Reads the calendars as they are now; `follow` keeps them so until `close`. */
  static async open(store: EventStore, { follow }: { follow: boolean }): Promise<CalendarKeeper> {
    const keeper = new CalendarKeeper(store, holidayEvents);
    await keeper.begin(undefined, follow);
    return keeper;
  }

  protected apply(event: Recorded): void {
    this.book.apply(event as Recorded<HolidayEvent>);
  }

  protected changed(): void {
    this.onChange();
  }
}
