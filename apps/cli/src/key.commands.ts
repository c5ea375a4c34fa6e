import type { Command } from 'commander';
import type { AuditLog } from '@gongkai/identity';
import type { Platform } from '@gongkai/platform';
import type { MasterKey } from '@gongkai/sqlite';
import { accepted, usage } from './failure.js';
import { ProgressBar } from './progress-bar.js';
import type { Act } from './program.js';
import { clusterConfig, nodeNamed, withPlatform } from './session.js';
import type { Settings } from './settings.js';
import type { Terminal } from './terminal.js';

/** key rotate: what is done to the master key, which opens what is sealed in a data folder. */
export const addKey = (program: Command, act: Act): void => {
  const key = program
    .command('key')
    .description('主密钥:个人信息由它开启。The master key, which opens what is sealed.');
  key
    .command('rotate')
    .description(
      '换一把主密钥,重新包裹全部个人密钥。Make a new master key and wrap every personal key anew.',
    )
    .action(act(rotate));
  key
    .command('profile')
    .description(
      '新密钥所用算法:aes(AES-256-GCM)或 sm(国密 SM4、SM3);已有密钥不变。The algorithms of new keys: aes or sm (SM4, SM3); keys there are stay as they are.',
    )
    .argument('[profile]', 'aes 或 sm;不写只显示。aes or sm; only shown without it.')
    .option('--node <node>', '只用于一个政府。For one government only.')
    .action(act(profile));
};

const profile = async (
  settings: Settings,
  { node }: { node?: string },
  [wanted]: string[],
): Promise<void> => {
  const { PROFILES } = await import('@gongkai/vault');
  const named = PROFILES.find((each) => each === wanted);
  if (wanted !== undefined && !named)
    throw usage(`没有 ${wanted} 这种算法`, `There is no profile ${wanted}`);
  const of = await withPlatform(settings, named ? 'write' : 'read', async (platform) => {
    const tenant = node === undefined ? undefined : await governmentNamed(platform, node);
    const { personKeys } = platform.parts;
    if (named) {
      await recordProfile(platform, settings, tenant, named);
      await personKeys.setProfile(named, tenant);
    }
    return personKeys.profileOf(tenant);
  });
  settings.terminal.result({ profile: of, node: node ?? null }, [
    `新密钥的算法 profile of new keys: ${of}`,
  ]);
};

const governmentNamed = async (platform: Platform, node: string): Promise<string> => {
  const { resolveGovernment } = await import('@gongkai/directory');
  await nodeNamed(platform, node);
  return accepted(resolveGovernment(platform.tree, node));
};

/** A change of configuration stands in the audit stream of the government, or of the platform. */
const recordProfile = async (
  platform: Platform,
  { operator }: Settings,
  tenant: string | undefined,
  profile: string,
): Promise<void> => {
  const { AUDIT } = await import('@gongkai/identity');
  const { PLATFORM } = await import('@gongkai/kernel');
  const audit = platform.app.get<AuditLog>(AUDIT, { strict: false });
  const actor = { kind: 'operator' as const, id: operator };
  const entry = {
    type: 'ConfigurationChanged' as const,
    account: operator,
    setting: `vault.profile=${profile}`,
  };
  await audit.record(tenant ?? PLATFORM, entry, actor);
};

const rotate = async (settings: Settings): Promise<void> => {
  const { masterKeyPath } = await import('@gongkai/sqlite');
  const { data, masterKey = masterKeyPath(data), cluster, terminal } = settings;
  const bar = new ProgressBar('包裹 wrap', '把 keys');
  const onKeys = (done: number, total: number) => bar.show(done, done / total);
  const rotation = await (cluster ? rotateShared : rotateInFolder)(
    { ...settings, masterKey },
    onKeys,
  );
  bar.end(rotation.keys);
  const { keys, from, to, previous } = rotation;
  terminal.result({ masterKey, keys, from, to, previous }, [
    `主密钥已由 ${from} 换为 ${to},重新包裹密钥 ${keys} 把:${masterKey}`,
    `The master key ${from} is replaced by ${to}, ${keys} keys are wrapped anew: ${masterKey}`,
    `原主密钥移至 ${previous}。此前的备份仍需用它;不再需要这些备份时,请一并销毁。`,
    `The earlier one is now ${previous}. Backups made before need it; destroy it with the last of them.`,
  ]);
};

type OnKeys = (done: number, total: number) => void;
type Keyed = Settings & { masterKey: string };

const rotateInFolder = async ({ data: folder, masterKey }: Keyed, onKeys: OnKeys) => {
  const { dataPaths, holdDataFolder, readDataFolder, rotateMasterKey } =
    await import('@gongkai/sqlite');
  readDataFolder(folder);
  const held = holdDataFolder(folder);
  try {
    return rotateMasterKey({ path: dataPaths(folder).keys, masterKey, folder }, onKeys);
  } finally {
    held.release();
  }
};

const rotateShared = async (settings: Keyed, onKeys: OnKeys) => {
  const { rotateConfiguredKey } = await import('@gongkai/platform');
  return rotateConfiguredKey(clusterConfig(settings), onKeys);
};

/** On standard error, once: whoever makes a folder learns that there is a second thing to keep. */
export const noteMasterKey = (terminal: Terminal, key: MasterKey | undefined): void => {
  if (key?.listMissing)
    terminal.note(
      `主密钥旁没有已销毁密钥清单 ${key.path}.shredded,已按此数据目录重建。此目录若是旧的副本,请放回最新清单后再启动,否则已删除的个人信息可能重新可读。`,
      `There was no list of destroyed keys ${key.path}.shredded beside the master key; it was made anew from this folder. If this is an older copy, put the newest list back and start again, or what was erased can be read.`,
    );
  if (!key?.made) return;
  terminal.note(
    `已生成主密钥文件 ${key.path}(标记 ${key.mark})。请另行备份并与数据分开保管:没有它,已密封的个人信息永远无法读取。`,
    `The master key file ${key.path} was made (mark ${key.mark}). Back it up apart from the data: without it nothing sealed can ever be read.`,
  );
};

/** Whoever holds a backup has no master key in it; `path` is where a restored folder looks for it. */
export const noteKeyApart = (terminal: Terminal, mark: string | null, path?: string): void => {
  if (mark === null) return;
  const [zh, en] = path === undefined ? ['', ''] : [`放在 ${path},`, ` Put it at ${path}.`];
  terminal.note(
    `备份中不含主密钥(标记 ${mark})。${zh}有它才能读取已密封的个人信息。`,
    `The master key (mark ${mark}) is not in a backup; what is sealed can be read only with it.${en}`,
  );
};
