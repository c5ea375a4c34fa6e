import { Writable } from 'node:stream';
import { run } from './program.js';
import { Terminal } from './terminal.js';

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _: unknown, done: () => void) {
    this.text += chunk.toString();
    done();
  }
}

/** What a command line that cannot be followed is answered with, as JSON. */
const answered = async (...argv: string[]): Promise<{ zh: string; en: string }> => {
  const out = new Sink();
  expect(await run(argv, new Terminal(true, out))).toBe(2);
  const { error } = JSON.parse(out.text) as { error: { code: string; zh: string; en: string } };
  expect(error.code).toBe('cli.usage');
  return error;
};

it('shows help under headings in both languages', async () => {
  const errors = new Sink();
  expect(await run(['import'], new Terminal(false, new Sink(), errors as never))).toBe(2);
  for (const heading of ['用法 Usage:', '选项 Options:', '命令 Commands:'])
    expect(errors.text).toContain(heading);
});

describe('a command line that cannot be followed', () => {
  it.each([
    [
      ['figurs'],
      '没有命令 figurs。是否指 figures?',
      "unknown command 'figurs'. Did you mean figures?",
    ],
    [['import', 'foo'], '没有命令 foo。', "unknown command 'foo'."],
    [['version', '--fo'], '没有选项 --fo。', "unknown option '--fo'."],
    [
      ['version', '--jso'],
      '没有选项 --jso。是否指 --json?',
      "unknown option '--jso'. Did you mean",
    ],
    [['backup'], '缺少参数 <folder>。', "missing required argument 'folder'."],
    [['figures'], '须写选项 --node <node>。', "required option '--node <node>' not specified."],
    [
      ['figures', '--node'],
      '选项 --node <node> 没有写值。',
      "option '--node <node>' argument missing.",
    ],
    [['version', 'a', 'b'], '参数过多:应有 0 个,写了 2 个(a, b)。', 'too many arguments'],
    [
      ['report', 'export', 'x', '--out', 'y', '--as', 'foo'],
      '选项 --as <kind> 不能写 foo;可写:html、docx、pdf、xlsx、json。',
      "option '--as <kind>' argument 'foo' is invalid. Allowed choices are html, docx, pdf, xlsx, json.",
    ],
  ])('%j is said to be so in both languages', async (argv, zh, en) => {
    const error = await answered(...argv);
    expect(error.zh).toBe(`用法有误:${zh}`);
    expect(error.en).toContain(`Wrong usage: ${en}`);
  });
});
