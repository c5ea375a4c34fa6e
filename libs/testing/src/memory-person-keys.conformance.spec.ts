import { MemoryPersonKeys } from './memory-person-keys.js';
import { personKeysConformance } from './person-keys.conformance.js';

personKeysConformance('memory', async () => {
  const keys = new MemoryPersonKeys();
  return { keys, reopen: async () => keys, dispose: async () => undefined };
});
