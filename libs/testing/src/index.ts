export * from './fakes.js';
export * from './spec-for.js';
