import type { Candidate, TreeNode } from '@gongkai/directory';
import type { Config } from '@gongkai/kernel';
import type { Platform } from '@gongkai/platform';
import { Failure, failureOf, usage } from './failure.js';
import { ProgressBar } from './progress-bar.js';
import type { Settings } from './settings.js';

/**
 * Opens the platform on the data folder or the stores of a cluster, does the work and closes it,
 * however the work ends.
 */
export const withPlatform = async <T>(
  settings: Settings,
  access: 'read' | 'write' | 'dryRun',
  work: (platform: Platform) => Promise<T>,
): Promise<T> => {
  const { data, masterKey, config, cluster } = settings;
  const { Platform } = await import('@gongkai/platform');
  const copy = cluster ? await sharedWith(settings) : undefined;
  const platform = await Platform.open({
    data,
    access,
    ...copy?.options,
    ...(masterKey ? { masterKey } : {}),
    ...(config.GONGKAI_INSTALLATION ? { installation: config.GONGKAI_INSTALLATION } : {}),
  });
  copy?.end();
  try {
    return await work(platform);
  } finally {
    await platform.close();
  }
};

/** What names the stores of a cluster, with the folder and the master key of this call. */
export const clusterConfig = ({ data, masterKey, config }: Settings): Config => ({
  ...config,
  GONGKAI_DATA: data,
  GONGKAI_MASTER_KEY: masterKey,
});

const sharedWith = async (settings: Settings) => {
  const { openConfiguredStores } = await import('@gongkai/platform');
  const shared = await openConfiguredStores(clusterConfig(settings));
  const bar = new ProgressBar('日志副本 copy of the log', '条 events');
  let copied = 0;
  return {
    options: { shared, onReplica: (events: number) => bar.show((copied = events), null) },
    end: () => bar.end(copied),
  };
};

/** What is done to a data folder as a whole is not done to a cluster: its stores have their own ways. */
export const onFolderOnly = ({ cluster }: Settings): void => {
  if (!cluster) return;
  throw usage(
    '此命令只用于数据目录,不能与 --cluster 同用;集群的备份、恢复见安装指南。',
    'This command is for a data folder, not for a cluster; for backup and restore there see the guide of installing.',
  );
};

/**
 * The one node `--node` names, in a question about a period or day as it was called then; an ambiguous
 * or unknown name is a refusal with the candidates, one of another time with what they are called now.
 */
export const nodeNamed = async (
  { tree }: Platform,
  text: string,
  period?: string,
): Promise<TreeNode> => {
  const { dayNaming, daysNaming, resolveNode } = await import('@gongkai/directory');
  const days = period === undefined ? [] : daysNaming(period);
  const found = resolveNode(tree, text, dayNaming(tree, text, days));
  if ('id' in found) return found;
  throw withNamesNow(failureOf(found));
};

const NAMES_SHOWN = 5;

/** Says besides what those are called now that bore the name or code at another time. */
const withNamesNow = ({ exitCode, code, zh, en, details }: Failure): Failure => {
  const otherwise = (details['otherwise'] ?? []) as readonly Candidate[];
  const names = otherwise
    .slice(0, NAMES_SHOWN)
    .map(({ path, code: now, until }) => `${path} ${now ?? ''}${until ? ` (–${until})` : ''}`)
    .join('; ');
  if (names === '') return new Failure(exitCode, code, zh, en, details);
  const more = otherwise.length > NAMES_SHOWN ? ' …' : '';
  return new Failure(
    exitCode,
    code,
    `${zh}曾用此名称或代码的单位现为:${names}${more}。`,
    `${en} Those that had it at another time are now: ${names}${more}.`,
    details,
  );
};
