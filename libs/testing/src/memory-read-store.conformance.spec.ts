import { MemoryReadStore } from './memory-read-store.js';
import { readStoreConformance } from './read-store.conformance.js';

readStoreConformance('memory', async () => {
  const store = new MemoryReadStore();
  return { store, close: () => store.close() };
});
