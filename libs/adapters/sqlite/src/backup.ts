import { createHash } from 'node:crypto';
import {
  cpSync,
  createReadStream,
  existsSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { isInside } from '@gongkai/kernel';
import { masterKeyPath } from '@gongkai/vault';
import Database from 'better-sqlite3';
import { z } from 'zod';
import {
  DATA_FORMAT,
  DataFolderError,
  dataPaths,
  makeAsked,
  readDataFolder,
} from './data-folder.js';
import { beginStaging, giveUpStaging, isFreeFor, putInPlace } from './restore-place.js';
import { upgradeFolder, writeFormat } from './upgrades.js';
import { markIn } from './vault/key-report.js';
import { applyShreddings, type BackupOrigin, type Shreddings } from './vault/restore-shreddings.js';
import { verifyLog } from './verify-log.js';

/** What a backup says of itself; written last, so that a backup cut short has none. */
export type BackupManifest = {
  format: number;
  madeAt: string;
  head: number;
  /** The mark of the master key that opens what is sealed here; the key itself is not in a backup. */
  masterKey?: string;
  /** Where it was made: a restore on the same machine finds there what was destroyed since. */
  from?: BackupOrigin;
  files: Record<string, { bytes: number; sha256: string }>;
};

const MANIFEST = 'backup.json';
const COPIED = ['usage.db', 'evidence.db', 'events.db', 'keys.db'] as const;

/**
 * Copies a live data folder: each database as one consistent snapshot while the writer goes on. Counts
 * of uses first, so that none is in neither them nor the log; the evidence, so that it says nothing of
 * events that are not in the copy; then the events, so that every key and file an event names is. Read
 * models are left out; they are rebuilt from the log.
 */
export const backupFolder = async (
  folder: string,
  target: string,
  madeAt: Date,
  masterKeyFile = masterKeyPath(folder),
): Promise<BackupManifest> => {
  readDataFolder(folder);
  if (isInside(target, folder)) throw new DataFolderError('backupInside', { folder: target });
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new DataFolderError('notEmpty', { folder: target });
  const isNew = !existsSync(target);
  makeAsked(target, '<folder>');
  try {
    return await copyInto(target, folder, { madeAt, masterKeyFile });
  } catch (error) {
    // What could not be finished would only be in the way of the next attempt.
    for (const name of readdirSync(target)) rmSync(join(target, name), { recursive: true });
    if (isNew) rmdirSync(target);
    throw error;
  }
};

const copyInto = async (
  target: string,
  folder: string,
  { madeAt, masterKeyFile }: { madeAt: Date; masterKeyFile: string },
): Promise<BackupManifest> => {
  const { blobs, demo } = dataPaths(folder);
  for (const name of COPIED) {
    const source = join(folder, name);
    if (existsSync(source)) snapshot(source, join(target, name));
  }
  if (existsSync(blobs)) cpSync(blobs, join(target, 'blobs'), { recursive: true, filter: isKept });
  if (existsSync(demo)) cpSync(demo, join(target, 'DEMO'));
  const masterKey = markIn(join(target, 'keys.db'));
  const manifest: BackupManifest = {
    format: DATA_FORMAT,
    madeAt: madeAt.toISOString(),
    head: headOf(join(target, 'events.db')),
    ...(masterKey === null ? {} : { masterKey }),
    from: { folder: resolve(folder), masterKey: resolve(masterKeyFile) },
    files: {},
  };
  for (const file of filesIn(target)) manifest.files[file] = await fingerprint(join(target, file));
  writeFileSync(join(target, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
};

export type Restored = BackupManifest & {
  /** Keys the backup still had although they were destroyed since; they are destroyed again. */
  shreddedAgain: number;
};

/**
 * Puts a backup into an empty folder, which stays the one it is, after checking every file against
 * the manifest and every record of the log against itself. Nothing is in place unless all of it is
 * right, and unless every key of a person destroyed after the backup was made is destroyed again.
 */
export const restoreFolder = async (
  backup: string,
  folder: string,
  progress: (done: number, total: number) => void = () => {},
  shreddings: Partial<Shreddings> = {},
): Promise<Restored> => {
  const { since } = shreddings;
  const manifest = manifestOf(backup);
  const files = Object.keys(manifest.files);
  if (!isFreeFor(folder, files)) throw new DataFolderError('notEmpty', { folder });
  if (since !== undefined && !existsSync(isFolder(since) ? dataPaths(since).keys : since))
    throw new DataFolderError('missing', { file: since });
  for (const [file, wanted] of Object.entries(manifest.files)) {
    const path = join(backup, file);
    if (!existsSync(path) || (await fingerprint(path)).sha256 !== wanted.sha256)
      throw new DataFolderError('damaged', { file });
  }
  const isNew = !existsSync(folder);
  makeAsked(folder, '--data');
  const staging = beginStaging(folder, files);
  let shreddedAgain: number;
  try {
    for (const file of files) cpSync(join(backup, file), join(staging, file), { recursive: true });
    const known = { masterKey: masterKeyPath(folder), ...shreddings };
    shreddedAgain = makeReady(staging, manifest, progress, known);
  } catch (error) {
    giveUpStaging(folder, isNew);
    throw error;
  }
  putInPlace(folder);
  return { ...manifest, shreddedAgain };
};

const Manifest = z.looseObject({
  format: z.int(),
  madeAt: z.string(),
  head: z.int(),
  masterKey: z.string().optional(),
  from: z.looseObject({ folder: z.string(), masterKey: z.string() }).optional(),
  // Nothing of a backup lies outside it, and none is without its log.
  files: z
    .record(z.string(), z.looseObject({ bytes: z.int(), sha256: z.string() }))
    .refine((files) => 'events.db' in files && !Object.keys(files).some(leadsOut)),
});

const leadsOut = (file: string): boolean => isAbsolute(file) || /(^|[\\/])\.\.([\\/]|$)/.test(file);

/** What a backup says of itself; one written by a newer program is only asked for its format. */
const manifestOf = (backup: string): BackupManifest => {
  const path = join(backup, MANIFEST);
  if (!existsSync(path)) throw new DataFolderError('noBackup', { file: path });
  const found = jsonIn(path) as Partial<BackupManifest> | null;
  if (typeof found?.format === 'number' && found.format > DATA_FORMAT)
    throw new DataFolderError('newer', { found: found.format, known: DATA_FORMAT });
  if (!Manifest.safeParse(found).success) throw new DataFolderError('damaged', { file: MANIFEST });
  return found as BackupManifest;
};

const jsonIn = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};

/** Upgrades what was copied, checks every record, destroys again what was destroyed since: how many keys. */
const makeReady = (
  staging: string,
  { format, head, from }: BackupManifest,
  progress: (done: number, total: number) => void,
  shreddings: Shreddings,
): number => {
  writeFormat(staging, format);
  upgradeFolder(staging, { from: format, to: DATA_FORMAT });
  const { keys, events } = dataPaths(staging);
  const found = verifyLog(events, progress);
  if (found.problems.length > 0 || found.events !== head)
    throw new DataFolderError('damaged', {
      file: 'events.db',
      problems: found.problems.slice(0, 10),
    });
  return existsSync(keys) ? applyShreddings(keys, events, shreddings, from) : 0;
};

/** Files under way, and those that are there for an hour, lie in folders with a dot before the name. */
const isKept = (path: string): boolean => !basename(path).startsWith('.');

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

const snapshot = (source: string, target: string): void => {
  const db = new Database(source, { readonly: true, timeout: 10_000 });
  try {
    db.prepare('VACUUM INTO ?').run(target);
  } finally {
    db.close();
  }
};

const headOf = (events: string): number => {
  const db = new Database(events, { readonly: true });
  try {
    return (db.prepare('SELECT max(position) FROM events').pluck().get() as number | null) ?? 0;
  } finally {
    db.close();
  }
};

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const fingerprint = async (path: string): Promise<{ bytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return { bytes: statSync(path).size, sha256: hash.digest('hex') };
};
