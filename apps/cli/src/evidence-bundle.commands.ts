import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { CaseBundle, ListedCase, Platform } from '@gongkai/platform';
import { accepted, Failure } from './failure.js';
import { inputText } from './input-file.js';
import type { Act } from './program.js';
import { nodeNamed, withPlatform } from './session.js';
import { fromCaller, type Settings } from './settings.js';

type ListOptions = { node?: string; kind?: string };
type MakeOptions = {
  case: string;
  out: string;
  kind: 'court' | 'party';
  purpose: string;
  checkpoint?: string[];
};

/** Joins the group of commands about evidence, which others join too. */
export const addEvidenceBundle = (program: Command, act: Act): void => {
  const group =
    program.commands.find((command) => command.name() === 'evidence') ??
    program.command('evidence').description('证据。Evidence.');
  group
    .command('cases')
    .description('可制作证据包的案件。Cases evidence bundles can be made of.')
    .option('--node <node>', '只列某一政府的案件。Those of one government only.')
    .option(
      '--kind <kind>',
      'request、document、reconsideration、suit、complaint 之一。One kind of case only.',
    )
    .action(act(list));
  group
    .command('bundle')
    .description('制作一个案件的证据包。Make the evidence bundle of a case.')
    .requiredOption('--case <id>', '案件编号,见 evidence cases。Id of the case.')
    .requiredOption('--out <file>', '证据包文件(.evidence.zip)。Where the bundle goes.')
    .addOption(
      group
        .createOption('--kind <kind>', '法院卷 court 或当事人卷 party。For a court or for a party.')
        .choices(['court', 'party'])
        .default('court'),
    )
    .option('--purpose <text>', '用途,记入清单与审计。What it is for.', '')
    .option(
      '--checkpoint <files...>',
      '对方所持的检查点,使证据包可与之核对。Checkpoints the other side holds.',
    )
    .action(act(make));
};

const list = async (settings: Settings, { node: name, kind }: ListOptions): Promise<void> => {
  const { bundlesOf } = await import('@gongkai/platform');
  const found: ListedCase[] = [];
  await withPlatform(settings, 'read', async (platform) => {
    const tenant = name === undefined ? undefined : await tenantNamed(platform, name);
    for await (const one of bundlesOf(platform).cases(tenant))
      if (kind === undefined || one.kind === kind) found.push(one);
  });
  const shown = found.map(({ id, kind: of, title }) => ({ id, kind: of, title }));
  settings.terminal.result(
    shown,
    shown.map(({ id, kind: of, title }) => `${id}  ${of.padEnd(15)} ${title}`),
  );
};

const tenantNamed = async (platform: Platform, name: string): Promise<string> => {
  const { id } = await nodeNamed(platform, name);
  return platform.tree.tenantOf(id) ?? '';
};

const make = async (settings: Settings, options: MakeOptions): Promise<void> => {
  const { bundlesOf, takeBundle } = await import('@gongkai/platform');
  const out = fromCaller(options.out);
  const held = await Promise.all(
    (options.checkpoint ?? []).map(async (path) => ({
      file: basename(path),
      text: await inputText(path, '--checkpoint'),
    })),
  );
  const { case: id, kind, purpose } = options;
  const bundle = await withPlatform(settings, 'write', async (platform): Promise<CaseBundle> => {
    const tenant = await bundlesOf(platform).tenantOf(id);
    if (tenant === undefined) throw unknownCase(id);
    const actor = { kind: 'operator', id: settings.operator } as const;
    return accepted(await takeBundle(platform, actor, { tenant, case: id, kind, purpose, held }));
  });
  await writeFile(out, bundle.zip);
  const { events, checkpoint } = bundle;
  settings.terminal.result({ file: out, events, checkpoint: checkpoint.text }, [
    `${out}: 记录 events ${events}, 检查点 checkpoint ${checkpoint.size}`,
    `核验 verify: gongkai verify ${out}`,
  ]);
};

const unknownCase = (id: string) =>
  new Failure(
    1,
    'bundle.caseUnknown',
    `没有这个案件:${id.slice(0, 64)}。`,
    `There is no such case: ${id.slice(0, 64)}.`,
    { case: id.slice(0, 64) },
  );
