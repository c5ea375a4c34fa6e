import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Config, SECRET_CONFIG } from '@gongkai/kernel';
import type { EvidenceReport, Platform } from '@gongkai/platform';
import type { KeyReport } from '@gongkai/sqlite';
import { MasterKeyError } from '@gongkai/vault';
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
  const report = await examine(settings, quick);
  const findings = findingsIn(report);
  const { configuration, data, position, log, projections, keys } = report;
  settings.terminal.result({ ...report, findings }, [
    ...Object.entries(configuration).map(([name, value]) => `${name}=${value ?? ''}`),
    `数据目录 data folder: ${data.folder}, 格式 format ${data.format ?? '—'}${data.demo ? ', DEMO' : ''}`,
    `日志 log: ${position ?? 0} 条 events${log ? `, ${log.problems.length} 处有误 faults` : ''}`,
    ...(keys.mark === null
      ? []
      : [
          `主密钥 master key: ${keys.masterKey}, 标记 mark ${keys.mark}, ${keys.state}; 个人密钥 keys of persons ${keys.persons ?? '—'}, 已销毁 destroyed ${keys.shredded ?? '—'}`,
        ]),
    ...(report.evidence
      ? [
          `存证日志 evidence: ${report.evidence.leaves} 条 leaves, ${report.evidence.checkpoints} 个检查点 checkpoints`,
        ]
      : []),
    ...projections.map(({ name, lag }) => `读模型 read model ${name}: 滞后 lag ${lag}`),
    ...findings.map(({ code, zh, en }) => `! ${zh} ${en} [${code}]`),
    ...(findings.length === 0 ? ['一切正常。All is well.'] : []),
  ]);
  return findings.length > 0 ? 1 : 0;
};

/** Everything there is to see of a data folder, or of a cluster; nothing of it is changed. */
const examine = async (settings: Settings, quick: boolean) => {
  const { dataFormatOf, dataPaths, holderOf, masterKeyPath, reportKeys } =
    await import('@gongkai/sqlite');
  const { data: folder, config, cluster, masterKey = masterKeyPath(folder) } = settings;
  const paths = dataPaths(folder);
  const files = [paths.events, paths.reads, paths.keys, paths.evidence];
  const data = {
    folder,
    format: dataFormatOf(folder),
    demo: existsSync(paths.demo),
    holder: holderOf(folder),
    bytes: Object.fromEntries(files.map((path) => [basename(path), sizeOf(path)])),
  };
  const known = { node: process.versions.node, configuration: configuration(config), data };
  const keys: DoctorKeys | undefined = cluster
    ? undefined
    : reportKeys(paths.keys, masterKey, folder);
  if (keys && !existsSync(paths.events)) return { ...known, keys, ...nothing };
  return { ...known, ...(await examineOpen(settings, quick, keys)) };
};

const examineOpen = (settings: Settings, quick: boolean, keys: DoctorKeys | undefined) =>
  withPlatform(settings, 'read', async (platform) => {
    const { verifyLog } = await import('@gongkai/sqlite');
    const { position, projections, parked, stores, diskFreeBytes } = await platform.status();
    const { paths, evidence } = platform.parts;
    return {
      position: position === undefined ? 0 : Number(position),
      projections: projections.map(({ name, lag, failure = null, building = false }) => ({
        name,
        lag,
        failure,
        building,
      })),
      parked: parked.map(({ position: at, ...rest }) => ({ ...rest, position: Number(at) })),
      stores: stores ?? [],
      diskFreeBytes: diskFreeBytes ?? null,
      keys: keys ?? sharedKeys(platform),
      log: quick ? null : checkLog(verifyLog, paths.events),
      evidence: quick ? null : await checkEvidence(evidence),
    };
  });

/** A cluster whose master key is not the right one cannot be opened. */
const sharedKeys = ({ masterKey }: Platform): DoctorKeys => ({
  masterKey: masterKey?.path ?? '',
  state: 'ok',
  mark: masterKey?.mark ?? null,
  persons: null,
  shredded: null,
});

/** Of a cluster the keys are not counted. */
type DoctorKeys = Omit<KeyReport, 'persons' | 'shredded'> & {
  persons: number | null;
  shredded: number | null;
};

type DoctorReadModel = { name: string; lag: number; failure: string | null; building: boolean };

const nothing = {
  position: null,
  stores: [] as readonly string[],
  projections: [] as DoctorReadModel[],
  parked: [] as { projection: string; tenant: string; position: number; reason: string }[],
  diskFreeBytes: null,
  log: null as { events: number; problems: readonly unknown[] } | null,
  evidence: null as EvidenceReport | null,
};

type Report = {
  keys: DoctorKeys;
  position: number | null;
  stores: readonly string[];
  projections: readonly DoctorReadModel[];
  parked: readonly { projection: string; tenant: string }[];
  diskFreeBytes: number | null;
  log: { problems: readonly unknown[] } | null;
  evidence: EvidenceReport | null;
};

const findingsIn = ({
  position,
  projections,
  parked,
  stores,
  diskFreeBytes,
  log,
  evidence,
  keys,
}: Report): Finding[] => [
  ...(position === null
    ? [
        {
          code: 'doctor.noData',
          zh: '数据目录尚未建立(gongkai init)。',
          en: 'There is no data folder yet (gongkai init).',
        },
      ]
    : []),
  ...(log && log.problems.length > 0
    ? [
        {
          code: 'doctor.logDamaged',
          zh: `日志有 ${log.problems.length} 处与写入时不符。`,
          en: `${log.problems.length} records of the log are not what was written.`,
        },
      ]
    : []),
  ...stores.map((problem) => ({
    code: 'doctor.store',
    zh: `集群的存储有问题:${problem}。`,
    en: `A store of the cluster is not well: ${problem}.`,
  })),
  ...evidenceFindings(evidence),
  ...keyFindings(keys),
  ...readModelFindings(projections),
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

const readModelFindings = (projections: readonly DoctorReadModel[]): Finding[] => [
  ...projections.flatMap(({ name, failure }) =>
    failure === null
      ? []
      : [
          {
            code: 'doctor.readModelFailed',
            zh: `读模型 ${name} 停滞:${failure}。`,
            en: `The read model ${name} stands still: ${failure}.`,
          },
        ],
  ),
  ...projections.flatMap(({ name, building }) =>
    building
      ? [
          {
            code: 'doctor.readModelBuilding',
            zh: `读模型 ${name} 尚未建成。`,
            en: `The read model ${name} has not been made yet.`,
          },
        ]
      : [],
  ),
];

/** Each log once, by the gravest that was found of it. */
const evidenceFindings = (evidence: EvidenceReport | null): Finding[] => {
  const problems = evidence?.problems ?? [];
  const tenants = [...new Set(problems.map(({ tenant }) => tenant))];
  return tenants.map((tenant) => {
    const found = problems.filter((each) => each.tenant === tenant);
    const kinds = [...new Set(found.map(({ problem }) => problem))];
    if (kinds.includes('forked') || kinds.includes('eventsMissing'))
      return {
        code: 'doctor.evidenceForked',
        zh: `${tenant} 的记录与已签名的检查点不符(${kinds.join('、')}):签名之后被改写、删去或退回。`,
        en: `The events of ${tenant} contradict a signed checkpoint (${kinds.join(', ')}): they were rewritten, dropped or rolled back since.`,
      };
    return {
      code: 'doctor.evidenceDamaged',
      zh: `${tenant} 的存证日志有误(${kinds.join('、')})。`,
      en: `The evidence log of ${tenant} is not as it should be (${kinds.join(', ')}).`,
    };
  });
};

const checkEvidence = async (evidence: Platform['parts']['evidence']): Promise<EvidenceReport> => {
  const bar = new ProgressBar('核对存证 evidence', '条 events');
  const report = await evidence.verify((done, total) =>
    bar.show(done, total === 0 ? 1 : done / total),
  );
  bar.end(report.leaves);
  return { ...report, problems: report.problems.slice(0, 100) };
};

/** What keeps the sealed fields of this folder from being opened. */
const keyFindings = ({ state, details }: DoctorKeys): Finding[] => {
  if (state === 'ok' || state === 'none') return [];
  if (state === 'rotating')
    return [
      {
        code: 'doctor.rotationUnfinished',
        zh: '更换主密钥未完成,请再次运行 gongkai key rotate。',
        en: 'A rotation of the master key was cut short; run gongkai key rotate again.',
      },
    ];
  const { code, zh, en } = new MasterKeyError(state, details);
  return [{ code, zh, en }];
};

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
