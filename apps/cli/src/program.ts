import { Command, CommanderError } from 'commander';
import { addData } from './data.commands.js';
import { addDeadline } from './deadline.command.js';
import { addEvidenceBundle } from './evidence-bundle.commands.js';
import { addEvidenceLog } from './evidence-log.commands.js';
import { addFigures } from './figures.command.js';
import { addHolidays } from './holidays.command.js';
import { addImport } from './import.command.js';
import { addInit } from './init.command.js';
import { addKey } from './key.commands.js';
import { addDoctor } from './doctor.command.js';
import { addMigrate } from './migrate.command.js';
import { addReplay } from './replay.command.js';
import { addRequests } from './requests.command.js';
import { addReport } from './report.commands.js';
import { addRetention } from './retention.commands.js';
import { addServe } from './serve.command.js';
import { addSimulate } from './simulate.command.js';
import { addVerify } from './verify.command.js';
import { addVersion } from './version.command.js';
import { usage, type ExitCode } from './failure.js';
import { settingsOf, type GlobalOptions, type Settings } from './settings.js';
import { Terminal } from './terminal.js';
import { usageError } from './usage-error.js';

/** How a command file joins the program: `act` runs its work with the settings of this call. */
export type Act = <O>(
  work: (settings: Settings, options: O, args: string[]) => Promise<ExitCode | void>,
) => (...parameters: unknown[]) => Promise<void>;

const ADD = [
  addInit,
  addServe,
  addImport,
  addFigures,
  addDeadline,
  addRequests,
  addHolidays,
  addData,
  addMigrate,
  addDoctor,
  addKey,
  addSimulate,
  addVersion,
  addReport,
  addReplay,
  addEvidenceBundle,
  addEvidenceLog,
  addVerify,
  addRetention,
] as const;

/** Runs one command line; the number is the exit code of the process. */
export const run = async (
  argv: readonly string[],
  terminal = new Terminal(argv.includes('--json')),
): Promise<ExitCode> => {
  let exitCode: ExitCode = 0;
  const act: Act =
    (work) =>
    async (...parameters) => {
      const command = parameters.at(-1) as Command;
      const options = command.optsWithGlobals();
      if ('url' in options && !throughServer(command)) throw urlUnused(command);
      if ('data' in options && options['data'] === '') throw dataEmpty();
      const settings = settingsOf(options as GlobalOptions, terminal);
      exitCode = (await work(settings, options as never, command.args)) ?? 0;
    };
  const program = programWith(terminal);
  for (const add of ADD) add(program, act);
  for (const command of program.commands) quiet(command, terminal);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return terminal.fail(error);
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') return 2;
    return terminal.fail(usageError(error));
  }
};

/** Everything else works on the folder itself; on another one than the caller meant it would be wrong. */
const throughServer = (command: Command): boolean => command.parent?.name() === 'import';

const urlUnused = (command: Command) =>
  usage(
    `${command.name()} 不经由服务进行,不接受 --url;只有 import 可以。`,
    `${command.name()} does not go through a server and takes no --url; only import does.`,
    { option: '--url' },
  );

/** A variable of a script that nobody set; the folder it stands for is not the one the caller is in. */
const dataEmpty = () =>
  usage('--data 不能为空。', '--data may not be empty.', { option: '--data' });

/** Headings of the help, before those of Commander. */
const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法 ',
  'Arguments:': '参数 ',
  'Options:': '选项 ',
  'Global Options:': '全局选项 ',
  'Commands:': '命令 ',
};

const programWith = (terminal: Terminal): Command => {
  const program = new Command('gongkai');
  program
    .description(
      '公开:政府信息公开平台。Gongkai: a platform for government information disclosure.',
    )
    .option('--data <folder>', '数据目录,默认 ./data。Data folder, ./data by default.')
    .option(
      '--cluster',
      '使用集群的存储(GONGKAI_EVENTSTORE_URL 等),数据目录只存日志的副本。Work on the stores of a cluster; the data folder holds a copy of the log.',
    )
    .option('--json', '标准输出只有一个 JSON 值。Standard output is exactly one JSON value.')
    .option(
      '--url <address>',
      'import 经由持有数据目录的服务进行,令牌取自 GONGKAI_TOKEN。Import through the server that holds the folder; its token is GONGKAI_TOKEN.',
    )
    .option(
      '--operator <name>',
      '操作人姓名,记入每条记录。Name of the operator, recorded with every event.',
    )
    .configureHelp({ styleTitle: (title) => `${TITLES[title] ?? ''}${title}` })
    .helpOption('-h, --help', '显示帮助。Show help.')
    .helpCommand('help [command]', '显示某个命令的帮助。Show help of a command.')
    .addHelpText(
      'after',
      '\n退出码 Exit codes: 0 完成 done · 1 被退回或有发现 refused or findings · 2 用法 usage · 3 无法进行 cannot',
    );
  quiet(program, terminal);
  return program;
};

/** Errors are printed once, by the terminal, in both languages. */
const quiet = (command: Command, terminal: Terminal): void => {
  command.exitOverride();
  command.showHelpAfterError(false);
  command.configureOutput({
    writeErr: (text) => {
      if (!text.startsWith('error:')) terminal.errors.write(text);
    },
  });
  for (const sub of command.commands) quiet(sub, terminal);
};
