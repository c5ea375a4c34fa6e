import { blobsConformance } from './blobs.conformance.js';
import { MemoryBlobs } from './memory-blobs.js';

blobsConformance('memory', async () => {
  const blobs = new MemoryBlobs();
  return {
    blobs,
    residue: async () => blobs.held,
    dispose: async () => undefined,
  };
});
