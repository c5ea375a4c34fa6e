export { hasEvidence } from './evidence-schema.js';
export * from './evidence-store.js';
export { MemoryEvidenceStore } from './memory-evidence-store.js';
export { SqliteEvidenceStore } from './sqlite-evidence-store.js';
