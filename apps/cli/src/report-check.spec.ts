import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  cn2019,
  cn2021,
  sampleReport,
  type CheckOutcome,
  type FiguresFile,
} from '@gongkai/figures';
import { Command } from 'commander';
import type { ExitCode, Failure } from './failure.js';
import type { Act } from './program.js';
import { addReport } from './report.commands.js';
import type { Settings } from './settings.js';
import { Terminal } from './terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'gongkai-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _: unknown, done: () => void) {
    this.text += chunk.toString();
    done();
  }
}

/** Runs one command line of the report group: its exit code and what it printed. */
const report = async (...argv: string[]): Promise<{ code: ExitCode; text: string }> => {
  const out = new Sink();
  const settings = { terminal: new Terminal(argv.includes('--json'), out) } as Settings;
  let code: ExitCode = 0;
  const act: Act =
    (work) =>
    async (...parameters) => {
      const command = parameters.at(-1) as Command;
      code = (await work(settings, command.opts() as never, command.args)) ?? 0;
    };
  const program = new Command('gongkai').option('--json').exitOverride();
  addReport(program, act);
  await program.parseAsync(['report', ...argv.filter((word) => word !== '--json')], {
    from: 'user',
  });
  return { code, text: out.text };
};
const json = async (...argv: string[]) => {
  const { code, text } = await report(...argv, '--json');
  return { code, outcome: JSON.parse(text) as CheckOutcome };
};

const write = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const made = (agency: string, more: Partial<FiguresFile> = {}): FiguresFile => ({
  ...sampleReport(cn2021, () => 3, { agency, year: 2024, scope: 'all' }),
  ...more,
});
const fixture = (name: string) =>
  readFileSync(
    join(import.meta.dirname, `../../../libs/core/figures/src/report/fixtures/${name}.json`),
    'utf8',
  );

describe('gongkai report check', () => {
  it('passes a published report, with its 42 rules counted', async () => {
    const { code, outcome } = await json('check', write('shuyang.json', fixture('shuyang-2025')));
    expect(code).toBe(0);
    expect(Object.keys(outcome)).toEqual(['format', 'checked', 'findings']);
    expect([outcome.format, outcome.checked.hard, outcome.findings]).toEqual(['cn-2021', 42, []]);
  });

  it('passes one in the form of 2019 with 40', async () => {
    const old = sampleReport(cn2019, () => 3, { agency: '衡南县', year: 2020, scope: null });
    const { code, outcome } = await json('check', write('old.json', old));
    expect([code, outcome.checked.hard]).toEqual([0, 40]);
  });

  it('ends with 1 on a hard finding and says it to people in both languages', async () => {
    const wrong = made('衡南县人民政府');
    wrong.cells['t4.review.sum'] = 99;
    const file = write('wrong.json', wrong);
    const { code, text } = await report('check', file);
    expect(code).toBe(1);
    expect(text).toMatch(/硬 hard {2}table4-sum {2}t4\.review\.sum/);
    expect(text).toMatch(/各分项之和为 12[\s\S]*add up to 12/);
    expect((await json('check', file)).outcome.findings[0]).toMatchObject({
      check: 'table4-sum',
      severity: 'hard',
      printed: 99,
      expected: 12,
    });
  });

  it('ends with 0 when there are soft findings only', async () => {
    const soft = made('衡南县人民政府');
    soft.cells['t2.rules.made'] = 1;
    const { code, text } = await report('check', write('soft.json', soft));
    expect(code).toBe(0);
    expect(text).toContain('competence');
  });

  it('sets the year before and the children beside it, a byte order mark or not', async () => {
    const previous = made('衡南县人民政府', { year: 2023 });
    previous.cells['t3.carried_out.sum'] = 1;
    const children = [made('甲局'), made('乙局')];
    const paths = children.map((child, i) => write(`child${i}.json`, child));
    const { code, outcome } = await json(
      'check',
      write('parent.json', `\u{feff}${JSON.stringify(made('衡南县人民政府'))}`),
      '--previous',
      write('previous.json', previous),
      '--children',
      ...paths,
    );
    expect(code).toBe(1);
    const checks = new Set(outcome.findings.map(({ check }) => check));
    expect([checks.has('carry-over'), checks.has('roll-up')]).toEqual([true, true]);
  });

  it('takes a further form from a file', async () => {
    const form = write('form.json', {
      id: 'cn-2030',
      name: { zh: '2030年版', en: 'Form of 2030' },
      years: { from: 2030, to: null },
      basis: '2030',
      tables: [
        {
          id: 't1',
          zh: '表',
          en: 'Table',
          rows: [
            { id: 'all', zh: '总数', en: 'All' },
            { id: 'one', zh: '其一', en: 'One' },
          ],
        },
      ],
      constraints: [{ check: 'row-sum', left: ['all'], right: ['one'] }],
    });
    const file = { format: 'cn-2030', agency: '衡南县', year: 2030, cells: { all: 2, one: 1 } };
    const { code, outcome } = await json('check', write('new.json', file), '--formats', form);
    expect([code, outcome.checked.hard, outcome.findings.length]).toEqual([1, 1, 1]);
  });

  it.each([
    ['report.cellUnknown', { format: 'cn-2021', agency: 'a', year: 2024, cells: { 't9.x': 1 } }],
    [
      'report.countNegative',
      { format: 'cn-2021', agency: 'a', year: 2024, cells: { 't4.review.sum': -1 } },
    ],
    [
      'report.numberExpected',
      { format: 'cn-2021', agency: 'a', year: 2024, cells: { 't4.review.sum': '6件' } },
    ],
    ['report.yearInvalid', { format: 'cn-2021', agency: 'a', year: '二〇二四', cells: {} }],
    ['figures.formatUnknown', { format: 'cn-1999', agency: 'a', year: 2024, cells: {} }],
    ['JSON_DUPLICATE_KEY', '{"format":"cn-2021","format":"cn-2021"}'],
    ['BAD_JSON', '{"format":'],
  ])('refuses with %s, says which file, prints no result', async (expected, content) => {
    const file = write('bad.json', content);
    const failure = await report('check', file, '--json').then(
      () => null,
      (error: Failure) => error,
    );
    expect([failure?.code, failure?.exitCode, failure?.details.file]).toEqual([expected, 1, file]);
  });

  it('cannot check a file that is not there', async () => {
    await expect(report('check', join(folder, 'none.json'))).rejects.toMatchObject({
      exitCode: 3,
      code: 'cli.ENOENT',
    });
  });
});
