export * from './event-store.conformance.js';
export * from './fakes.js';
export * from './memory-event-store.js';
export * from './spec-for.js';
