import type { Founded } from '@gongkai/platform';
import type { Command } from 'commander';
import { accepted, type ExitCode } from './failure.js';
import { noteMasterKey } from './key.commands.js';
import type { Act } from './program.js';
import { ProgressBar } from './progress-bar.js';
import { onFolderOnly, withPlatform } from './session.js';
import type { Settings } from './settings.js';
import type { Terminal } from './terminal.js';

export const addInit = (program: Command, act: Act): void => {
  program
    .command('init')
    .description('建立数据目录并载入全国区划。Make the data folder and load the national tree.')
    .option('--demo', '另加演示数据(只供本机试用)。Add demo data, for this machine only.')
    .option(
      '--administrator <name>',
      '首个平台管理员的账号,口令只显示一次。Account of the first administrator; the password is shown once.',
      'administrator',
    )
    .action(act(init));
};

type Options = { demo?: boolean; administrator: string };

const init = async (
  settings: Settings,
  { demo = false, administrator: name }: Options,
): Promise<ExitCode> => {
  onFolderOnly(settings);
  const { initialise, openAdministrator } = await import('@gongkai/platform');
  const divisions = new ProgressBar('区划 divisions', '个');
  const items = new ProgressBar('演示 demo', '条 items');
  const [founded, administrator] = await withPlatform(settings, 'write', async (platform) => {
    // Said first: whatever becomes of the rest, the key is there and nowhere else.
    noteMasterKey(settings.terminal, platform.masterKey);
    return [
      await initialise(platform, {
        folder: settings.data,
        demo,
        onDivisions: (done, total) =>
          done === total ? divisions.end(done) : divisions.show(done, done / total),
        onItems: (done, part) => items.show(done, part),
      }),
      platform.demo
        ? null
        : await openAdministrator(platform, { operator: settings.operator, name }),
    ];
  });
  const result = accepted(founded);
  const opened = administrator && accepted(administrator);
  const exitCode = reportFounded(settings.terminal, settings.data, result);
  // On standard error, so that no result that is kept somewhere holds it.
  if (opened?.generated)
    settings.terminal.note(
      `平台管理员 ${opened.name} 的口令(只显示这一次):${opened.generated}`,
      `Password of the administrator ${opened.name}, shown this once: ${opened.generated}`,
    );
  return exitCode;
};

/** Says what the folder holds now; a change of the national tree that was refused is no success. */
export const reportFounded = (
  terminal: Terminal,
  data: string,
  { governments, agencies, events, accounts, refused }: Founded,
): ExitCode => {
  for (const { change, reason } of refused)
    terminal.note(
      `区划变动未载入(${change.kind} ${change.code} ${change.on}):${reason.zh}`,
      `This change of a division was not loaded: ${reason.en} [${reason.code}]`,
    );
  const told = refused.map(({ change: { kind, code, on }, reason: { code: reason } }) => {
    return { kind, code, on, reason };
  });
  const counts = { data, governments, agencies, events };
  terminal.result(told.length === 0 ? counts : { ...counts, refused: told }, [
    `数据目录 Data folder: ${data}`,
    `政府 governments ${governments}, 机关 agencies ${agencies}, 记录 events ${events}`,
    ...(accounts === null ? [] : demoLines(accounts)),
  ]);
  return refused.length > 0 ? 1 : 0;
};

/** What a person may try next; also printed when a server starts on demo data. */
export const demoLines = ({ names, password }: { names: readonly string[]; password: string }) => [
  'DEMO 演示数据,请勿用于实际工作。DEMO data, not for real work.',
  `  账号 accounts: ${names.join(', ')}`,
  `  口令 password: ${password}`,
  '  gongkai figures --node 衡南县 --period 2017 --format cn-2014',
  '  gongkai figures --node 赤峰市 --period 2008 --children',
];
