export * from './backup.js';
export { SqliteCellStore } from './cell-store.js';
export * from './data-folder.js';
export * from './event-row.js';
export * from './event-store.js';
export { KeyStore } from './key-store.js';
export * from './verify-log.js';
export { ReadStoreError, type ReadStoreProblem } from './reads/read-schema.js';
export { SqliteReadStore, type SqliteReadStoreOptions } from './reads/read-store.js';
