import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startProgram, type Running } from './server.js';

const ROOT = join(import.meta.dirname, '../../..');
const SERVED = 'http://127.0.0.1:3000';

/** The shell blocks of a page that a server is asked with, in their order. */
const stepsOf = (page: string): string =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .map(([, block]) => block!)
    .filter((block) => /\b(ask|curl) /.test(block))
    .join('\n');

/** What a reader sees who pastes one block after another, at once. */
const followed = async (page: string, { url }: Running): Promise<string> => {
  const script = stepsOf(page).replaceAll(SERVED, url);
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    env: { ...process.env, PATH },
  });
  return stdout;
};

describe.each([
  ['docs/start.md', '关于农村饮水工程竣工的公告'],
  ['README.md', '农村公路管理办法'],
  ['README.zh-CN.md', '农村公路管理办法'],
])('the tour of %s', (page, title) => {
  let server: Running;
  beforeAll(async () => {
    server = await startProgram();
  });
  afterAll(() => server.remove());

  it('shows each thing as soon as the command before it was answered', async () => {
    const answers = (await followed(page, server)).split('\n').filter((line) => line !== '');
    const found = answers.filter((line) => line.includes('"publicItems"'));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(title);
    if (page.startsWith('docs')) expect(answers.join('\n')).toContain('"stage":"drafting"');
    const refused = answers.filter((line) => line.includes('"errors"'));
    const codes = refused.map((line) => /"code":"(\w+)"/.exec(line)?.[1]);
    const expected = page.startsWith('docs') ? ['NOT_FOUND'] : ['NOT_FOUND', 'NOT_FOUND'];
    expect(codes).toEqual(['FORBIDDEN', ...expected]);
    expect(answers.join('\n')).toMatch(/"id":"1\.1"[^}]*"value":63/);
  });
});
