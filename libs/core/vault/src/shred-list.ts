import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '@gongkai/kernel';
import { MasterKeyError } from './errors.js';
import type { ShreddedKey } from './person-keys.js';

/**
 * The list of destroyed keys beside the master key: whatever opens a data folder with that master
 * key destroys them again, so that no older copy of the folder brings back what was erased. One
 * line of text for each, only ever added to; it holds opaque ids and no personal data.
 */
const HEAD = 'gongkai-shreddings-1\n';
const LINE = /^(\S+) (\S+) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

/** Where the list that belongs to a master key lies. */
export const shredListPath = (masterKey: string): string => `${masterKey}.shredded`;

/** A list and how far it goes; a line cut short by a crash is not part of it. */
export type ReadList = { keys: ShreddedKey[]; bytes: number };

/** Undefined when there is no such list. `from` leaves out what was read before. */
export const readShredList = (path: string, from = 0): ReadList | undefined => {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path).subarray(from).toString('utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').slice(0, -1);
  if (from === 0 && `${lines.shift() ?? ''}\n` !== HEAD)
    throw new MasterKeyError('shreddingsDamaged', { path, line: '1' });
  const keys = lines.map((line, i) => {
    const [, tenant, key, shreddedAt] = LINE.exec(line) ?? [];
    if (!tenant || !key || !shreddedAt)
      throw new MasterKeyError('shreddingsDamaged', { path, line: String(i + 2) });
    return { tenant, key, shreddedAt };
  });
  return { keys, bytes: from + Buffer.byteLength(whole) };
};

export const shredListSize = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** Adds to the list, durably; made at first. Gives its length in bytes after that. */
export const addToShredList = (path: string, keys: readonly ShreddedKey[]): number => {
  makeFolder(dirname(path));
  const fresh = !existsSync(path);
  const file = openSync(path, fresh ? 'wx+' : 'r+', 0o600);
  try {
    const end = fresh ? writeSync(file, HEAD, 0) : wholeLines(file);
    const lines = keys.map(({ tenant, key, shreddedAt }) => `${tenant} ${key} ${shreddedAt}\n`);
    const added = lines.length === 0 ? 0 : writeSync(file, lines.join(''), end);
    fsyncSync(file);
    return end + added;
  } finally {
    closeSync(file);
    if (fresh) syncFolder(dirname(path));
  }
};

/** Cuts off a line that a crash left unfinished, and gives where the next one goes. */
const wholeLines = (file: number): number => {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(Math.min(size, 4096));
  readSync(file, last, 0, last.length, size - last.length);
  const end = size - last.length + last.lastIndexOf(0x0a) + 1;
  if (end < size) ftruncateSync(file, end);
  return end;
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
