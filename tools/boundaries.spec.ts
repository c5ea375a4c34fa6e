import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..');

/** Bare eslint without a project graph skips the boundary rule and passes; this keeps us honest. */
describe('the lint', () => {
  const planted = join(root, 'libs/contexts/catalogue/src/planted.projection.ts');
  afterEach(() => rmSync(planted, { force: true }));

  it('reports a planted import across a boundary and planted impurity', async () => {
    execFileSync(join(root, 'node_modules/.bin/nx'), ['graph', '--file=.nx/graph.json'], {
      cwd: root,
      env: { ...process.env, NX_DAEMON: 'false' },
      stdio: 'ignore',
    });
    expect(existsSync(join(root, '.nx/graph.json'))).toBe(true);
    writeFileSync(
      planted,
      `import { SqliteEventStore } from '@gongkai/sqlite';\nexport const planted = [SqliteEventStore, new Date()];\n`,
    );
    const [result] = await new ESLint({ cwd: root }).lintFiles([planted]);
    const rules = result!.messages.map(({ ruleId }) => ruleId);
    expect(rules).toContain('@nx/enforce-module-boundaries');
    expect(rules).toContain('no-restricted-syntax');
  }, 120_000);
});
