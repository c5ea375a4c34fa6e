import { existsSync, statSync } from 'node:fs';
import { Config, SECRET_CONFIG } from '@gongkai/kernel';
import type { Command } from 'commander';
import type { ExitCode } from './failure.js';
import { ProgressBar } from './progress-bar.js';
import type { Act } from './program.js';
import { withPlatform } from './session.js';
import type { Settings } from './settings.js';

type Finding = { code: string; zh: string; en: string };

const DISK_LOW_BYTES = 1024 ** 3;

export const addDoctor = (program: Command, act: Act): void => {
  program
    .command('doctor')
    .description(
      '检查配置、数据目录、日志与读模型。Check configuration, data folder, log and read models.',
    )
    .option('--quick', '不逐条核对日志。Do not check every record of the log.')
    .action(act(doctor));
};

const doctor = async (
  settings: Settings,
  { quick = false }: { quick?: boolean },
): Promise<ExitCode> => {
  const { DATA_FORMAT, dataPaths, holderOf, verifyLog } = await import('@gongkai/sqlite');
  const { data, terminal } = settings;
  const paths = dataPaths(data);
  const findings: Finding[] = [];
  const status = existsSync(paths.events)
    ? await withPlatform(settings, 'read', (platform) => platform.status())
    : null;
  if (!status)
    findings.push({
      code: 'doctor.noData',
      zh: '数据目录尚未建立(gongkai init)。',
      en: 'There is no data folder yet (gongkai init).',
    });
  const log = status && !quick ? checkLog(verifyLog, paths.events) : null;
  const report = {
    node: process.versions.node,
    configuration: configuration(settings.config),
    data: {
      folder: data,
      format: DATA_FORMAT,
      demo: existsSync(paths.demo),
      holder: holderOf(data),
      bytes: Object.fromEntries(
        [paths.events, paths.reads, paths.keys].map((path) => [nameOf(path), sizeOf(path)]),
      ),
    },
    position: status?.position === undefined ? null : Number(status.position),
    projections: (status?.projections ?? []).map(({ name, lag }) => ({ name, lag })),
    parked: (status?.parked ?? []).map(({ projection, tenant, position, reason }) => ({
      projection,
      tenant,
      position: Number(position),
      reason,
    })),
    diskFreeBytes: status?.diskFreeBytes ?? null,
    log,
  };
  findings.push(...findingsIn(report));
  terminal.result({ ...report, findings }, [
    ...Object.entries(report.configuration).map(([name, value]) => `${name}=${value ?? ''}`),
    `数据目录 data folder: ${data}, 格式 format ${DATA_FORMAT}${report.data.demo ? ', DEMO' : ''}`,
    `日志 log: ${report.position ?? 0} 条 events${log ? `, ${log.problems.length} 处有误 faults` : ''}`,
    ...report.projections.map(({ name, lag }) => `读模型 read model ${name}: 滞后 lag ${lag}`),
    ...findings.map(({ code, zh, en }) => `! ${zh} ${en} [${code}]`),
    ...(findings.length === 0 ? ['一切正常。All is well.'] : []),
  ]);
  return findings.length > 0 ? 1 : 0;
};

type Report = {
  parked: readonly { projection: string; tenant: string }[];
  diskFreeBytes: number | null;
  log: { problems: readonly unknown[] } | null;
};

const findingsIn = ({ parked, diskFreeBytes, log }: Report): Finding[] => [
  ...(log && log.problems.length > 0
    ? [
        {
          code: 'doctor.logDamaged',
          zh: `日志有 ${log.problems.length} 处与写入时不符。`,
          en: `${log.problems.length} records of the log are not what was written.`,
        },
      ]
    : []),
  ...parked.map(({ projection, tenant }) => ({
    code: 'doctor.parked',
    zh: `读模型 ${projection} 停在 ${tenant}。`,
    en: `The read model ${projection} is parked for ${tenant}.`,
  })),
  ...(diskFreeBytes !== null && diskFreeBytes < DISK_LOW_BYTES
    ? [
        {
          code: 'doctor.diskLow',
          zh: `磁盘只剩 ${diskFreeBytes} 字节。`,
          en: `Only ${diskFreeBytes} bytes are left on the disk.`,
        },
      ]
    : []),
];

/** The configuration as read, its secrets masked. */
const configuration = (config: Config): Record<string, unknown> =>
  Object.fromEntries(
    (Object.keys(Config.shape) as (keyof Config)[]).map((name) => {
      const value = config[name];
      return [name, value === undefined ? null : SECRET_CONFIG.includes(name) ? '******' : value];
    }),
  );

const checkLog = (
  verify: (
    path: string,
    progress: (done: number, total: number) => void,
  ) => { events: number; problems: readonly unknown[] },
  path: string,
) => {
  const bar = new ProgressBar('核对 check', '条 events');
  const found = verify(path, (done, total) => bar.show(done, total === 0 ? 1 : done / total));
  bar.end(found.events);
  return { events: found.events, problems: found.problems.slice(0, 100) };
};

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
const nameOf = (path: string): string => path.split('/').at(-1)!;
