export * from './paging.js';
export * from './result.js';
export * from './viewer.js';
