import type { Command } from 'commander';
import { accepted } from './failure.js';
import type { Act } from './program.js';
import { nodeNamed, withPlatform } from './session.js';
import type { Settings } from './settings.js';

type Options = {
  node: string;
  period: string;
  format?: string;
  scope?: string;
  children?: boolean;
};

export const addFigures = (program: Command, act: Act): void => {
  program
    .command('figures')
    .description('某单位某期间的统计数。The figures of a node in a period.')
    .requiredOption(
      '--node <node>',
      '单位的代码或名称,可写 衡阳市/衡南县。Code or name of the node.',
    )
    .requiredOption('--period <period>', '2017、2017-03、2017-Q1 或 起..止。Or FROM..TO.')
    .option('--format <format>', '报表格式:cn-2014、cn-2019 或 cn-2021。A report format.')
    .option(
      '--scope <scope>',
      'own 本机关 · agencies 本级各机关 · all 含下级。Whose events count.',
      'all',
    )
    .option('--children', '同时列出下级各单位。Also list what stands directly below.')
    .action(act(figures));
};

const figures = async (settings: Settings, options: Options): Promise<void> => {
  const found = await withPlatform(settings, 'read', async (platform) => {
    const node = await nodeNamed(platform, options.node, options.period);
    return accepted(
      await platform.figures.figures({
        node: node.id,
        period: options.period,
        ...(options.format === undefined ? {} : { format: options.format }),
        scope: options.scope as never,
        children: options.children ?? false,
      }),
    );
  });
  const { figureLabels } = await import('@gongkai/platform');
  const labels = figureLabels(options.format ?? null).filter(({ id }) => id in found.cells);
  const width = Math.max(...labels.map(({ id }) => id.length));
  settings.terminal.result(found, [
    `${found.node.name} ${found.period}`,
    ...labels.map(
      ({ id, zh, en }) =>
        `${id.padEnd(width)} ${String(found.cells[id] ?? '—').padStart(9)}  ${zh} ${en}`,
    ),
    ...(found.children ?? []).map(({ node, cells }) => `${node.name}: ${JSON.stringify(cells)}`),
    ...(found.incomplete.length > 0
      ? [`数据不完整 incomplete: ${found.incomplete.join(', ')}`]
      : []),
  ]);
};
