import { fileURLToPath } from 'node:url';
import { base } from '../../jest.config.mjs';

const src = '<rootDir>/apps/e2e/src';
/** What speaks HTTP alone runs on the stores of a cluster, too, as three services. */
const overHttp = ['publishing', 'requesting', 'appeals', 'appeals-suit', 'archivist'];
const clustered = [...overHttp, 'kills'].map((name) => `${src}/${name}.spec.ts`);
const onCluster = process.env['GONGKAI_E2E_STORES'] === 'cluster';

export default {
  ...base,
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  testMatch: onCluster ? clustered : [`${src}/**/!(kills).spec.ts`],
  testTimeout: 120_000,
  // Each spec file starts servers of its own on free ports, and waits for them much of the time.
  maxWorkers: onCluster ? 1 : 2,
};
