import type { FiguresFile } from '@gongkai/figures';
import type { Command } from 'commander';
import { accepted, usage } from './failure.js';
import { readFormats } from './figures-file.js';
import type { Act } from './program.js';
import { nodeNamed, withPlatform } from './session.js';
import type { Settings } from './settings.js';

type Options = { node: string; year: string; scope?: string; format?: string; formats?: string[] };

export const addReportBuild = (report: Command, act: Act): void => {
  report
    .command('build')
    .description(
      '由登记的事实算出一份报告的数字文件。The figures file of a report, from what is recorded.',
    )
    .requiredOption('--node <node>', '单位的代码或名称。Code or name of the node.')
    .requiredOption('--year <year>', '年度。The year.')
    .option(
      '--scope <scope>',
      'own 本机关 · agencies 本级各机关 · all 含下级;默认政府为 all,机关为 own。Whose events count.',
    )
    .option('--format <format>', '报表格式,默认当年格式。A form; that of the year by default.')
    .option('--formats <files...>', '另加的报表格式文件。Files of further report forms.')
    .action(act(build));
};

const build = async (settings: Settings, options: Options): Promise<void> => {
  const { node, year, scope, format, formats: files = [] } = options;
  if (!/^\d{4}$/.test(year)) throw usage('--year 须为四位年份。', '--year takes a year: 2017.');
  const formats = await readFormats(files);
  const { buildReport } = await import('@gongkai/platform');
  const file = await withPlatform(settings, 'read', async (platform) => {
    const { id } = await nodeNamed(platform, node, year);
    const question = { node: id, year: Number(year), formats };
    return accepted(
      await buildReport(platform, {
        ...question,
        ...(scope === undefined ? {} : { scope }),
        ...(format === undefined ? {} : { format }),
      }),
    );
  });
  settings.terminal.result(file, linesOf(file));
};

const linesOf = ({ agency, year, format, scope, cells, notes }: FiguresFile): string[] => {
  const ids = Object.keys(cells);
  const width = Math.max(0, ...ids.map((id) => id.length));
  return [
    `${agency} ${year} ${format} ${scope}`,
    ...ids.map((id) => `${id.padEnd(width)} ${String(cells[id] ?? '—').padStart(9)}`),
    ...notes.map(({ zh, en }) => `${zh} ${en}`),
  ];
};
