export * from './commands.js';
export * from './decider.js';
export * from './decider.grounds.js';
export * from './errors.js';
export * from './events.js';
export * from './policy.js';
