import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { accepted, usage, type ExitCode } from './failure.js';
import { inputFile } from './input-file.js';
import { ProgressBar } from './progress-bar.js';
import type { Act } from './program.js';
import { importRemotely } from './remote-import.js';
import { nodeNamed, withPlatform } from './session.js';
import { fromCaller, type Settings } from './settings.js';
import type { Terminal } from './terminal.js';

type Options = {
  node: string;
  mapping: string;
  dryRun?: boolean;
  refusals?: string;
  void?: string;
};

export const addImport = (program: Command, act: Act): void => {
  const group = program.command('import').description('批量导入。Import in bulk.');
  const add = (name: Kind, description: string) =>
    group
      .command(name)
      .description(description)
      .argument('<file>', 'CSV 或 XLSX 文件。A CSV or XLSX file.')
      .requiredOption(
        '--node <node>',
        '政府或机关(代码或名称)。Government or agency, by code or name.',
      )
      .requiredOption('--mapping <file>', '列对照表(JSON)。The mapping of columns, JSON.')
      .option('--dry-run', '只检查,不写入。Only check; nothing is recorded.')
      .option(
        '--refusals <file>',
        '退回清单,默认在源文件旁。Where refused rows go; beside the source by default.',
      )
      .action(
        act((settings: Settings, options: Options, args: string[]) =>
          importFile(name, settings, options, args),
        ),
      );
  add(
    'publications',
    '导入已在别处公开的信息(CSV、XLSX),每行一条,凭证明登记。Import items already public elsewhere, one a row, each attested.',
  ).option(
    '--void <reason>',
    '撤销这些行此前的登记,写明原因。Take back, for this reason, what these rows brought.',
  );
  add(
    'requests',
    '导入在别处办理的申请登记簿(CSV、XLSX),每行一件,照其日期登记。Import a register of requests handled elsewhere, one a row, on the days it gives.',
  );
  add(
    'returns',
    '导入各单位上报的统计数(CSV、XLSX),每个数字一次上报,注明审核人。Import numbers reported by agencies, each attested.',
  );
};

/** What is imported: items already public, a register of requests, numbers reported in bulk. */
type Kind = 'publications' | 'requests' | 'returns';

const importFile = async (
  kind: Kind,
  settings: Settings,
  options: Options,
  [source]: string[],
): Promise<ExitCode> => {
  const { terminal, operator } = settings;
  const file = await inputFile(source!, '<file>');
  const paths = {
    file,
    mapping: await inputFile(options.mapping, '--mapping'),
    refusalsPath: fromCaller(options.refusals ?? refusedBeside(file)),
  };
  await keepSources(paths);
  if (settings.url !== null) {
    const { node, dryRun = false, void: voidReason } = options;
    const order = { ...paths, kind, node, dryRun, voidReason };
    return report(terminal, await importRemotely(settings, order));
  }
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const bar = new ProgressBar(options.dryRun ? '试导入 dry run' : '导入 import', '行 rows');
  const { importPublications, importRequests, importReturns } = await import('@gongkai/platform');
  try {
    const result = await withPlatform(
      settings,
      options.dryRun ? 'dryRun' : 'write',
      async (platform) => {
        const { tree, events, send, calendars } = platform;
        // What a dry run appends is never reached by what waits for positions of the log.
        const target = options.dryRun ? { tree, events, send, calendars } : platform;
        const order = {
          ...paths,
          node: await nodeNamed(platform, options.node),
          caller: { kind: 'operator' as const, name: operator },
          signal: stop.signal,
          voidReason: options.void,
          onProgress: ({ read, part }: { read: number; part: number | null }) =>
            bar.show(read, part),
          onEncoding: (encoding: string) => {
            if (encoding !== 'utf-8')
              terminal.note(`文件编码为 ${encoding}。`, `The file is in ${encoding}.`);
          },
        };
        switch (kind) {
          case 'publications':
            return importPublications(target, order);
          case 'requests':
            return importRequests(target, order);
          case 'returns':
            return importReturns(target, order);
        }
      },
    );
    const counts = accepted(result);
    bar.end(counts.read);
    return report(terminal, counts);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
};

type Counts = {
  read: number;
  accepted: number;
  refused: number;
  refusals: string | null;
  defective?: readonly { line: number; number: string; defects: readonly string[] }[];
};

const DEFECTIVE_SHOWN = 100;

const report = (terminal: Terminal, counts: Counts): ExitCode => {
  const { read, accepted: taken, refused, refusals, defective = [] } = counts;
  for (const { line, number, defects } of defective.slice(0, DEFECTIVE_SHOWN))
    terminal.note(
      `第 ${line} 行(${number})自相矛盾,照录:${defects.join(' ')}。`,
      `Line ${line} (${number}) does not agree with itself and is kept as it is.`,
    );
  if (defective.length > DEFECTIVE_SHOWN)
    terminal.note(
      `还有 ${defective.length - DEFECTIVE_SHOWN} 行,见 requests reconcile。`,
      `${defective.length - DEFECTIVE_SHOWN} more; requests reconcile has them all.`,
    );
  terminal.result({ read, accepted: taken, refused, refusals }, [
    `读取 read ${read}, 接受 accepted ${taken}, 退回 refused ${refused}`,
    ...(refusals === null ? [] : [`退回清单 Refused rows: ${refusals}`]),
  ]);
  return refused > 0 ? 1 : 0;
};

/** What is read is never written over, under whatever name. */
const keepSources = async (paths: { file: string; mapping: string; refusalsPath: string }) => {
  const [refusals, ...sources] = await Promise.all(
    [paths.refusalsPath, paths.file, paths.mapping].map((path) => stat(path).catch(() => null)),
  );
  if (
    !sources.some((source) => source && source.dev === refusals?.dev && source.ino === refusals.ino)
  )
    return;
  throw usage(
    '退回清单不能写在源文件或对照表上。',
    'The file of refused rows would write over the source or the mapping.',
    { option: '--refusals', path: paths.refusalsPath },
  );
};

const refusedBeside = (file: string): string =>
  join(dirname(file), `${basename(file).replace(/\.(csv|xlsx|tsv|txt)$/i, '')}.refused.csv`);
