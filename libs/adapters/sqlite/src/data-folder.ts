import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Db } from './event-schema.js';
import { upgradeFolder, writeFormat, type Upgrades } from './upgrades.js';

/** Number of the layout of a data folder; a newer program upgrades, an older one refuses. */
export const DATA_FORMAT = 2;

export type DataFolderProblem = 'locked' | 'newer' | 'older' | 'missing' | 'notEmpty' | 'damaged';

/** The data folder cannot be used as asked; `details` say who holds it or which format it has. */
export class DataFolderError extends Error {
  constructor(
    readonly problem: DataFolderProblem,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`data folder: ${problem}`);
    this.name = 'DataFolderError';
  }
}

export const dataPaths = (folder: string) => ({
  events: join(folder, 'events.db'),
  reads: join(folder, 'reads.db'),
  keys: join(folder, 'keys.db'),
  evidence: join(folder, 'evidence.db'),
  blobs: join(folder, 'blobs'),
  format: join(folder, 'format'),
  lock: join(folder, 'lock'),
  holder: join(folder, 'holder.json'),
  /** Present when the folder holds demo data: never served beyond loopback. */
  demo: join(folder, 'DEMO'),
});

/** A folder held for writing until `release`; the lock ends with the process, however it ends. */
export type HeldFolder = {
  paths: ReturnType<typeof dataPaths>;
  /** What a second process is told of this one. */
  announce(holder: Readonly<Record<string, unknown>>): void;
  release(): void;
};

/**
 * Makes or opens a data folder for its one writer. A second process gets `locked` with the holder;
 * a folder of a newer program `newer`; an older one is copied beside itself and upgraded.
 */
export const holdDataFolder = (
  folder: string,
  holder: Readonly<Record<string, unknown>> = {},
  { format = DATA_FORMAT, upgrades }: { format?: number; upgrades?: Upgrades } = {},
): HeldFolder => {
  const paths = dataPaths(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = lockOf(paths);
  try {
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
  if (!existsSync(paths.events)) throw new DataFolderError('missing', {});
  const found = formatOf(paths.format);
  if (found !== undefined && found > DATA_FORMAT)
    throw new DataFolderError('newer', { found, known: DATA_FORMAT });
  if (found !== undefined && found < DATA_FORMAT)
    throw new DataFolderError('older', { found, known: DATA_FORMAT });
  return paths;
};

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

/** Copies everything but the lock to `before-format-N` inside the folder, before the first change. */
const copyBeside = (folder: string, format: number): void => {
  const target = join(folder, `before-format-${format + 1}`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(folder))
    if (!name.startsWith('before-format-') && !name.startsWith('lock') && name !== 'holder.json')
      cpSync(join(folder, name), join(target, name), { recursive: true });
};
