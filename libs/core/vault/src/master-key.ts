import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isInside, makeFolder } from '@gongkai/kernel';
import { macOf } from './cipher.js';
import { MasterKeyError } from './errors.js';
import { freshSecret, secretFrom, type Secret } from './secret.js';

/**
 * The master key is a file of one line, readable by its owner only and never in the data folder:
 * who copies the folder, or a backup of it, has nothing that opens what is sealed in it.
 */
const MARK = 'gongkai-master-key-1:';
const OTHERS = 0o077;

/** What came of opening the master key. */
export type MasterKey = {
  path: string;
  mark: string;
  made: boolean;
  /** The list of destroyed keys there was is not beside the key; it was made anew from the keys. */
  listMissing?: boolean;
};

/** Where the master key of a folder lies unless the configuration says otherwise: beside it. */
export const masterKeyPath = (folder: string): string => `${resolve(folder)}.key`;

/** Where a rotation keeps the next key until everything is wrapped under it. */
export const nextKeyPath = (path: string): string => `${path}.new`;

/** What a master key is told apart by; says nothing of the key. */
export const markOf = (master: Secret): string =>
  Buffer.from(macOf(master, ['gongkai.master.1']), 'base64url')
    .toString('hex')
    .slice(0, 16);

/** The key in this file; refused when others may read it, or when it lies with what it protects. */
export const readMasterKey = (path: string, folder: string): Secret => {
  if (!existsSync(path)) throw new MasterKeyError('missing', { path });
  if (isInside(path, folder)) throw new MasterKeyError('inside', { path });
  const found = statSync(path);
  // A pipe would be waited for without end.
  if (!found.isFile()) throw new MasterKeyError('malformed', { path });
  const mode = found.mode & 0o777;
  // Windows has no such modes and reports 666.
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
    throw new MasterKeyError('exposed', { path, mode: mode.toString(8) });
  const secret = secretIn(textOf(path).trim());
  if (!secret) throw new MasterKeyError('malformed', { path });
  return secret;
};

/** Makes a key file that was not there, durably; one that is there is never written over. */
export const makeMasterKey = (path: string, folder: string): Secret => {
  if (isInside(path, folder)) throw new MasterKeyError('inside', { path });
  const secret = freshSecret();
  makeFolder(dirname(path));
  writeKey(path, secret);
  return secret;
};

/** Puts the next key in place of the present one, which stays beside it under its mark. */
export const promoteNextKey = (path: string, folder: string): string => {
  const previous = existsSync(path) ? keepPrevious(path, folder) : path;
  renameSync(nextKeyPath(path), path);
  syncFolder(dirname(path));
  return previous;
};

const keepPrevious = (path: string, folder: string): string => {
  const present = readMasterKey(path, folder);
  const kept = `${path}.${markOf(present)}`;
  if (!existsSync(kept)) writeKey(kept, present);
  return kept;
};

const writeKey = (path: string, secret: Secret): void => {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${MARK}${secret.export().toString('base64url')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(path));
};

const secretIn = (text: string): Secret | undefined =>
  text.startsWith(MARK) && /^[\w-]{43}$/.test(text.slice(MARK.length))
    ? secretFrom(Buffer.from(text.slice(MARK.length), 'base64url'))
    : undefined;

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new MasterKeyError('unreadable', { path });
  }
};

const syncFolder = (folder: string): void => {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};
