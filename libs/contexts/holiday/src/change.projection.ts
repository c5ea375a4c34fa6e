import type { CollectionSpec, Projection } from '@gongkai/kernel';
import { calendarChangeEvents, type CalendarChangeEvent } from './events.js';

/** What a change of the calendar did to the open cases of a government. */
export type CalendarChangeRow = {
  id: string;
  on: string;
  year: number | null;
  source: string;
  calendar: number;
  found: number;
  moved: number;
  refused: number;
};

export const changeCollection: CollectionSpec<CalendarChangeRow> = {
  name: 'calendarChanges',
  version: 1,
  keys: { on: (row) => row.on },
  indexes: [['on']],
};

const total = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0);

export const changeRows: Projection<CalendarChangeRow, CalendarChangeEvent> = {
  name: 'holiday.changes',
  version: 1,
  events: { CalendarChangeApplied: calendarChangeEvents.CalendarChangeApplied },
  collection: changeCollection,
  key: ({ meta }) => meta.aggregateId,
  apply(row, event, id) {
    if (event.type !== 'CalendarChangeApplied') return row;
    const { clocks, on, year, source, calendar } = event.data;
    return {
      id,
      on,
      year,
      source,
      calendar,
      found: total(clocks.map(({ found }) => found)),
      moved: total(clocks.map(({ moved }) => moved)),
      refused: total(clocks.map(({ refused }) => refused)),
    };
  },
};
