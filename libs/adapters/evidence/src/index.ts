export * from '@gongkai/evidence-port';
export { MemoryEvidenceStore } from './memory-evidence-store.js';
export { SqliteEvidenceStore } from './sqlite-evidence-store.js';
export { SqliteLogKeyBelongings } from './log-key-belongings.js';
export { SqliteLogKeys } from './sqlite-log-keys.js';
