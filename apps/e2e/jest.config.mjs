import { fileURLToPath } from 'node:url';
import { base } from '../../jest.config.mjs';

const src = '<rootDir>/apps/e2e/src';
/** On the stores of a cluster, as services; starting those takes a while. */
const clustered = ['on-cluster', 'kills'].map((name) => `${src}/${name}.spec.ts`);
const onCluster = process.env['GONGKAI_E2E_STORES'] === 'cluster';

export default {
  ...base,
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  testMatch: onCluster ? clustered : [`${src}/**/!(on-cluster|kills).spec.ts`],
  ...(onCluster
    ? {}
    : {
        globalSetup: '<rootDir>/apps/e2e/demo-folder.mjs',
        globalTeardown: '<rootDir>/apps/e2e/demo-folder-end.mjs',
      }),
  testTimeout: onCluster ? 600_000 : 120_000,
  // Each spec file starts servers of its own on free ports, and waits for them much of the time.
  maxWorkers: onCluster ? 1 : 2,
};
