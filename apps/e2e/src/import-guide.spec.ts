import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { data, folder, gongkai, write } from './cli-harness.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/guide/import.md'), 'utf8');

/** The examples that the page gives as files, under the names it gives them. */
const files = [
  ...page.matchAll(/`([a-z]+\.(?:csv|json))`[^`]*\n\n```(?:text|json)\n([\s\S]*?)^```/gm),
];
/** What a reader types who has these files. */
const commands = [...page.matchAll(/^npm run -s gongkai -- (import .*)$/gm)]
  .map(([, words]) => words!.split(' '))
  .filter(([, , file]) => files.some(([, name]) => name === file));
const promised = [...page.matchAll(/^读取 read .*$/gm)].map(([line]) => line);

describe('the examples of the guide to importing, on the demo data', () => {
  beforeAll(() => {
    expect(gongkai('init', '--demo', '--data', data).code).toBe(0);
    for (const [, name, content] of files) write(name!, content!);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are files and commands, tried, done and taken back', () =>
    expect([files.map(([, name]) => name), commands.map(([, kind]) => kind)]).toEqual([
      ['items.csv', 'mapping.json', 'returns.csv', 'returns.json'],
      ['publications', 'publications', 'publications', 'returns', 'returns'],
    ]));

  it('end as the page says', () => {
    const ended = commands.map((words) => gongkai(...words, '--data', data).stdout.split('\n')[0]);
    const [publications, returns] = promised;
    expect(ended).toEqual([publications, publications, publications, returns, returns]);
    const asked = ['--node', '衡南县', '--period', '2025', '--data', data, '--json'];
    const { cells } = gongkai('figures', ...asked).json as { cells: Record<string, number> };
    expect(page).toContain(`${cells['returns.licences']!.toLocaleString('en')} licences`);
  });
});
