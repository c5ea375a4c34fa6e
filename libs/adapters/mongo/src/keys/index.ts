export { MongoKeyStore } from './mongo-key-store.js';
export { MongoLogKeys } from './mongo-log-keys.js';
export { MongoPersonKeys, type MongoPersonKeysOptions } from './mongo-person-keys.js';
export { rotateMongoMasterKey, type MongoRotation } from './rotate-master-key.js';
