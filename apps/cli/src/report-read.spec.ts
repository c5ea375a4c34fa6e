import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { readFigures, type FiguresFile } from '@gongkai/figures';
import { Command } from 'commander';
import { failureOf, type ExitCode } from './failure.js';
import type { Act } from './program.js';
import { addReport } from './report.commands.js';
import type { Settings } from './settings.js';
import { Terminal } from './terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'gongkai-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _: unknown, done: () => void) {
    this.text += chunk.toString();
    done();
  }
}

/** Runs `report read`: its exit code and what it printed on either side. */
const read = async (...argv: string[]): Promise<{ code: ExitCode; text: string; said: string }> => {
  const [out, errors] = [new Sink(), new Sink()];
  const terminal = new Terminal(
    argv.includes('--json'),
    out,
    errors as unknown as NodeJS.WriteStream,
  );
  let code: ExitCode = 0;
  const act: Act =
    (work) =>
    async (...parameters) => {
      const command = parameters.at(-1) as Command;
      try {
        code = (await work({ terminal } as Settings, command.opts() as never, command.args)) ?? 0;
      } catch (error) {
        code = terminal.fail(failureOf(error));
      }
    };
  const program = new Command('gongkai').option('--json').exitOverride();
  addReport(program, act);
  await program.parseAsync(['report', 'read', ...argv.filter((word) => word !== '--json')], {
    from: 'user',
  });
  return { code, text: out.text, said: errors.text };
};

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const year = (of: number) => `${of}年云岭县政府信息公开工作年度报告

一、总体情况
${of}年,云岭县在上级政府领导下认真贯彻条例,全年主动公开政府信息120条,其中网站公开100条,公开栏公开20条。同时向县档案馆、图书馆送交文件,并在乡镇设立查阅点,方便群众就近查阅有关信息。
`;

describe('gongkai report read', () => {
  it('prints a figures file that report check takes', async () => {
    const { code, text } = await read(write('one.txt', year(2012)), '--json');
    const figures = JSON.parse(text) as FiguresFile;
    expect(code).toBe(0);
    expect(figures).toMatchObject({ format: 'free', agency: '云岭县', year: 2012, scope: null });
    expect(figures.statements).toContainEqual(
      expect.objectContaining({ kind: 'sum', value: 120, parts: [100, 20] }),
    );
    expect(readFigures(figures)).toMatchObject({ year: 2012 });
  });

  it('shows people the cells, sentences and notes', async () => {
    const { text } = await read(write('one.txt', year(2012)));
    expect(text).toContain('云岭县 2012 free');
    expect(text).toContain('sum 120条 (100+20)');
  });

  it('lists the reports of a file with several and reads one of them', async () => {
    const path = write('two.txt', `${year(2011)}\n${year(2012)}`);
    const { code, text } = await read(path, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      error: {
        code: 'report.several',
        details: {
          parts: [
            { part: 1, agency: '云岭县', year: 2011 },
            { part: 2, agency: '云岭县', year: 2012 },
          ],
        },
      },
    });
    const second = await read(path, '--part', '2', '--json');
    expect([second.code, (JSON.parse(second.text) as FiguresFile).year]).toEqual([0, 2012]);
    expect((await read(path, '--part', '3')).said).toContain('report.partUnknown');
    expect((await read(path)).said).toContain('2011');
  });

  it('refuses what is no report, with a code and without its content', async () => {
    const { code, text } = await read(
      write('page.jpg', Buffer.from('ffd8ffe0secret', 'latin1')),
      '--json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'report.notReport' } });
    expect((await read(write('x.bin', new Uint8Array([0xff, 0xd8, 0xff, 1])))).said).toContain(
      'report.fileKind',
    );
    expect((await read(write('one.txt', year(2012)), '--part', 'x')).code).toBe(2);
    expect((await read(join(folder, 'none.txt'))).code).toBe(3);
  });
});
