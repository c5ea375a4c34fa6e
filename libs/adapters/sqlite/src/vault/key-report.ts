import { existsSync } from 'node:fs';
import {
  markOf,
  MasterKeyError,
  nextKeyPath,
  readMasterKey,
  readShredList,
  shredListPath,
  type MasterKeyProblem,
  type ShreddedKey,
} from '@gongkai/vault';
import Database from 'better-sqlite3';
import { hasVaultTables, makeVaultTables, vaultStatements } from './person-key-tables.js';

/** How it stands with the master key and the keys of persons; nothing is changed by asking. */
export type KeyReport = {
  /** The list of destroyed keys beside the master key: how many are on it; null: there is none. */
  listed?: number | null;
  masterKey: string;
  /** `none`: this folder has sealed nothing yet. `rotating`: a rotation was cut short. */
  state: 'ok' | 'none' | 'rotating' | MasterKeyProblem;
  /** What there is to say of the problem: the file, its mode, the marks found and wanted. */
  details?: Readonly<Record<string, unknown>>;
  /** The mark of the key this folder needs. */
  mark: string | null;
  persons: number;
  shredded: number;
};

type Found = Pick<KeyReport, 'state' | 'details'>;

export const reportKeys = (path: string, masterKey: string, folder: string): KeyReport => {
  const nothing = { masterKey, mark: null, persons: 0, shredded: 0 };
  if (!existsSync(path)) return { ...nothing, state: 'none' };
  const db = new Database(path, { readonly: true });
  try {
    if (!hasVaultTables(db)) return { ...nothing, state: 'none' };
    const count = (table: string) =>
      db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
    const mark = (vaultStatements(db).master.get() as string | undefined) ?? null;
    return {
      masterKey,
      ...(mark === null ? { state: 'none' as const } : stateOf(masterKey, folder, mark)),
      mark,
      persons: count('person_keys'),
      shredded: count('shredded_keys'),
      listed: readShredList(shredListPath(masterKey))?.keys.length ?? null,
    };
  } finally {
    db.close();
  }
};

/** The mark of the master key that this keys.db needs; null when nothing is sealed with it. */
export const markIn = (path: string): string | null => {
  if (!existsSync(path)) return null;
  const db = new Database(path, { readonly: true });
  try {
    return hasVaultTables(db)
      ? ((vaultStatements(db).master.get() as string | undefined) ?? null)
      : null;
  } finally {
    db.close();
  }
};

const stateOf = (path: string, folder: string, wanted: string): Found => {
  const next = foundAt(nextKeyPath(path), folder, wanted);
  return next.state === 'missing' ? foundAt(path, folder, wanted) : { state: 'rotating' };
};

const foundAt = (path: string, folder: string, wanted: string): Found => {
  try {
    const found = markOf(readMasterKey(path, folder));
    if (found === wanted) return { state: 'ok' };
    return { state: 'wrong', details: { path, found, wanted } };
  } catch (error) {
    if (!(error instanceof MasterKeyError)) throw error;
    return { state: error.problem, details: error.details };
  }
};

/** How many keys of persons this keys.db holds. */
export const personsIn = (path: string): number => {
  if (!existsSync(path)) return 0;
  const db = new Database(path, { readonly: true });
  try {
    if (!hasVaultTables(db)) return 0;
    return db.prepare('SELECT count(*) FROM person_keys').pluck().get() as number;
  } finally {
    db.close();
  }
};

/** The destroyed keys that this keys.db knows of. */
export const shreddedIn = (path: string): ShreddedKey[] => {
  if (!existsSync(path)) return [];
  const db = new Database(path, { readonly: true });
  try {
    return hasVaultTables(db) ? (vaultStatements(db).shredded.all() as ShreddedKey[]) : [];
  } finally {
    db.close();
  }
};

/**
 * Destroys again what was destroyed after a backup was made: a backup brings back no key that
 * somebody had the right to see gone. Gives how many of them it had.
 */
export const shredAgain = (path: string, keys: readonly ShreddedKey[]): number => {
  const db = new Database(path);
  try {
    makeVaultTables(db);
    const sql = vaultStatements(db);
    return db
      .transaction(() => {
        let had = 0;
        for (const { tenant, key, shreddedAt } of keys) {
          had += sql.dropPerson.run(tenant, key).changes;
          sql.addShredded.run(tenant, key, shreddedAt);
        }
        // Whoever opens this copy goes through the whole list once more.
        sql.setNamed.run('shreddings', '0');
        return had;
      })
      .immediate();
  } finally {
    db.close();
  }
};
