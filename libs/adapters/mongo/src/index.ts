export * from './connection.js';
export * from './errors.js';
export * from './evidence/index.js';
export * from './keys/index.js';
export * from './leases.js';
export { READS_FORMAT } from './reads/layout.js';
export * from './reads/read-store.js';
export { MongoKeyBelongings } from './moving/key-belongings.js';
export { MongoLogKeyBelongings } from './moving/log-key-belongings.js';
