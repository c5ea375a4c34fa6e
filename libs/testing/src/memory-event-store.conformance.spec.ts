import { eventStoreConformance } from './event-store.conformance.js';
import { MemoryEventStore } from './memory-event-store.js';

eventStoreConformance('memory', async () => {
  const store = new MemoryEventStore();
  return { store, close: () => store.close() };
});
