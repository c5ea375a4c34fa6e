import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputFile, inputPath, inputText } from './input-file.js';
import { run } from './program.js';

const root = mkdtempSync(join(tmpdir(), 'gongkai-input-'));
const [pipe, file] = [join(root, 'pipe'), join(root, 'file')];
const data = join(root, 'data');

beforeAll(() => {
  execFileSync('mkfifo', [pipe]);
  writeFileSync(file, '{}');
});
afterAll(() => rmSync(root, { recursive: true }));

const refused = { exitCode: 2, code: 'cli.notAFile' };

describe('a file on the command line', () => {
  it('is a regular file, or one that is not there yet to be found missing', async () => {
    expect(await inputText(file, '--mapping')).toBe('{}');
    expect(await inputFile(join(root, 'none'), '--mapping')).toBe(join(root, 'none'));
    for (const path of [pipe, root, '/dev/null'])
      await expect(inputFile(path, '--mapping')).rejects.toMatchObject({
        ...refused,
        details: { option: '--mapping', path },
      });
    await expect(inputText(join(root, 'none'), '--mapping')).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('is also a folder where one may be named', async () => {
    expect(await inputPath(root, '--shreddings')).toBe(root);
    await expect(inputPath(pipe, '--shreddings')).rejects.toMatchObject(refused);
  });

  it('is not waited for by any command', async () => {
    const node = ['--node', '衡南县'];
    for (const asked of [
      ['import', 'publications', file, ...node, '--mapping', pipe],
      ['import', 'publications', pipe, ...node, '--mapping', file],
      ['requests', 'reconcile', ...node, '--period', '2017', '--published', pipe],
      [
        'requests',
        'reconcile',
        ...node,
        '--period',
        '2017',
        '--published',
        file,
        '--mapping',
        pipe,
      ],
      ['holidays', 'load', pipe],
      ['report', 'read', pipe],
      ['report', 'check', pipe],
      ['report', 'check', file, '--formats', pipe],
      ['report', 'export', pipe, '--as', 'json', '--out', join(root, 'out')],
      ['verify', pipe],
      ['verify', file, '--trust', pipe],
      ['verify', file, '--checkpoint', pipe],
      ['evidence', 'bundle', '--case', 'x', '--out', join(root, 'out'), '--checkpoint', pipe],
      ['evidence', 'checkpoint', ...node, '--cosigned', pipe],
      ['evidence', 'witness', pipe, ...node],
      ['evidence', 'witness', file, ...node, '--trust', pipe],
      ['restore', root, '--shreddings', pipe],
    ])
      expect([asked, await run([...asked, '--data', data, '--json'])]).toEqual([asked, 2]);
  });
});
