import type { Indicator } from '@gongkai/figures';
import type { ContextManifest } from '@gongkai/kernel';
import { changeRows } from './change.projection.js';
import { holidayErrors } from './errors.js';
import { calendarChangeEvents, holidayEvents } from './events.js';
import sdl from './holiday.graphql';
import { holidayPolicy } from './policy.js';

export { CalendarBook, type CalendarChange } from './calendar-book.js';
export { changeCollection, type CalendarChangeRow } from './change.projection.js';
export { HolidayCommand, type HolidayCommandData } from './commands.js';
export { changeAggregate, type CalendarChangeCommandData } from './decider.change.js';
export {
  HOLIDAY_CALENDAR_ID,
  holidayAggregate,
  noticesInForce,
  type HolidayCalendar,
} from './decider.js';
export { yearsOf } from './decider.years.js';
export { holidayEvents, type HolidayEvent } from './events.js';
export {
  calendarFacts,
  CALENDARS,
  type Calendars,
  type CurrentCalendar,
  type NoticeRef,
} from './ports.js';

export const holidayContext: ContextManifest & { indicators: readonly Indicator[] } = {
  name: 'holiday',
  events: { ...holidayEvents, ...calendarChangeEvents },
  projections: [changeRows],
  processes: [],
  policy: holidayPolicy,
  errors: holidayErrors,
  sdl,
  module: () => import('./holiday.module.js').then((m) => m.HolidayModule),
  indicators: [],
};
