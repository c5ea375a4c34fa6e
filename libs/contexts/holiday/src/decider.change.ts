import type { Aggregate, Decider, EventOf } from '@gongkai/kernel';
import { calendarChangeEvents, type CalendarChangeEvent } from './events.js';

type DataOf<T extends CalendarChangeEvent['type']> = Extract<
  EventOf<typeof calendarChangeEvents>,
  { type: T }
>['data'];

export type CalendarChangeCommandData =
  | ({ type: 'apply' } & DataOf<'CalendarChangeApplied'>)
  | ({ type: 'settle' } & DataOf<'CalendarChangeSettled'>);

/** How far one change of a calendar has been brought to the open cases. */
export type CalendarChangeState = {
  /** What it did in this government, when it has been there. */
  applied: DataOf<'CalendarChangeApplied'>['clocks'] | null;
  settled: boolean;
};

/** What was done is noted once, however often the work is taken up again. */
export const changeDecider: Decider<
  CalendarChangeCommandData,
  CalendarChangeState,
  CalendarChangeEvent
> = {
  initial: { applied: null, settled: false },
  decide(state, command) {
    switch (command.type) {
      case 'apply': {
        const { type: _, ...data } = command;
        return state.applied ? [] : [{ type: 'CalendarChangeApplied', data }];
      }
      case 'settle': {
        const { type: _, ...data } = command;
        return state.settled ? [] : [{ type: 'CalendarChangeSettled', data }];
      }
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'CalendarChangeApplied':
        return { ...state, applied: event.data.clocks };
      case 'CalendarChangeSettled':
        return { ...state, settled: true };
    }
  },
};

/** One stream a change in each government it touched, and one in `platform` for the whole. */
export const changeAggregate: Aggregate<
  CalendarChangeCommandData,
  CalendarChangeState,
  CalendarChangeEvent
> = {
  name: 'calendarChange',
  events: calendarChangeEvents,
  decider: changeDecider,
  agencyOf: () => null,
};
