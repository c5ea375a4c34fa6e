import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { cn2021, sampleReport } from '@gongkai/figures';
import { Command } from 'commander';
import { strFromU8, unzipSync } from 'fflate';
import { failureOf } from './failure.js';
import type { Act } from './program.js';
import { addReport } from './report.commands.js';
import type { Settings } from './settings.js';
import { Terminal } from './terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'gongkai-export-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** Runs `report export`; the value it printed, or the code and details of its failure. */
const exported = async (...argv: string[]) => {
  let text = '';
  const out = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  const settings = { terminal: new Terminal(true, out), config: {} } as Settings;
  const act: Act =
    (work) =>
    async (...parameters) => {
      const command = parameters.at(-1) as Command;
      await work(settings, command.opts() as never, command.args);
    };
  const program = new Command('gongkai').exitOverride();
  addReport(program, act);
  for (const group of program.commands)
    for (const command of group.commands)
      command.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    await program.parseAsync(['report', 'export', ...argv], { from: 'user' });
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    const commander = (error as { code?: string }).code;
    if (commander?.startsWith('commander.')) return { error: commander };
    const { code, exitCode, details } = failureOf(error);
    return { code, exitCode, details };
  }
};

const head = { agency: '衡南县人民政府', year: 2021, scope: 'all' } as const;
const file = sampleReport(cn2021, () => 3, head);
writeFileSync(at('figures.json'), JSON.stringify(file));

describe('report export', () => {
  it('writes each kind of file', async () => {
    const begins = { html: '<!doctype html>', docx: 'PK', xlsx: 'PK', pdf: '%PDF-1.7', json: '{' };
    for (const [as, beginning] of Object.entries(begins)) {
      const out = at(`report.${as}`);
      const printed = await exported(at('figures.json'), '--as', as, '--out', out);
      const bytes = readFileSync(out);
      expect(printed).toMatchObject({ file: out, as, bytes: bytes.length, format: 'cn-2021' });
      expect(bytes.subarray(0, beginning.length).toString()).toBe(beginning);
    }
    expect(JSON.parse(readFileSync(at('report.json'), 'utf8'))).toEqual(file);
    const docx = strFromU8(unzipSync(readFileSync(at('report.docx')))['word/document.xml']!);
    expect(docx).toContain('衡南县人民政府');
  });

  it('writes in English when asked', async () => {
    const [out, language] = [at('en.html'), 'en'];
    await exported(at('figures.json'), '--as', 'html', '--out', out, '--language', language);
    expect(readFileSync(out, 'utf8')).toContain(
      'annual report on government information disclosure',
    );
  });

  it('says what is wrong with the file, and writes nothing', async () => {
    const cases: [unknown, string][] = [
      [{ ...file, format: 'cn-1999' }, 'figures.formatUnknown'],
      [{ ...file, cells: { ...file.cells, 't3.x': 1 } }, 'report.cellUnknown'],
      [{ ...file, cells: { 't3.new.natural': -1 } }, 'report.countNegative'],
      [{ ...file, cells: { 't3.new.natural': '=1+1' } }, 'report.numberExpected'],
      [[1], 'report.fileInvalid'],
    ];
    for (const [content, code] of cases) {
      writeFileSync(at('bad.json'), JSON.stringify(content));
      expect(await exported(at('bad.json'), '--as', 'pdf', '--out', at('never'))).toMatchObject({
        code,
        exitCode: 1,
        details: { file: at('bad.json') },
      });
    }
    expect(() => readFileSync(at('never'))).toThrow('ENOENT');
  });

  it('says which characters no font has', async () => {
    writeFileSync(at('rare.json'), JSON.stringify({ ...file, agency: '吉𠮷' }));
    expect(await exported(at('rare.json'), '--as', 'pdf', '--out', at('never'))).toMatchObject({
      code: 'report.glyphMissing',
    });
  });

  it('takes a file or a node and a year, and only kinds it knows', async () => {
    const wrong = { code: 'cli.usage', exitCode: 2 };
    const more = ['--as', 'html', '--out', at('never')];
    expect(await exported(...more)).toMatchObject(wrong);
    expect(await exported(...more, '--node', '衡南县')).toMatchObject(wrong);
    expect(await exported(...more, '--node', '衡南县', '--year', '今年')).toMatchObject(wrong);
    expect(await exported(at('figures.json'), ...more, '--year', '2021')).toMatchObject(wrong);
    expect(await exported(at('figures.json'), '--out', at('never'), '--as', 'doc')).toEqual({
      error: 'commander.invalidArgument',
    });
    expect(await exported(at('nothing.json'), ...more)).toMatchObject({ exitCode: 3 });
  });
});
