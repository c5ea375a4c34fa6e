import { writeFile } from 'node:fs/promises';
import type { LogCheckpoint, Platform } from '@gongkai/platform';
import type { Command } from 'commander';
import { accepted, usage } from './failure.js';
import { inputText } from './input-file.js';
import type { Act } from './program.js';
import { nodeNamed, withPlatform } from './session.js';
import { fromCaller, type Settings } from './settings.js';

type OfNode = { node: string };
type CheckpointOptions = OfNode & {
  make?: boolean;
  since?: string;
  out?: string;
  cosigned?: string;
};
type ListOptions = OfNode & { after?: string; limit?: string };
type WitnessOptions = OfNode & { trust?: string };
type KeyOptions = OfNode & { rotate?: boolean };
type PolicyOptions = OfNode & { witness?: string[]; quorum?: string };

const NODE =
  '政府的代码或名称,platform 指平台本身。Code or name of a government; platform is the platform itself.';

/** Joins the group of commands about evidence, which others join too. */
export const addEvidenceLog = (program: Command, act: Act): void => {
  const group =
    program.commands.find((command) => command.name() === 'evidence') ??
    program.command('evidence').description('证据。Evidence.');
  group
    .command('checkpoint')
    .description('存证日志最近的检查点。The latest checkpoint of an evidence log.')
    .requiredOption('--node <node>', NODE)
    .option('--make', '现在签发一个留存的检查点。Sign one now, and keep it.')
    .option(
      '--since <size>',
      '作为见证请求:附自该长度起的一致性证明,首次为 0。As a request to a witness that has seen so many leaves; 0 the first time.',
    )
    .option('--cosigned <file>', '收入见证人签回的检查点。Take a checkpoint a witness gave back.')
    .option('--out <file>', '写入文件。Write it to a file.')
    .action(act(checkpoint));
  group
    .command('checkpoints')
    .description('留存的检查点。The checkpoints that are kept.')
    .requiredOption('--node <node>', NODE)
    .option('--after <size>', '自该长度之后。After this size.', '0')
    .option('--limit <n>', '至多若干个。At most so many.', '100')
    .action(act(list));
  group
    .command('witness')
    .description(
      '以上级政府名义见证他处日志的检查点;分叉者拒绝。Cosign checkpoints of logs elsewhere as a superior government; a fork is refused.',
    )
    .argument('<files...>', '检查点或见证请求。Checkpoints, or requests to a witness.')
    .requiredOption('--node <node>', '见证人所属政府。The government that is the witness.')
    .option('--trust <policy>', '该日志的策略文件,首次须给出。Policy of that log, the first time.')
    .action(act(witness));
  group
    .command('keys')
    .description('签名密钥的公开部分。Public halves of the signing keys.')
    .requiredOption('--node <node>', NODE)
    .option('--rotate', '更换签名密钥。Replace the signing keys.')
    .action(act(keys));
  group
    .command('policy')
    .description('存证日志的信任策略。The trust policy of an evidence log.')
    .requiredOption('--node <node>', NODE)
    .option('--witness <vkeys...>', '加入外部见证人的公钥。Add witnesses from outside.')
    .option('--quorum <n>', '须有若干见证人签名。So many witnesses must have cosigned.')
    .action(act(policy));
};

const checkpoint = async (settings: Settings, options: CheckpointOptions): Promise<void> => {
  const { cosigned } = options;
  const note = cosigned === undefined ? undefined : await inputText(cosigned, '--cosigned');
  const writes = options.make === true || note !== undefined;
  await withPlatform(settings, writes ? 'write' : 'read', async (platform) => {
    const tenant = await tenantNamed(platform, options.node);
    const { logReader } = platform;
    if (note !== undefined) accepted(await operations(platform).takeCosignatures(tenant, note));
    if (options.make === true) await made(platform, tenant);
    const latest = (await logReader.latest(tenant)) ?? (await none(options.node));
    const text =
      options.since === undefined
        ? latest.text
        : accepted(await operations(platform).requestTo(tenant, count(options.since)));
    if (options.out !== undefined) await writeFile(fromCaller(options.out), text);
    const origin = logReader.origin(tenant);
    const out = options.out === undefined ? {} : { file: fromCaller(options.out) };
    settings.terminal.result({ origin, ...shown(latest), text, ...out }, [text]);
  });
};

/** Signs the log as far as it goes now. */
const made = async (platform: Platform, tenant: string): Promise<void> => {
  const head = await platform.events.head();
  if (head === undefined) return;
  await platform.parts.evidence.waitFor(head);
  const size = await platform.logReader.size(tenant);
  const position =
    size === 0 ? undefined : await platform.parts.evidence.store.positionOf(tenant, size - 1);
  if (position !== undefined) await platform.logReader.ensureCheckpoint(tenant, position);
};

const list = async (settings: Settings, { node, after, limit }: ListOptions): Promise<void> => {
  await withPlatform(settings, 'read', async (platform) => {
    const tenant = await tenantNamed(platform, node);
    const page = { after: count(after!), limit: count(limit!) };
    const kept = await platform.logReader.checkpoints(tenant, page);
    const lines = kept.map(
      ({ size, madeAt, reasons }) => `${size}\t${madeAt}\t${reasons.join(',')}`,
    );
    settings.terminal.result(
      kept.map((each) => ({ ...shown(each), text: each.text })),
      [...lines, `${kept.length} 个检查点。${kept.length} checkpoints.`],
    );
  });
};

const witness = async (
  settings: Settings,
  { node, trust }: WitnessOptions,
  files: string[],
): Promise<void> => {
  const policyText = trust === undefined ? undefined : await inputText(trust, '--trust');
  const notes: { file: string; text: string }[] = [];
  for (const file of files) notes.push({ file, text: await inputText(file, '<files>') });
  await withPlatform(settings, 'write', async (platform) => {
    const tenant = await tenantNamed(platform, node);
    const cosigned = [];
    for (const { file, text } of notes) {
      const given = accepted(await operations(platform).witness(tenant, text, policyText));
      const out = `${fromCaller(file)}.cosigned`;
      await writeFile(out, given.text);
      cosigned.push({ file: out, origin: given.origin, size: given.size, line: given.line });
    }
    settings.terminal.result(
      cosigned,
      cosigned.map(({ file, origin, size }) => `${origin} ${size} → ${file}`),
    );
  });
};

const keys = async (settings: Settings, { node, rotate }: KeyOptions): Promise<void> => {
  await withPlatform(settings, rotate ? 'write' : 'read', async (platform) => {
    const tenant = await tenantNamed(platform, node);
    if (rotate) await platform.parts.evidence.rotate(tenant);
    const cards = await platform.logReader.keys(tenant);
    settings.terminal.result(
      cards,
      cards.map(({ vkey, retiredAt }) => (retiredAt === null ? vkey : `# 已停用 retired ${vkey}`)),
    );
  });
};

const policy = async (
  settings: Settings,
  { node, witness: witnesses = [], quorum }: PolicyOptions,
): Promise<void> => {
  const writes = witnesses.length > 0 || quorum !== undefined;
  await withPlatform(settings, writes ? 'write' : 'read', async (platform) => {
    const tenant = await tenantNamed(platform, node);
    const wanted = { witnesses, quorum: quorum === undefined ? undefined : count(quorum) };
    const text = writes
      ? accepted(await operations(platform).setPolicy(tenant, wanted))
      : await platform.logReader.policy(tenant);
    settings.terminal.result({ origin: platform.logReader.origin(tenant), text }, [text]);
  });
};

const operations = ({ parts }: Platform) => parts.evidence.operations(parts.personKeys);

const tenantNamed = async (platform: Platform, name: string): Promise<string> => {
  if (name === 'platform') return name;
  const node = await nodeNamed(platform, name);
  return node.tenant ?? none(name);
};

const none = async (node: string): Promise<never> => {
  const { rejectEvidenceLog } = await import('@gongkai/platform');
  return accepted(rejectEvidenceLog('evidence.logNone', { node })) as never;
};

const count = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw usage(`不是数:${text}`, `Not a number: ${text}`);
  return Number(text);
};

const shown = ({ size, position, madeAt, reasons, root }: LogCheckpoint) => ({
  size,
  position: Number(position),
  madeAt,
  reasons,
  root: Buffer.from(root).toString('base64'),
});
