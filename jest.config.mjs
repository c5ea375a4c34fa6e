import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const { compilerOptions } = JSON.parse(
  readFileSync(new URL('./tsconfig.base.json', import.meta.url), 'utf8'),
);
const libraries = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([name, [path]]) => [
    `^${name}$`,
    path.replace('./', '<rootDir>/'),
  ]),
);

/** Shared by the unit run here and the end-to-end run in apps/e2e. */
export const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.graphql'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'graphql'],
  moduleNameMapper: { ...libraries, '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
    '\\.graphql$': '<rootDir>/tools/jest-graphql.mjs',
  },
  transformIgnorePatterns: ['/node_modules/'],
};

export default {
  ...base,
  testMatch: ['<rootDir>/{libs,tools,apps/cli,apps/standalone}/**/*.spec.ts'],
  // A machine that is busy with something else takes several times as long; a spec that hangs is
  // still found.
  testTimeout: 120_000,
  // A worker keeps the modules of every file it ran; collecting them took a fifth of the run.
  workerIdleMemoryLimit: '600MB',
  // Jest leaves a core alone; on two cores that is half the machine.
  maxWorkers: Math.max(2, availableParallelism() - 1),
};
