import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './program.js';

const root = mkdtempSync(join(tmpdir(), 'gongkai-import-command-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('importing on the command line', () => {
  it('never writes refused rows over what it reads, under whatever name', async () => {
    const [source, mapping, other] = ['s.csv', 'm.json', 'other.csv'].map((name) =>
      join(root, name),
    );
    for (const path of [source!, mapping!]) writeFileSync(path, '标题\n');
    linkSync(source!, other!);
    for (const refusals of [source!, mapping!, other!]) {
      const files = ['--mapping', mapping!, '--refusals', refusals];
      const asked = ['import', 'publications', source!, '--node', '衡南县', ...files];
      expect(await run([...asked, '--data', join(root, 'data'), '--dry-run'])).toBe(2);
    }
    expect([source!, mapping!].map((path) => readFileSync(path, 'utf8'))).toEqual([
      '标题\n',
      '标题\n',
    ]);
  });
});
