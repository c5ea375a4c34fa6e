import type { Platform } from '@gongkai/platform';
import type { Command } from 'commander';
import { accepted, usage } from './failure.js';
import { inputText } from './input-file.js';
import type { Act } from './program.js';
import { nodeNamed, withPlatform } from './session.js';
import type { Settings } from './settings.js';

type Options = { node?: string; year?: string; own?: boolean; reason?: string };

const NODE = ['--node <node>', '某政府自己的日历。The calendar of one government.'] as const;

export const addHolidays = (program: Command, act: Act): void => {
  const holidays = program
    .command('holidays')
    .description('工作日历与放假通知。The calendar of working days and its notices.');
  holidays
    .command('list')
    .description('已知年份的放假与调休。Days off and make-up days of the years known.')
    .option('--year <year>', '只看一年。One year only.')
    .option(...NODE)
    .action(act(list));
  holidays
    .command('load <file>')
    .description('录入放假通知(JSON),在办件随之调整。Load notices; open cases follow.')
    .option('--reason <text>', '更正已有年份的理由。Why a year that is known is corrected.')
    .option('--own', '该政府只用自己的日历。The government stands on its own notices alone.')
    .option(...NODE)
    .action(act(load));
  holidays
    .command('withdraw <year>')
    .description('撤回某年最近一次通知。Take the last notice of a year back.')
    .requiredOption('--reason <text>', '理由。Why.')
    .option(...NODE)
    .action(act(withdraw));
};

const tenantOf = async (platform: Platform, node: string | undefined): Promise<string | null> => {
  if (node === undefined) return null;
  const { resolveGovernment } = await import('@gongkai/directory');
  await nodeNamed(platform, node);
  return accepted(resolveGovernment(platform.tree, node));
};

const list = async (settings: Settings, { node, year }: Options): Promise<void> => {
  const found = await withPlatform(settings, 'read', async (platform) => {
    const { PLATFORM } = await import('@gongkai/kernel');
    const { yearsOf } = await import('@gongkai/holiday');
    const tenant = (await tenantOf(platform, node)) ?? PLATFORM;
    const { calendar, revision } = platform.calendars.of(tenant);
    const state = platform.calendars.stateOf(tenant);
    const years = yearsOf(calendar, state).filter(
      (each) => (year ?? `${each.year}`) === `${each.year}`,
    );
    return { revision, base: state.base, years };
  });
  const days = (list: readonly { day: string; name: string }[]) =>
    list.map(({ day, name }) => `${day.slice(5)} ${name}`).join(', ');
  settings.terminal.result(
    found,
    found.years.flatMap(({ year: of, source, off, work }) => [
      `${of} ${source ?? '随程序附带 built in'}`,
      `  放假 off: ${days(off)}`,
      `  上班 work: ${days(work)}`,
    ]),
  );
};

/** Days are written as a list of `{day, name}` or as an object `{day: name}`. */
const daysOf = (days: unknown): unknown =>
  days !== null && typeof days === 'object' && !Array.isArray(days)
    ? Object.entries(days).map(([day, name]) => ({ day, name: name as unknown }))
    : days;

const noticesIn = async (file: string): Promise<Record<string, unknown>[]> => {
  const text = await inputText(file, '<file>');
  try {
    const parsed = JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
    const notices = Array.isArray(parsed) ? parsed : [parsed];
    return notices.map((notice: Record<string, unknown>) => ({
      ...notice,
      off: daysOf(notice['off']),
      ...(notice['work'] === undefined ? {} : { work: daysOf(notice['work']) }),
    }));
  } catch {
    throw usage(`不是 JSON 文件:${file}`, `This is no JSON file: ${file}`);
  }
};

const load = async (
  settings: Settings,
  { node, own, reason }: Options,
  [file]: string[],
): Promise<void> => {
  const notices = await noticesIn(file!);
  const result = await withPlatform(settings, 'write', async (platform) => {
    const government = await tenantOf(platform, node);
    if (own) await give(platform, settings, { type: 'adopt', government, base: 'own' });
    for (const notice of notices) {
      const type = reason === undefined ? 'load' : 'correct';
      await give(platform, settings, {
        type,
        government,
        ...notice,
        ...(reason ? { reason } : {}),
      });
    }
    return { notices: notices.length, ...(await platform.moveDeadlines()) };
  });
  settings.terminal.result(result, linesOf(result));
};

const withdraw = async (
  settings: Settings,
  { node, reason }: Options,
  [year]: string[],
): Promise<void> => {
  const result = await withPlatform(settings, 'write', async (platform) => {
    const government = await tenantOf(platform, node);
    await give(platform, settings, { type: 'withdraw', government, year: Number(year), reason });
    return { notices: 1, ...(await platform.moveDeadlines()) };
  });
  settings.terminal.result(result, linesOf(result));
};

const linesOf = (result: { notices: number; found: number; moved: number; refused: number }) => [
  `通知 notices ${result.notices}; 涉及在办件 open cases touched ${result.found}, 期限改变 moved ${result.moved}, 未能处理 refused ${result.refused}`,
];

/** A command of the named operator; what it wrote is visible when this returns. */
const give = async (
  platform: Platform,
  { operator }: Settings,
  data: Record<string, unknown>,
): Promise<void> => {
  const { PLATFORM } = await import('@gongkai/kernel');
  const { HolidayCommand } = await import('@gongkai/holiday');
  const caller = { kind: 'operator' as const, name: operator };
  const commandId = platform.ids.id();
  const call = { tenant: PLATFORM, caller, commandId, body: data };
  const { position } = accepted(await platform.send(new HolidayCommand(call, data)));
  if (position !== null) await platform.waitFor(position);
};
