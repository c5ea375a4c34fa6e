import { cellStoreConformance } from './cell-store.conformance.js';
import { MemoryCellStore } from './memory-cell-store.js';

cellStoreConformance('memory', async () => new MemoryCellStore());
