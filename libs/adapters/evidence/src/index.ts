export * from '@gongkai/evidence-port';
export { MemoryEvidenceStore } from './memory-evidence-store.js';
export { SqliteEvidenceStore } from './sqlite-evidence-store.js';
export { SqliteLogKeys } from './sqlite-log-keys.js';
