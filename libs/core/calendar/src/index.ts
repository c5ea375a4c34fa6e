export * from './calendar.js';
export { dayNumber, dayOf, ImpossibleDay, weekday } from './day.js';
export * from './deadline.js';
export * from './editions.js';
export * from './notices.js';
export * from './period.js';
