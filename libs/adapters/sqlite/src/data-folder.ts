import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeFolder, OperatorError, type InTwoLanguages } from '@gongkai/kernel';
import Database from 'better-sqlite3';
import type { Db } from './event-schema.js';
import { isHalfRestored } from './restore-place.js';
import { upgradeFolder, writeFormat, type Upgrades } from './upgrades.js';

/** Number of the layout of a data folder; a newer program upgrades, an older one refuses. */
export const DATA_FORMAT = 2;

const problems = {
  locked: {
    zh: '数据目录正被另一进程使用;读取可照常进行,写入请先停止该进程(import 可用 --url 经由该服务)。',
    en: 'Another process holds the data folder; reading works, for writing stop it first (import may go through it with --url).',
  },
  newer: {
    zh: '数据目录由更新的版本写成,请升级本程序。',
    en: 'A newer version wrote this data folder; upgrade this program.',
  },
  older: {
    zh: '数据目录由旧版本写成;请先停止旧程序,再以新程序写入方式打开一次以升级。',
    en: 'An older version wrote this data folder; stop it, then let this program open it for writing once.',
  },
  missing: {
    zh: '这里没有数据目录,请先运行 gongkai init。',
    en: 'There is no data folder here; run gongkai init first.',
  },
  noBackup: {
    zh: '这里没有完整的备份。',
    en: 'There is no complete backup here.',
  },
  backupInside: {
    zh: '备份不能放在数据目录之内:数据目录丢失时备份也一同丢失。',
    en: 'A backup may not lie in the data folder: who loses the folder loses it, too.',
  },
  notMade: {
    zh: '{option} 所指之处的文件系统不能建立目录,请另指一处。',
    en: 'The file system takes no folder where {option} is to be; name another place.',
  },
  notEmpty: { zh: '目标目录不是空的。', en: 'The target folder is not empty.' },
  restoring: {
    zh: '往此目录恢复备份时中断,数据不全;请再次运行 gongkai restore,或清空目录。',
    en: 'A restore into this folder was cut short and it is not whole; run gongkai restore again, or empty it.',
  },
  damaged: { zh: '数据目录已损坏。', en: 'The data folder is damaged.' },
  moved: {
    zh: '此数据目录已于 {at} 搬到 {to},不再写入;读取可照常进行,要继续使用请先用 gongkai migrate 搬回。',
    en: 'This data folder was moved to {to} at {at} and takes no more events; reading works, to go on with it move back with gongkai migrate.',
  },
  replica: {
    zh: '这是某个集群服务的数据目录,其中只有日志的副本;不能单独使用,请用 --cluster。',
    en: 'This is the data folder of a service of a cluster, with a copy of the log; it cannot be used alone, say --cluster.',
  },
} as const satisfies Record<string, InTwoLanguages>;

export type DataFolderProblem = keyof typeof problems;

/** The data folder cannot be used as asked; `details` say who holds it or which format it has. */
export class DataFolderError extends OperatorError {
  constructor(
    readonly problem: DataFolderProblem,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`folder.${problem}`, problems[problem], details);
  }
}

export const dataPaths = (folder: string) => ({
  events: join(folder, 'events.db'),
  reads: join(folder, 'reads.db'),
  keys: join(folder, 'keys.db'),
  evidence: join(folder, 'evidence.db'),
  usage: join(folder, 'usage.db'),
  blobs: join(folder, 'blobs'),
  format: join(folder, 'format'),
  lock: join(folder, 'lock'),
  holder: join(folder, 'holder.json'),
  /** Present when the folder holds demo data: never served beyond loopback. */
  demo: join(folder, 'DEMO'),
  /** Present when its log went on elsewhere: never written to until it has been moved back. */
  moved: join(folder, 'MOVED'),
  /** How far a copy of a cluster's log has come; present in the folder of a service. */
  replica: join(folder, 'replica.json'),
});

/** Where a log went, and when (ISO 8601). */
export type Departure = { to: string; at: string };

/** Marks a folder whose log goes on elsewhere. */
export const markMoved = (folder: string, departure: Departure): void =>
  writeFileSync(dataPaths(folder).moved, `${JSON.stringify(departure)}\n`);

/** The log goes on here again. */
export const unmarkMoved = (folder: string): void =>
  rmSync(dataPaths(folder).moved, { force: true });

/** Makes a folder the caller named with an option or argument, which the refusal names. */
export const makeAsked = (folder: string, option: string): void => {
  try {
    makeFolder(folder, 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new DataFolderError('notMade', { option, folder });
  }
};

/** A folder held for writing until `release`; the lock ends with the process, however it ends. */
export type HeldFolder = {
  paths: ReturnType<typeof dataPaths>;
  /** What a second process is told of this one. */
  announce(holder: Readonly<Record<string, unknown>>): void;
  release(): void;
};

type HoldOptions = {
  format?: number;
  upgrades?: Upgrades;
  /** Also one whose log went on elsewhere, to be moved again. */
  evenMoved?: boolean;
};

/**
 * Makes or opens a data folder for its one writer. A second process gets `locked` with the holder;
 * a folder of a newer program `newer`, one whose log went on elsewhere `moved`; an older one is
 * copied beside itself and upgraded.
 */
export const holdDataFolder = (
  folder: string,
  holder: Readonly<Record<string, unknown>> = {},
  { format = DATA_FORMAT, upgrades, evenMoved = false }: HoldOptions = {},
): HeldFolder => {
  const paths = dataPaths(folder);
  if (isHalfRestored(folder)) throw new DataFolderError('restoring');
  makeAsked(folder, '--data');
  const lock = lockOf(paths);
  try {
    if (!evenMoved) refuseMoved(paths);
    bringToFormat(folder, paths, format, upgrades);
    mkdirSync(paths.blobs, { recursive: true });
    announce(paths, holder);
  } catch (error) {
    lock.close();
    throw error;
  }
  return {
    paths,
    announce: (more) => announce(paths, more),
    release: () => {
      if (!lock.open) return;
      rmSync(paths.holder, { force: true });
      lock.close();
    },
  };
};

/**
 * Paths of an existing folder for reading beside its writer; refuses what it cannot understand. An
 * older one is upgraded by the next program that opens it for writing.
 */
export const readDataFolder = (folder: string): ReturnType<typeof dataPaths> => {
  const paths = dataPaths(folder);
  if (isHalfRestored(folder)) throw new DataFolderError('restoring');
  if (!existsSync(paths.events)) throw new DataFolderError('missing', {});
  const found = formatOf(paths.format);
  if (found !== undefined && found > DATA_FORMAT)
    throw new DataFolderError('newer', { found, known: DATA_FORMAT });
  if (found !== undefined && found < DATA_FORMAT)
    throw new DataFolderError('older', { found, known: DATA_FORMAT });
  return paths;
};

/** The number of the layout a folder has; null where there is none. */
export const dataFormatOf = (folder: string): number | null =>
  formatOf(dataPaths(folder).format) ?? null;

/** What the process that holds the folder said of itself, e.g. its pid and address. */
export const holderOf = (folder: string): Record<string, unknown> => {
  try {
    return JSON.parse(readFileSync(dataPaths(folder).holder, 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
};

const announce = (
  { holder: path }: ReturnType<typeof dataPaths>,
  holder: Readonly<Record<string, unknown>>,
): void => writeFileSync(path, JSON.stringify({ pid: process.pid, ...holder }));

const lockOf = (paths: ReturnType<typeof dataPaths>): Db => {
  const lock = new Database(paths.lock, { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock.close();
    throw new DataFolderError('locked', holderOf(join(paths.lock, '..')));
  }
};

const refuseMoved = ({ moved }: ReturnType<typeof dataPaths>): void => {
  if (!existsSync(moved)) return;
  throw new DataFolderError('moved', departureIn(readFileSync(moved, 'utf8')));
};

/** A mark that somebody touched still counts, whatever it says. */
const departureIn = (text: string): { [Part in keyof Departure]?: string | undefined } => {
  try {
    const { to, at } = JSON.parse(text) as Partial<Departure>;
    return { to, at };
  } catch {
    return {};
  }
};

const formatOf = (path: string): number | undefined => {
  if (!existsSync(path)) return undefined;
  const format = Number(readFileSync(path, 'utf8').trim());
  if (!Number.isInteger(format) || format < 1)
    throw new DataFolderError('damaged', { file: 'format' });
  return format;
};

const bringToFormat = (
  folder: string,
  paths: ReturnType<typeof dataPaths>,
  known: number,
  upgrades: Upgrades | undefined,
): void => {
  const found = formatOf(paths.format);
  if (found === undefined) {
    if (existsSync(paths.events)) throw new DataFolderError('damaged', { file: 'format' });
    writeFormat(folder, known);
    return;
  }
  if (found > known) throw new DataFolderError('newer', { found, known });
  if (found === known) return;
  copyBeside(folder, found);
  upgradeFolder(folder, { from: found, to: known, ...(upgrades && { steps: upgrades }) });
};

/**
 * Copies everything but the lock to `before-format-N` inside the folder, before the first change. A
 * finished copy stays as it is: the upgrade it was made for may have been cut short.
 */
const copyBeside = (folder: string, format: number): void => {
  const target = join(folder, `before-format-${format + 1}`);
  if (existsSync(target)) return;
  const copying = `${target}.copying`;
  rmSync(copying, { recursive: true, force: true });
  mkdirSync(copying, { recursive: true });
  for (const name of readdirSync(folder))
    if (!name.startsWith('before-format-') && !name.startsWith('lock') && name !== 'holder.json')
      cpSync(join(folder, name), join(copying, name), { recursive: true });
  renameSync(copying, target);
};
