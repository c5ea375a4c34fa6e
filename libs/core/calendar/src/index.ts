export * from './calendar.js';
export { dayNumber, dayOf, ImpossibleDay, weekday } from './day.js';
