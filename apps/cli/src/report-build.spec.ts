import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { divisionId, GovernmentCommand, loadDivisions } from '@gongkai/directory';
import { readFigures, type FiguresFile } from '@gongkai/figures';
import { PLATFORM, readConfig, Rejection } from '@gongkai/kernel';
import { Platform } from '@gongkai/platform';
import { Command } from 'commander';
import { failureOf } from './failure.js';
import type { Act } from './program.js';
import { addReport } from './report.commands.js';
import type { Settings } from './settings.js';
import { Terminal } from './terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'gongkai-build-'));
const data = join(folder, 'data');

const row = (kind: 'nation' | 'province' | 'prefecture' | 'county', code: string, name: string) => {
  const above = { nation: null, province: '000000', prefecture: '430000', county: '430400' };
  return { kind, code, name, parent: above[kind], grouping: false };
};

beforeAll(async () => {
  const platform = await Platform.open({ data, access: 'write' });
  const { events: store, ids, clock } = platform;
  const rows = [
    row('nation', '000000', '全国'),
    row('province', '430000', '湖南省'),
    row('prefecture', '430400', '衡阳市'),
    row('county', '430422', '衡南县'),
  ];
  await loadDivisions({ store, ids }, { today: clock.today(), rows, changes: [] });
  const on = '2008-05-01';
  const join = { type: 'join', division: divisionId('430422'), name: '衡南县人民政府', on };
  const call = {
    tenant: PLATFORM,
    caller: { kind: 'operator' as const, name: 'spec' },
    commandId: 'join',
    body: join,
    today: on,
  };
  expect(await platform.send(new GovernmentCommand(call, join))).not.toBeInstanceOf(Rejection);
  await platform.waitFor((await store.head())!);
  await platform.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _: unknown, done: () => void) {
    this.text += chunk.toString();
    done();
  }
}

const build = async (...argv: string[]): Promise<string> => {
  const out = new Sink();
  const terminal = new Terminal(argv.includes('--json'), out);
  const settings = { data, terminal, config: readConfig({}) } as Settings;
  const act: Act =
    (work) =>
    async (...parameters) => {
      const command = parameters.at(-1) as Command;
      await work(settings, command.opts() as never, command.args);
    };
  const program = new Command('gongkai').option('--json').exitOverride();
  addReport(program, act);
  const words = argv.filter((word) => word !== '--json');
  await program.parseAsync(['report', 'build', ...words], { from: 'user' });
  return out.text;
};
const refusal = (...argv: string[]) =>
  build(...argv).then(
    () => null,
    (error: unknown) => {
      const { exitCode, code } = failureOf(error);
      return [exitCode, code];
    },
  );

describe('gongkai report build', () => {
  it('prints one figures file, with the form of the year and the scope of the node', async () => {
    const file = JSON.parse(await build('--node', '衡南县', '--year', '2017', '--json'));
    expect(readFigures(file)).not.toBeInstanceOf(Rejection);
    const { format, agency, year, scope, cells } = file as FiguresFile;
    expect([format, agency, year, scope]).toEqual(['cn-2014', '衡南县人民政府', 2017, 'all']);
    expect(cells['1.1']).toBe(0);
    const own = await build('--node', '430422', '--year', '2022', '--scope', 'own', '--json');
    expect(JSON.parse(own)).toMatchObject({ format: 'cn-2021', scope: 'own' });
  });

  it('says it to people with every cell', async () => {
    const text = await build('--node', '衡南县', '--year', '2017');
    expect(text).toMatch(/衡南县人民政府 2017 cn-2014 all[\s\S]*1\.2\.2 +0/);
  });

  it('refuses what is no node, year, scope or form', async () => {
    expect(await refusal('--node', '某地', '--year', '2017')).toEqual([1, 'directory.unknown']);
    expect(await refusal('--node', '衡南县', '--year', '去年')).toEqual([2, 'cli.usage']);
    expect(await refusal('--node', '衡南县', '--year', '1066')).toEqual([1, 'report.yearInvalid']);
    const asked = ['--node', '衡南县', '--year', '2017'];
    expect(await refusal(...asked, '--scope', 'some')).toEqual([1, 'figures.scopeUnknown']);
    expect(await refusal(...asked, '--format', 'cn-1949')).toEqual([1, 'figures.formatUnknown']);
  });
});
