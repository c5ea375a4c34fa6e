export * from './evidence-store.js';
export { MemoryEvidenceStore } from './memory-evidence-store.js';
export { SqliteEvidenceStore } from './sqlite-evidence-store.js';
export { LogKeys, type KeyWish, type LogKey } from './log-keys.js';
