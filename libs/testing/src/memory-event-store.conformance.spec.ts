import { eventStoreConformance, gapFreePositions } from './event-store.conformance.js';
import { MemoryEventStore } from './memory-event-store.js';
import { recordLogConformance } from './record-log.conformance.js';

const open = async () => {
  const store = new MemoryEventStore();
  return { store, close: () => store.close() };
};

eventStoreConformance('memory', open);
gapFreePositions('memory', open);
recordLogConformance('memory', async () => {
  const { store: log, close } = await open();
  return { log, close };
});
