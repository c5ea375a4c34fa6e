// Bundles every entry point into dist/ as ES modules, with the packages listed in bundled-packages.mjs.
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { buildEvidence } from './build-evidence.mjs';
import { bundledPackages } from './bundled-packages.mjs';

/** name in dist → source file */
const entries = {
  gongkai: 'apps/cli/src/main.ts',
  standalone: 'apps/standalone/src/main.ts',
  api: 'apps/api/src/main.ts',
  projector: 'apps/projector/src/main.ts',
  watcher: 'apps/watcher/src/main.ts',
  'log-writer.worker': 'libs/adapters/sqlite/src/log-writer.worker.ts',
  'pdf-head.worker': 'libs/adapters/papers/src/pdf-head.worker.ts',
  'projector.worker': 'libs/platform/src/projector.worker.ts',
  'generate-reference': 'tools/generate-reference.ts',
  bench: 'tools/bench/main.ts',
};

const REQUIRE = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`;

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
await build({
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunk-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node22',
  plugins: [bundledPackages(process.cwd())],
  // Packages written for `require` find it where they are bundled into an ES module.
  banner: { js: REQUIRE },
  tsconfig: 'tsconfig.base.json',
  loader: { '.graphql': 'text' },
  logLevel: 'warning',
});
await buildEvidence();
// Verifiers lie in every evidence bundle as they are written: they are never bundled.
for (const name of ['verify.mjs', 'verify.html'])
  copyFileSync(`apps/verify/src/${name}`, `dist/${name}`);
writeFileSync('dist/.built', '');
