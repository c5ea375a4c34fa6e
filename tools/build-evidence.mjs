// Makes `import('@gongkai/evidence')` work for whoever has the repository and a Node, 20 or later:
// one file with all it needs in dist/, and a package in node_modules that leads to it. The package is
// no workspace, since npm would write the path of one into the lockfile.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What the library loads from node_modules at first use is in the file too, and waits there as well. */
const domestic = {
  name: 'domestic',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]sm-crypto\.ts$/ }, () => ({
      contents: "export const smCrypto = () => require('sm-crypto-v2');",
      resolveDir: source,
    })),
};

/** Builds from this repository into `root`, the repository itself unless said. */
export const buildEvidence = async (root = source) => {
  const file = join(root, 'dist', 'evidence.js');
  await build({
    absWorkingDir: source,
    entryPoints: ['libs/core/evidence/src/index.ts'],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    tsconfig: 'tsconfig.base.json',
    plugins: [domestic],
    legalComments: 'inline',
    logLevel: 'warning',
  });
  const folder = join(root, 'node_modules', '@gongkai', 'evidence');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify(
      {
        name: '@gongkai/evidence',
        version: '0.1.0',
        private: true,
        license: 'Apache-2.0',
        type: 'module',
        exports: './index.js',
      },
      null,
      2,
    )}\n`,
  );
  const path = relative(folder, file).split(sep).join('/');
  writeFileSync(join(folder, 'index.js'), `export * from '${path}';\n`);
};
