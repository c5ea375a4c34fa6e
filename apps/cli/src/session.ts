import type { TreeNode } from '@gongkai/directory';
import type { Platform } from '@gongkai/platform';
import { accepted } from './failure.js';
import type { Settings } from './settings.js';

/** Opens the platform on the data folder, does the work and closes it, however the work ends. */
export const withPlatform = async <T>(
  { data, masterKey, config }: Settings,
  access: 'read' | 'write' | 'dryRun',
  work: (platform: Platform) => Promise<T>,
): Promise<T> => {
  const { Platform } = await import('@gongkai/platform');
  const platform = await Platform.open({
    data,
    access,
    ...(masterKey ? { masterKey } : {}),
    ...(config.GONGKAI_INSTALLATION ? { installation: config.GONGKAI_INSTALLATION } : {}),
  });
  try {
    return await work(platform);
  } finally {
    await platform.close();
  }
};

/** The one node `--node` names; an ambiguous or unknown name is a refusal with the candidates. */
export const nodeNamed = async (platform: Platform, text: string): Promise<TreeNode> => {
  const { resolveNode } = await import('@gongkai/directory');
  return accepted(resolveNode(platform.tree, text));
};
