export * from './connection.js';
export * from './errors.js';
export * from './keys/index.js';
export * from './leases.js';
export { READS_FORMAT } from './reads/layout.js';
export * from './reads/read-store.js';
