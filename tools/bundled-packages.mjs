// Which packages go into the bundles: those of which a start would read hundreds of small files, and
// all that need one of those, lest there be two of it. Every other package stays in node_modules,
// where its fonts, workers and native parts lie.
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

const MANY_FILES = [
  '@nestjs/common',
  '@opentelemetry/api',
  'es-toolkit',
  'graphql',
  'jose',
  'prom-client',
  'rxjs',
  'semver',
  'zod',
];

/** `@scope/name` or `name` of what an import names. */
const packageOf = (path) =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');

/** What a package asks for; nothing when it is not installed. */
const neededBy = (root, name) => {
  const file = join(root, 'node_modules', name, 'package.json');
  if (!existsSync(file)) return [];
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.keys({ ...dependencies, ...peerDependencies });
};

/** Whether a package is one of the many files or needs one, directly or not; packages need each other in rings. */
const bundledIn = (root) => {
  const known = new Map();
  const closureOf = (name) => {
    const all = new Set([name]);
    for (const one of all) for (const needed of neededBy(root, one)) all.add(needed);
    return all;
  };
  return (name) => {
    if (!known.has(name))
      known.set(
        name,
        [...closureOf(name)].some((one) => MANY_FILES.includes(one)),
      );
    return known.get(name);
  };
};

/** For esbuild: packages are external unless they are bundled, or dist/ would find another version. */
export const bundledPackages = (root) => ({
  name: 'bundled-packages',
  setup(build) {
    const isBundled = bundledIn(root);
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (pluginData === 'asked' || kind === 'entry-point' || isBuiltin(path)) return undefined;
      if (path.startsWith('@gongkai/')) return undefined;
      const from = (dir) => build.resolve(path, { kind, resolveDir: dir, pluginData: 'asked' });
      const [found, ofRoot] = await Promise.all([from(resolveDir), from(root)]);
      const there = found.errors.length === 0;
      const taken = there && (isBundled(packageOf(path)) || found.path !== ofRoot.path);
      return taken ? undefined : { path, external: true };
    });
  },
});
