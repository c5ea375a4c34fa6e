import type { Command } from 'commander';
import { accepted, type ExitCode } from './failure.js';
import { inputFile } from './input-file.js';
import type { Act } from './program.js';
import { nodeNamed, withPlatform } from './session.js';
import type { Settings } from './settings.js';

type Options = { node: string; period: string; published: string; mapping?: string };

export const addRequests = (program: Command, act: Act): void => {
  program
    .command('requests')
    .description('依申请公开。Disclosure on request.')
    .command('reconcile')
    .description(
      '核对已公布的统计数与登记的事实,逐项逐件指出不符。Set published figures beside what the cases say and name every disagreement.',
    )
    .requiredOption('--node <node>', '政府或机关(代码或名称)。Government or agency.')
    .requiredOption('--period <period>', '起..止(日期)、年份或年月。FROM..TO, a year or a month.')
    .requiredOption(
      '--published <file>',
      '已公布的统计数(JSON)。The published figures, JSON: {"published": {key: number}}.',
    )
    .option(
      '--mapping <file>',
      '导入所用的对照表,其 published 说明其他各项。A mapping whose "published" says what other keys count.',
    )
    .action(act(reconcile));
};

/** Exit code 1 says that something does not agree. */
const reconcile = async (settings: Settings, options: Options): Promise<ExitCode> => {
  const { reconcileRequests, readLogMapping } = await import('@gongkai/platform');
  const mapping =
    options.mapping === undefined
      ? undefined
      : accepted(await readLogMapping(await inputFile(options.mapping, '--mapping')));
  const publishedFile = await inputFile(options.published, '--published');
  const found = await withPlatform(settings, 'read', async (platform) =>
    accepted(
      await reconcileRequests(platform, {
        node: await nodeNamed(platform, options.node, options.period),
        period: options.period,
        published: publishedFile,
        ...(mapping?.published ? { rules: mapping.published } : {}),
      }),
    ),
  );
  const { computed, published, disagreements } = found;
  const width = Math.max(...Object.keys(published).map((key) => key.length));
  settings.terminal.result(found, [
    `${'项目 key'.padEnd(width)} 公布 printed  计得 computed`,
    ...Object.entries(published).map(([key, printed]) => {
      const own = computed[key] ?? '—';
      const mark = own === printed ? '' : '  ≠';
      return `${key.padEnd(width)} ${String(printed).padStart(12)} ${String(own).padStart(14)}${mark}`;
    }),
    disagreements.length === 0
      ? '没有不符。Nothing disagrees.'
      : `不符 ${disagreements.length} 处。${disagreements.length} disagreements:`,
    ...disagreements.map(
      ({ id, field, printed, computed: own, why }) =>
        `- ${id ?? '合计 total'} ${field}: ${printed ?? '—'} ≠ ${own ?? '—'}. ${why}`,
    ),
  ]);
  return disagreements.length > 0 ? 1 : 0;
};
