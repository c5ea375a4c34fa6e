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

/** Whether a package is one of the many files or needs one, directly or not. */
const bundledIn = (root) => {
  const known = new Map();
  const isBundled = (name) => {
    if (MANY_FILES.includes(name)) return true;
    if (known.has(name)) return known.get(name);
    known.set(name, false);
    const file = join(root, 'node_modules', name, 'package.json');
    const { dependencies = {}, peerDependencies = {} } = existsSync(file)
      ? JSON.parse(readFileSync(file, 'utf8'))
      : {};
    const needed = Object.keys({ ...dependencies, ...peerDependencies });
    known.set(name, existsSync(file) && needed.some(isBundled));
    return known.get(name);
  };
  return isBundled;
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
