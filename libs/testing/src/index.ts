export * from './event-store.conformance.js';
export * from './fakes.js';
export * from './key-store.conformance.js';
export * from './memory-event-store.js';
export * from './memory-key-store.js';
export * from './policy.conformance.js';
export * from './spec-for.js';
