import type { EventOf } from '@gongkai/kernel';
import { courseEvents } from './events.course.js';
import { endEvents, watchEvents } from './events.ends.js';
import { filingEvents } from './events.filing.js';

/** The events of a case of reconsideration (行政复议), seen from the respondent. */
export const reconsiderationEvents = {
  ...filingEvents,
  ...courseEvents,
  ...endEvents,
  ...watchEvents,
};
export type ReconsiderationEvent = EventOf<typeof reconsiderationEvents>;
/** One of them by name. */
export type EventNamed<T extends ReconsiderationEvent['type']> = Extract<
  ReconsiderationEvent,
  { type: T }
>;
