export * from './evidence-store.js';
export * from './log-keys.js';
export * from './places.js';
