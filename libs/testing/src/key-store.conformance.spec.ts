import { keysConformance } from './key-store.conformance.js';
import { MemoryKeyStore } from './memory-key-store.js';

keysConformance('memory', async () => {
  const keys = new MemoryKeyStore();
  return { keys, reopen: async () => keys, dispose: () => keys.close() };
});
