import { existsSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ReadStoreError } from './read-schema.js';

const rebuiltPath = (path: string): string => `${path}.rebuilt`;

/** Where a reads.db is built anew beside the one in use. */
export const buildingPath = (path: string): string => `${path}.building`;

/** Where one is built only to be compared. */
export const verifyingPath = (path: string): string => `${path}.verify`;

/** Removes a reads.db with what SQLite keeps beside it. */
export const removeReads = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
};

/** What was built is whole and closed: it may take the place of the one in use. */
export const finishRebuilt = (path: string): void => {
  const building = buildingPath(path);
  const db = new Database(building, { fileMustExist: true });
  try {
    // All of it into the one file that is moved.
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
  removeReads(rebuiltPath(path));
  renameSync(building, rebuiltPath(path));
};

/** Puts a finished reads.db in the place of the one nobody has open for writing; false without one. */
export const switchReads = (path: string): boolean => {
  const rebuilt = rebuiltPath(path);
  if (!existsSync(rebuilt)) return false;
  // The log of the old file must not be read into the new one.
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  renameSync(rebuilt, path);
  return true;
};

/** Removes what a comparison that was cut short left; throws while another one is under way. */
export const beginVerifying = (path: string): void => {
  const verifying = verifyingPath(path);
  if (isOpen(verifying)) throw new ReadStoreError('verifying');
  removeReads(verifying);
};

/**
 * For who has just taken the folder: a finished reads.db takes its place, what a rebuild that was
 * cut short left goes. A finished one is one file; with a log beside it, it was still being written.
 */
export const settleReads = (path: string): void => {
  // Read models are compared beside whoever holds the folder, too.
  if (!isOpen(verifyingPath(path))) removeReads(verifyingPath(path));
  removeReads(buildingPath(path));
  if (existsSync(`${rebuiltPath(path)}-wal`)) removeReads(rebuiltPath(path));
  else switchReads(path);
};

/** Whether anybody has a reads.db open: of a file with a write-ahead log each keeps a shared lock. */
const isOpen = (path: string): boolean => {
  if (!existsSync(path)) return false;
  const db = new Database(path, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 'SQLITE_BUSY';
  } finally {
    db.close();
  }
};
