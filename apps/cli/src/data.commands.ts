import type { Command } from 'commander';
import type { ExitCode } from './failure.js';
import { inputPath } from './input-file.js';
import { noteKeyApart } from './key.commands.js';
import { ProgressBar } from './progress-bar.js';
import type { Act } from './program.js';
import { onFolderOnly, withPlatform } from './session.js';
import { fromCaller, type Settings } from './settings.js';

/** rebuild, backup and restore: what is done to a data folder as a whole. */
export const addData = (program: Command, act: Act): void => {
  program
    .command('rebuild')
    .description('从日志重建读模型。Rebuild the read models from the log.')
    .option('--verify', '只比较重建结果与现有读模型。Only compare a rebuild with what is there.')
    .action(act(rebuild));
  program
    .command('backup')
    .description('备份(可在服务运行时进行)。Back up, also while a server runs.')
    .argument('<folder>', '空目录。An empty folder.')
    .action(act(backup));
  program
    .command('restore')
    .description('恢复备份并自行核对。Restore a backup and check it.')
    .argument('<backup>', '备份所在目录。The folder of the backup.')
    .option(
      '--shreddings <path>',
      '已销毁密钥清单(主密钥旁的 .shredded 文件),或较新的数据目录、备份:其中已销毁的个人密钥,恢复后仍予销毁。主密钥旁、备份来源处的清单自动采用。The list of destroyed keys (the .shredded file beside a master key), or a later data folder or backup: the keys of persons destroyed there are destroyed here, too. The list beside the master key and that of the folder the backup came from are found by themselves.',
    )
    .option('--shredded <path>', '同 --shreddings。The same as --shreddings.')
    .option(
      '--without-shreddings',
      '没有清单也恢复:确知备份之后未销毁任何个人密钥。Restore without any list: nothing was destroyed since.',
    )
    .action(act(restore));
};

const backup = async (settings: Settings, _: unknown, [target]: string[]): Promise<void> => {
  onFolderOnly(settings);
  const { backupFolder } = await import('@gongkai/sqlite');
  const to = fromCaller(target!);
  const made = await backupFolder(settings.data, to, new Date(), settings.masterKey);
  const { head, files, madeAt, masterKey = null } = made;
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  settings.terminal.result(
    { folder: to, events: head, files: Object.keys(files).length, bytes, madeAt, masterKey },
    [
      `已备份 ${head} 条记录到 ${to}(${bytes} 字节)。`,
      `${head} events backed up to ${to} (${bytes} bytes).`,
    ],
  );
  noteKeyApart(settings.terminal, masterKey);
};

type RestoreOptions = { shredded?: string; shreddings?: string; withoutShreddings?: boolean };

const restore = async (
  settings: Settings,
  { shredded, shreddings = shredded, withoutShreddings }: RestoreOptions,
  [source]: string[],
): Promise<void> => {
  onFolderOnly(settings);
  const { masterKeyPath, restoreFolder } = await import('@gongkai/sqlite');
  const since = shreddings === undefined ? undefined : await inputPath(shreddings, '--shreddings');
  const bar = new ProgressBar('核对 check', '条 events');
  const restored = await restoreFolder(
    fromCaller(source!),
    settings.data,
    (done, total) => bar.show(done, total === 0 ? 1 : done / total),
    {
      since,
      without: withoutShreddings,
      ...(settings.masterKey ? { masterKey: settings.masterKey } : {}),
    },
  );
  const { head: events, madeAt, masterKey = null, shreddedAgain } = restored;
  bar.end(events);
  settings.terminal.result({ folder: settings.data, events, madeAt, masterKey, shreddedAgain }, [
    `已恢复 ${events} 条记录到 ${settings.data};读模型在下次启动时重建。`,
    `${events} events restored to ${settings.data}; read models are rebuilt at the next start.`,
  ]);
  noteKeyApart(settings.terminal, masterKey, settings.masterKey ?? masterKeyPath(settings.data));
};

const rebuild = async (
  settings: Settings,
  { verify = false }: { verify?: boolean },
): Promise<ExitCode> => {
  onFolderOnly(settings);
  const bar = new ProgressBar('重建 rebuild', '条 events');
  let done = 0;
  const report = await withPlatform(settings, verify ? 'read' : 'write', async (platform) => {
    const reads = await platform.rebuild({
      verify,
      onProgress: (events, part) => bar.show((done = events), part),
    });
    const { evidence } = platform.parts;
    return { ...reads, evidence: await (verify ? evidence.verify() : evidence.rebuild()) };
  });
  bar.end(done);
  const { projections, differing, notCompared, evidence } = report;
  settings.terminal.result(report, [
    `读模型 ${projections} 个,不一致 ${differing.length} 个:${differing.join('、') || '无'}`,
    `${projections} read models, ${differing.length} differ: ${differing.join(', ') || 'none'}`,
    ...(notCompared.length === 0
      ? []
      : [
          `未比较(原读模型尚未建成或落后于日志)${notCompared.length} 个:${notCompared.join('、')}`,
          `Not compared, those in use being behind the log or not made yet: ${notCompared.join(', ')}`,
        ]),
    `存证日志 ${evidence.leaves} 条、检查点 ${evidence.checkpoints} 个,不一致 ${evidence.problems.length} 处。`,
    `Evidence: ${evidence.leaves} leaves, ${evidence.checkpoints} checkpoints, ${evidence.problems.length} faults.`,
  ]);
  return differing.length + evidence.problems.length > 0 ? 1 : 0;
};
