import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What somebody runs who has no more than the folder after a build. */
const USE = `
  const e = await import('@gongkai/evidence');
  const leaves = ['a', 'b', 'c'].map((text) => new TextEncoder().encode(text));
  const proof = e.inclusionProof(leaves, 1);
  const { skey, vkey } = e.newKey('log.example', 'sm2');
  const text = e.formatCheckpoint({ origin: 'log.example', size: 3, root: e.rootHash(leaves) });
  console.log(JSON.stringify({
    names: Object.keys(e),
    included: e.verifyInclusion({
      leafHash: e.leafHash(leaves[1]), leafIndex: 1, treeSize: 3, proof, root: e.rootHash(leaves),
    }),
    opened: e.openNote(e.signNote(text, [skey]), [vkey]).ok,
    sm3: Buffer.from(e.sm3(new TextEncoder().encode('abc'))).toString('hex').slice(0, 8),
  }));
`;

describe('the package of the evidence library', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-evidence-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is imported by its name after a build, by a Node that has nothing else', () => {
    const build = `const { buildEvidence } = await import('./tools/build-evidence.mjs'); await buildEvidence(process.argv[1]);`;
    execFileSync(process.execPath, ['--input-type=module', '-e', build, folder], { cwd: root });
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', USE], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { names, included, opened, sm3 } = JSON.parse(out) as Record<string, unknown>;
    expect(included).toEqual({ ok: true });
    expect(opened).toBe(true);
    expect(sm3).toBe('66c7f0f4');
    expect(names).toEqual(
      expect.arrayContaining(['rootHash', 'verifyConsistency', 'parseCheckpoint', 'checkPolicy']),
    );
  });

  it('is made by the build, and is no workspace that the lockfile would name', () => {
    expect(readFileSync(join(root, 'tools/build.mjs'), 'utf8')).toContain('await buildEvidence()');
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
    expect(lock).not.toContain('"resolved"');
    expect(lock).not.toContain('@gongkai/');
  });
});
