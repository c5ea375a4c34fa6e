import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/gongkai.js', import.meta.url));

/** Makes the demo data once; each spec file that wants it starts on a copy. */
export default function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-e2e-demo-'));
  const data = join(folder, 'data');
  execFileSync(process.execPath, [program, '--data', data, 'init', '--demo'], { stdio: 'ignore' });
  process.env.GONGKAI_E2E_DEMO = folder;
}

/** Removes what `setup` made. */
export const teardown = () =>
  rmSync(process.env.GONGKAI_E2E_DEMO, { recursive: true, force: true });
