import { changedDays, nationalCalendar, type Calendar } from '@gongkai/calendar';
import { PLATFORM, type Recorded } from '@gongkai/kernel';
import { holidayDecider, nationalFrom, ownFrom, type HolidayCalendar } from './decider.js';
import type { HolidayEvent } from './events.js';
import type { Calendars, CurrentCalendar, NoticeRef } from './ports.js';

/** One event of a calendar's stream: the change it made and how to speak of it. */
export type CalendarChange = {
  /** Whose calendar: `platform` is the national one. */
  calendarOf: string;
  /** Revision of that stream with this event. */
  revision: number;
  eventId: string;
  notice: NoticeRef;
  event: HolidayEvent;
};

/** Revisions of a government's own calendar are counted above this; below, it has none. */
const OWN = 1_000_000;
const KEPT_MAX = 200;

/**
 * Every calendar of the platform at every revision, from the events of the log. A government
 * without a calendar of its own has the national one. The revision of a calendar grows with every
 * change of it: own changes times a million, plus the national ones it stands on.
 */
export class CalendarBook implements Calendars {
  private readonly changes = new Map<string, CalendarChange[]>();
  private readonly made = new Map<string, Calendar>();

  apply({ meta, position: _, ...event }: Recorded<HolidayEvent>): CalendarChange {
    const { tenant } = meta;
    const known = this.changes.get(tenant) ?? [];
    const change: CalendarChange = {
      calendarOf: tenant,
      revision: known.length + 1,
      eventId: meta.id,
      notice: refOf(event),
      event,
    };
    this.changes.set(tenant, [...known, change]);
    return change;
  }

  /** Every change of every calendar, those of one calendar in order. */
  allChanges(): CalendarChange[] {
    return [...this.changes.values()].flat();
  }

  /** Tenants whose open cases a change can touch, of those there are. */
  touchedBy({ calendarOf }: CalendarChange, tenants: readonly string[]): string[] {
    if (calendarOf !== PLATFORM) return tenants.filter((tenant) => tenant === calendarOf);
    return tenants.filter((tenant) => this.baseOf(tenant, this.countOf(tenant)) !== 'own');
  }

  /** First and last day that differ since a change, null when it changed no day. */
  daysChangedBy({ calendarOf, revision }: CalendarChange): { first: string; last: string } | null {
    return changedDays(
      this.calendarAt(calendarOf, revision - 1, this.countOf(PLATFORM)),
      this.calendarAt(calendarOf, revision, this.countOf(PLATFORM)),
    );
  }

  of(tenant: string): CurrentCalendar {
    const revision = this.revisionOf(tenant);
    const own = this.changes.get(tenant)?.at(-1);
    const notice = (own ?? this.changes.get(PLATFORM)?.at(-1))?.notice ?? null;
    return { calendar: this.at(tenant, revision), revision, notice };
  }

  at(tenant: string, revision: number): Calendar {
    return this.calendarAt(
      tenant,
      tenant === PLATFORM ? revision : Math.floor(revision / OWN),
      revision % OWN,
    );
  }

  /** The state behind a calendar, for who asks which years are loaded. */
  stateOf(tenant: string): HolidayCalendar {
    return this.stateAt(tenant, this.countOf(tenant));
  }

  private revisionOf(tenant: string): number {
    const national = this.countOf(PLATFORM);
    const own = tenant === PLATFORM ? 0 : this.countOf(tenant);
    if (own === 0) return national;
    return own * OWN + (this.baseOf(tenant, own) === 'own' ? 0 : national);
  }

  private countOf(tenant: string): number {
    return this.changes.get(tenant)?.length ?? 0;
  }

  private stateAt(tenant: string, revision: number): HolidayCalendar {
    const changes = this.changes.get(tenant) ?? [];
    return changes
      .slice(0, revision)
      .reduce((state, { event }) => holidayDecider.evolve(state, event), holidayDecider.initial);
  }

  private baseOf(tenant: string, revision: number): HolidayCalendar['base'] {
    return tenant === PLATFORM ? 'national' : this.stateAt(tenant, revision).base;
  }

  private calendarAt(tenant: string, own: number, national: number): Calendar {
    if (tenant === PLATFORM) return this.nationalAt(own);
    if (own === 0) return this.nationalAt(national);
    return this.kept(`${tenant}/${own}/${national}`, () =>
      ownFrom(this.stateAt(tenant, own), this.nationalAt(national)),
    );
  }

  private nationalAt(revision: number): Calendar {
    if (revision === 0) return nationalCalendar;
    return this.kept(`${PLATFORM}/${revision}`, () =>
      nationalFrom(this.stateAt(PLATFORM, revision)),
    );
  }

  private kept(key: string, make: () => Calendar): Calendar {
    const known = this.made.get(key);
    if (known) return known;
    if (this.made.size >= KEPT_MAX) this.made.clear();
    const calendar = make();
    this.made.set(key, calendar);
    return calendar;
  }
}

const refOf = (event: HolidayEvent): NoticeRef => {
  switch (event.type) {
    case 'HolidayNoticeLoaded':
      return { ...named(event.data), reason: null };
    case 'HolidayNoticeCorrected':
      return { ...named(event.data), reason: event.data.reason };
    case 'HolidayNoticeWithdrawn':
      return { year: event.data.year, source: null, reason: event.data.reason };
    case 'CalendarAdopted':
      return { year: null, source: null, reason: event.data.reason };
  }
};
const named = ({ year, source }: { year: number; source: string }) => ({ year, source });
