import { fileURLToPath } from 'node:url';
import { base } from '../../jest.config.mjs';

export default {
  ...base,
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  testMatch: ['<rootDir>/apps/e2e/src/**/*.spec.ts'],
  testTimeout: 120_000,
  // Each spec file starts a server of its own on a free port, and waits for it much of the time.
  maxWorkers: 2,
};
