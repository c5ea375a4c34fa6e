import type { Deadline } from '@gongkai/calendar';
import type { Command } from 'commander';
import { accepted } from './failure.js';
import type { Act } from './program.js';
import type { Settings } from './settings.js';

type Options = {
  received: string;
  channel: string;
  edition?: string;
  confirmed?: string;
  corrected?: string;
  paid?: string;
  pause?: string[];
  extend?: string | true;
};

const collected = (value: string, before: string[] = []): string[] => [...before, value];

export const addDeadline = (program: Command, act: Act): void => {
  program
    .command('deadline')
    .description('答复期限及其逐日依据。When a reply is due, and why, day by day.')
    .requiredOption('--received <day>', '收到之日 YYYY-MM-DD。The day the request arrived.')
    .requiredOption(
      '--channel <channel>',
      'in-person 当面 · signed-post 邮寄签收 · mail 平信 · online 网上 · email 邮箱 · fax 传真 · oral 口头',
    )
    .option('--edition <edition>', '2007 · 2019;默认按收到之日。By the day of receipt if absent.')
    .option('--confirmed <day>', '双方确认之日。The day both sides confirmed.')
    .option('--corrected <day>', '收到补正之日。The day the corrected request came in.')
    .option('--paid <day>', '缴清费用之日。The day the fee was paid.')
    .option(
      '--pause <from..to>',
      '征求意见期间:发出..收到,可重复。Consultation: letter left..answer came; may be repeated.',
      collected,
    )
    .option(
      '--extend [days]',
      '延长的工作日数,不写则为最长。Working days of extension; the most when none are named.',
    )
    .action(act(deadline));
};

const deadline = async (
  { terminal }: Settings,
  { received, channel, edition, confirmed, corrected, paid, pause, extend }: Options,
): Promise<void> => {
  const [{ nationalCalendar }, { askDeadline }] = await Promise.all([
    import('@gongkai/calendar'),
    import('@gongkai/platform'),
  ]);
  const found = accepted(
    askDeadline(nationalCalendar, {
      received,
      channel,
      ...(edition === undefined ? {} : { edition }),
      ...(confirmed === undefined ? {} : { confirmed }),
      ...(corrected === undefined ? {} : { corrected }),
      ...(paid === undefined ? {} : { paid }),
      ...(pause === undefined ? {} : { pauses: pause }),
      ...(extend === undefined ? {} : { extend: extend === true ? 'most' : extend }),
    }),
  );
  terminal.result(found, linesOf(found));
};

const linesOf = ({ dueOn, steps, provisional }: Deadline): string[] => {
  const width = String(steps.length).length;
  return [
    `到期日 due day: ${dueOn ?? '—'}${provisional ? ' (暂定 provisional)' : ''}`,
    ...steps.flatMap(({ zh, en, article }, i) => [
      `${String(i + 1).padStart(width)}. ${zh}${article === null ? '' : ` [${article}]`}`,
      `${' '.repeat(width + 2)}${en}`,
    ]),
  ];
};
