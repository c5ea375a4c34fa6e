// Runs in whatever Node is on the PATH, before anything is installed: `npm start` and `npm test`
// in a bare clone call it first. Installs when node_modules is missing or older than the lockfile,
// without running any package's scripts, then builds when a source file is newer than the last build.
import { execSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0);

const newestIn = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (newest, entry) => Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs),
      0,
    );

if (at('node_modules/.package-lock.json') < at('package-lock.json')) {
  console.log('Installing packages (once) … 正在安装依赖(仅首次)…');
  execSync('npm ci --ignore-scripts --no-audit --no-fund --loglevel=error', {
    cwd: root,
    stdio: 'inherit',
  });
}
const sources = Math.max(...['apps', 'libs', 'tools'].map(newestIn), at('package-lock.json'));
if (at('dist/.built') < sources) {
  console.log('Building … 正在构建…');
  execSync('npm run -s build', { cwd: root, stdio: 'inherit' });
}
