import type { Command } from 'commander';
import { accepted, usage, type ExitCode } from './failure.js';
import { ProgressBar } from './progress-bar.js';
import type { Act } from './program.js';
import { nodeNamed, withPlatform } from './session.js';
import type { Settings } from './settings.js';

type Options = { seed: string; scale: string; year?: string; node: string };

export const addSimulate = (program: Command, act: Act): void => {
  program
    .command('simulate')
    .description(
      '按种子生成一个政府一年的业务,每条记录标明“模拟”。A government-year from a seed; every event says it is simulated.',
    )
    .option('--seed <text>', '种子,相同则结果相同。The same seed gives the same year.', '1')
    .option('--scale <items>', '全年信息条数。Items in the year.', '1000')
    .option('--year <year>', '年份,默认上一年。The year, last year by default.')
    .option(
      '--node <node>',
      '所用区划,不得已加入平台。A division whose government has not joined.',
      '150523',
    )
    .action(act(simulate));
};

const simulate = async (settings: Settings, options: Options): Promise<ExitCode> => {
  const items = wholeNumber(options.scale, '--scale', 1, 50_000_000);
  const lastYear = new Date().getUTCFullYear() - 1;
  const year =
    options.year === undefined ? lastYear : wholeNumber(options.year, '--year', 2009, lastYear);
  const bar = new ProgressBar('模拟 simulate', '条 items');
  const { simulate: run } = await import('@gongkai/platform');
  const result = await withPlatform(settings, 'write', async (platform) =>
    run(platform, {
      node: await nodeNamed(platform, options.node, String(year)),
      seed: options.seed,
      year,
      items,
      onProgress: (done, part) => bar.show(done, part),
    }),
  );
  const summary = accepted(result);
  bar.end(summary.items);
  settings.terminal.result(summary, [
    `模拟 ${year} 年 ${summary.items} 条,命令 ${summary.accepted} 条,被退回 ${summary.refused} 条。`,
    `Simulated ${summary.items} items of ${year}: ${summary.accepted} commands, ${summary.refused} refused.`,
  ]);
  return summary.refused > 0 ? 1 : 0;
};

const wholeNumber = (text: string, option: string, least: number, most: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw usage(
    `${option} 须是 ${least} 至 ${most} 的整数。`,
    `${option} must be a whole number from ${least} to ${most}.`,
    { option, value: text },
  );
};
