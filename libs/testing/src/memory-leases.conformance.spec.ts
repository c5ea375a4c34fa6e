import { LEASE_TERM_MS, leasesConformance } from './leases.conformance.js';
import { MemoryLeases, type LeaseTable } from './memory-leases.js';

leasesConformance('memory', async () => {
  const table: LeaseTable = new Map();
  return {
    process: (monotonic) => new MemoryLeases(table, { termMs: LEASE_TERM_MS, monotonic }),
    close: async () => undefined,
  };
});
